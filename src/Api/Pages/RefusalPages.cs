using AiIdentity.Api.Http;
using AiIdentity.Api.Pages.Views;
using AiIdentity.Domain.Shared;

namespace AiIdentity.Api.Pages;

/// <summary>Refusals for people: where a page was asked for, its refusal is a page.</summary>
internal static class RefusalPages
{
    public static bool AreMeantFor(HttpContext context) =>
        context.GetEndpoint() is { } endpoint ? endpoint.Metadata.GetMetadata<PageMetadata>() is not null : IsBrowserAstray(context.Request);

    public static Task WriteAsync(HttpContext context, DomainError error, int status)
    {
        context.Response.Headers.ContentSecurityPolicy = ContentPolicy.Page.Policy;
        return new PageResult<RefusalPage>(
            new() { [nameof(RefusalPage.Error)] = error, [nameof(RefusalPage.Status)] = status }, maxAge: null, status).ExecuteAsync(context);
    }

    // No route at all: programs say what they take, browsers say html.
    private static bool IsBrowserAstray(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && !request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        && request.Headers.Accept.Any(accept => accept?.Contains("text/html", StringComparison.OrdinalIgnoreCase) == true);
}
