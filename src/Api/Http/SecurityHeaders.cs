using AiIdentity.Api.Endpoints;
using Microsoft.AspNetCore.Cors.Infrastructure;

namespace AiIdentity.Api.Http;

/// <summary>What a browser may do with an answer: its content security policy, and whether other sites may embed it.</summary>
/// <param name="Policy">The value of <c>Content-Security-Policy</c>.</param>
/// <param name="Embeddable">Other sites may show it as an image.</param>
internal sealed record ContentPolicy(string Policy, bool Embeddable = false)
{
    private const string Shut = "base-uri 'none'; frame-ancestors 'none'; form-action";

    /// <summary>Data: nothing in it runs, loads or is framed.</summary>
    public static readonly ContentPolicy Data = new($"default-src 'none'; {Shut} 'none'");

    /// <summary>Public pages: our stylesheet, our pictures, our search form. No script at all.</summary>
    public static readonly ContentPolicy Page = new($"default-src 'none'; style-src 'self'; img-src 'self'; {Shut} 'self'");

    /// <summary>
    /// The dashboard: our own scripts, and the compiling of WebAssembly, which Blazor is. The component library sets styles on
    /// elements; scripts from anywhere else, inline ones and eval stay shut out. Its address is the base of all that it loads.
    /// </summary>
    public static readonly ContentPolicy Dashboard = new(
        $"default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'self'; frame-ancestors 'none'; form-action 'self'");

    /// <summary>Swagger's page: its files, and by its hash the package's one inline script. Another version of the package has another.</summary>
    public static readonly ContentPolicy Swagger = new(
        $"default-src 'none'; script-src 'self' 'sha256-9zc5q1WGHhGpLYqYDw9c5QXncDsEG0iwVH/KpkiGsFM='; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; {Shut} 'none'");

    /// <summary>The badge is made to be shown on other people's pages.</summary>
    public static readonly ContentPolicy Badge = new("default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors *", Embeddable: true);
}

/// <summary>Puts on every answer what keeps a browser from doing more with it than it is for. After routing: the endpoint says what it is.</summary>
internal static class SecurityHeaders
{
    private const string Powers = "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

    private static readonly string Exposed = string.Join(',', PublicEndpoints.ExposedHeaders);

    public static TBuilder ServedAs<TBuilder>(this TBuilder route, ContentPolicy policy) where TBuilder : IEndpointConventionBuilder => route.WithMetadata(policy);

    public static void UseSecurityHeaders(this WebApplication app)
    {
        // Asked for once over TLS, and only there: a proxy's word about that is believed where proxies are.
        if (!app.Environment.IsDevelopment()) app.UseHsts();
        app.Use((context, next) =>
        {
            var endpoint = context.GetEndpoint();
            var policy = endpoint?.Metadata.GetMetadata<ContentPolicy>()
                ?? (context.Request.Path.StartsWithSegments("/swagger", StringComparison.Ordinal) ? ContentPolicy.Swagger : ContentPolicy.Data);
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = policy.Policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers["Permissions-Policy"] = Powers;
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = policy.Embeddable ? "cross-origin" : "same-origin";
            // Whether or not an origin was named: a cache hands one caller's answer to the next.
            if (endpoint?.Metadata.GetMetadata<ICorsMetadata>() is not null)
            {
                headers.AccessControlAllowOrigin = CorsConstants.AnyOrigin;
                headers.AccessControlExposeHeaders = Exposed;
            }

            return next(context);
        });
    }
}
