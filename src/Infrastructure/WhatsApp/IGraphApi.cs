using Refit;

namespace AiIdentity.Infrastructure.WhatsApp;

/// <summary>The four reads of the Graph API that a proof needs.</summary>
internal interface IGraphApi
{
    [Get("/{version}/{id}?fields=id,display_phone_number,status,platform_type,code_verification_status,account_mode")]
    Task<IApiResponse<string>> NodeAsync(string version, string id, [Authorize] string token, [Query] string? appsecret_proof, CancellationToken ct);

    [Get("/{version}/{id}/whatsapp_business_profile?fields=about,description")]
    Task<IApiResponse<string>> ProfileAsync(string version, string id, [Authorize] string token, [Query] string? appsecret_proof, CancellationToken ct);

    [Get("/{version}/{id}/username")]
    Task<IApiResponse<string>> UsernameAsync(string version, string id, [Authorize] string token, [Query] string? appsecret_proof, CancellationToken ct);

    [Get("/{version}/{waba}/phone_numbers?fields=id,display_phone_number&limit=100")]
    Task<IApiResponse<string>> NumbersAsync(string version, string waba, [Query] string? after, [Authorize] string token, [Query] string? appsecret_proof, CancellationToken ct);
}

/// <summary>A public directory of usernames; none exists outside the sandbox today.</summary>
internal interface IDirectoryApi
{
    [Get("/@{username}")]
    Task<IApiResponse<string>> LookUpAsync(string username, CancellationToken ct);
}
