using AiIdentity.Client.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Puts Passports into an application's pipeline; needs <c>AddRegistryClient</c>.</summary>
public static class PassportExtensions
{
    /// <summary>Reads <c>X-AI-Identity</c> from here on; place it after routing. A request without the header goes on as it is.</summary>
    public static IApplicationBuilder UsePassports(this IApplicationBuilder app, Action<PassportOptions>? configure = null)
    {
        var options = new PassportOptions();
        configure?.Invoke(options);
        return app.UseMiddleware<PassportMiddleware>(options);
    }

    /// <summary>The endpoint answers only callers with a valid Passport; others get 401 <c>passport_missing</c>.</summary>
    public static TBuilder RequirePassport<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new PassportRequiredAttribute());

    /// <summary>The agent that calls; null where it sent no Passport.</summary>
    public static PassportPrincipal? GetPassport(this HttpContext context) => context.Features.Get<PassportPrincipal>();
}
