using Refit;

namespace AiIdentity.Infrastructure.WhatsApp;

// A public directory of usernames; none exists outside the sandbox today.
internal interface IDirectoryApi
{
    [Get("/@{username}")]
    Task<HttpResponseMessage> LookUpAsync(string username, CancellationToken ct);
}
