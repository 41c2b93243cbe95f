using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using Microsoft.Extensions.Options;

namespace AiIdentity.Api.Authentication;

/// <summary>
/// The session's cookie. Over TLS its name begins with <c>__Host-</c>, which browsers take from this very host alone (RFC 6265bis,
/// 4.1.3.2): no neighbouring subdomain can lay one under. The plain name, for http on loopback, is not read there.
/// </summary>
internal sealed class SessionCookie(IOptions<RegistryOptions> registry)
{
    public const string Secure = "__Host-aii_session";
    public const string Plain = "aii_session";

    public string? Read(HttpContext http) => http.Request.Cookies.TryGetValue(NameFor(http), out var value) ? value : null;

    public void Write(HttpContext http, string value) => http.Response.Cookies.Append(NameFor(http), value, Options(http));

    public void Forget(HttpContext http) => http.Response.Cookies.Delete(NameFor(http), Options(http));

    // Behind a proxy that ends TLS the request itself is plain.
    private bool IsSecure(HttpContext http) => http.Request.IsHttps || registry.Value.Issuer.StartsWith("https:", StringComparison.OrdinalIgnoreCase);

    private string NameFor(HttpContext http) => IsSecure(http) ? Secure : Plain;

    private CookieOptions Options(HttpContext http) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = IsSecure(http),
        Path = "/",
        MaxAge = Session.Life,
    };
}
