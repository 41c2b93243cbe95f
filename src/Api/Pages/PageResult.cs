using System.Text;
using AiIdentity.Api.Http;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace AiIdentity.Api.Pages;

/// <summary>Marks a route for people: what it refuses is a page too.</summary>
internal sealed record PageMetadata;

/// <summary>A component drawn to the end before the first byte leaves: so a page has a length, a strong ETag, and no half of it is ever sent.</summary>
/// <param name="maxAge">How long anybody may keep it; null: nobody may.</param>
internal sealed class PageResult<TComponent>(
    Dictionary<string, object?> parameters, TimeSpan? maxAge, int status = StatusCodes.Status200OK, string type = "text/html; charset=utf-8") : IResult
    where TComponent : IComponent
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var bytes = Encoding.UTF8.GetBytes(await DrawAsync(httpContext.RequestServices));
        response.StatusCode = status;
        response.Headers.CacheControl = maxAge is { } age ? $"public, max-age={(int)age.TotalSeconds}" : "no-store";
        if (maxAge is not null && status == StatusCodes.Status200OK && EntityTags.Match(httpContext, bytes)) return;
        response.ContentType = type;
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, httpContext.RequestAborted);
    }

    private async Task<string> DrawAsync(IServiceProvider services)
    {
        await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<TComponent>(ParameterView.FromDictionary(parameters))).ToHtmlString());
        // The encoder is careful about the + that every number begins with; in UTF-8 it is harmless, and people search sources for it.
        return html.Replace("&#x2B;", "+", StringComparison.Ordinal);
    }
}
