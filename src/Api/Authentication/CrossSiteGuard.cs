using AiIdentity.Api.Problems;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Shared;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;

namespace AiIdentity.Api.Authentication;

/// <summary>
/// Refuses what another site's page makes a browser send, by what the browser itself says of it: Sec-Fetch-Site, else Origin.
/// Programs send neither and pass. The routes that are open to every site answer alike to everybody.
/// </summary>
internal sealed class CrossSiteGuard(RequestDelegate next, IOptions<RegistryOptions> registry)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (IsFromElsewhere(context.Request) && context.GetEndpoint()?.Metadata.GetMetadata<ICorsMetadata>() is null)
            throw new RefusedException(HttpErrors.CrossSite);
        return next(context);
    }

    private bool IsFromElsewhere(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)) return false;
        if (request.Headers["Sec-Fetch-Site"] is { Count: > 0 } site) return site.ToString() is not ("same-origin" or "none");
        return request.Headers.Origin is { Count: > 0 } origin && !IsOwn(origin.ToString(), request.Host);
    }

    // The issuer's too, for a proxy that hands the request on under another Host.
    private bool IsOwn(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var from)
        && (string.Equals(from.Authority, host.Value, StringComparison.OrdinalIgnoreCase)
            || (Uri.TryCreate(registry.Value.Issuer, UriKind.Absolute, out var issuer) && from.GetLeftPart(UriPartial.Authority) == issuer.GetLeftPart(UriPartial.Authority)));
}
