using System.Net.Mime;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.Extensions.Options;

namespace AiIdentity.WhatsAppSandbox.Page;

internal static class PageEndpoints
{
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    internal static void MapPage(this RouteGroupBuilder sandbox)
    {
        sandbox.MapGet("/", (IOptions<WhatsAppSandboxOptions> options) =>
            Asset("page.html", MediaTypeNames.Text.Html, html => html.Replace("{{home}}", HtmlEncoder.Default.Encode(options.Value.HomeUrl ?? ""), StringComparison.Ordinal)));
        sandbox.MapGet("/app.js", () => Asset("app.js", MediaTypeNames.Text.JavaScript));
        sandbox.MapGet("/app.css", () => Asset("app.css", MediaTypeNames.Text.Css));
        sandbox.MapGet("/icon.svg", () => Asset("icon.svg", "image/svg+xml"));
    }

    private static PageAsset Asset(string name, string type, Func<string, string>? fill = null) => new(name, type, fill);

    private sealed class PageAsset(string name, string type, Func<string, string>? fill) : IResult
    {
        public async Task ExecuteAsync(HttpContext http)
        {
            await using var resource = typeof(PageEndpoints).Assembly.GetManifestResourceStream(name)!;
            using var reader = new StreamReader(resource, Encoding.UTF8);
            var text = await reader.ReadToEndAsync(http.RequestAborted);
            http.Response.Headers.ContentSecurityPolicy = Policy;
            http.Response.Headers.XContentTypeOptions = "nosniff";
            http.Response.Headers.CacheControl = "no-cache";
            await Results.Text(fill?.Invoke(text) ?? text, type, Encoding.UTF8).ExecuteAsync(http);
        }
    }
}
