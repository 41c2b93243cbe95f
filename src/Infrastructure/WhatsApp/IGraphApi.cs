using Refit;

namespace AiIdentity.Infrastructure.WhatsApp;

// The four reads of the Graph API that a proof needs. The answers come as they are: Refit's own exceptions carry bodies and headers.
internal interface IGraphApi
{
    [Get("/{version}/{id}?fields=id,display_phone_number,status,platform_type,code_verification_status,account_mode")]
    Task<HttpResponseMessage> NodeAsync(string version, string id, [Authorize] string token, [AliasAs("appsecret_proof")] string? proof, CancellationToken ct);

    [Get("/{version}/{id}/whatsapp_business_profile?fields=about,description")]
    Task<HttpResponseMessage> ProfileAsync(string version, string id, [Authorize] string token, [AliasAs("appsecret_proof")] string? proof, CancellationToken ct);

    [Get("/{version}/{id}/username")]
    Task<HttpResponseMessage> UsernameAsync(string version, string id, [Authorize] string token, [AliasAs("appsecret_proof")] string? proof, CancellationToken ct);

    [Get("/{version}/{waba}/phone_numbers?fields=id,display_phone_number&limit=100")]
    Task<HttpResponseMessage> NumbersAsync(string version, string waba, string? after, [Authorize] string token, [AliasAs("appsecret_proof")] string? proof, CancellationToken ct);
}
