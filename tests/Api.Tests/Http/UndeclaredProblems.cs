using System.Collections.Concurrent;
using AiIdentity.Api.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AiIdentity.Api.Tests.Http;

/// <summary>Watches every refusal of the whole suite: a code that its route does not declare is noted.</summary>
internal sealed class UndeclaredProblems : IStartupFilter
{
    private static readonly string[] Everywhere = ["route_unknown", "request_malformed", "cross_site_refused", "internal_error", "unavailable", "storage_busy", "storage_full"];

    public static ConcurrentDictionary<string, string> Seen { get; } = new(StringComparer.Ordinal);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, rest) =>
        {
            var original = context.Response.Body;
            using var copy = new MemoryStream();
            context.Response.Body = copy;
            try
            {
                await rest(context);
            }
            finally
            {
                context.Response.Body = original;
                if (context.Response.ContentType == Problem.MediaType && copy.Length > 0) Note(context, copy);
                copy.Position = 0;
                await copy.CopyToAsync(original);
            }
        });
        next(app);
    };

    private static void Note(HttpContext context, MemoryStream body)
    {
        if (context.GetEndpoint() is not RouteEndpoint endpoint || endpoint.RoutePattern.RawText?.Contains("sandbox", StringComparison.Ordinal) == true) return;
        var code = System.Text.Json.Nodes.JsonNode.Parse(body.ToArray())!["code"]!.GetValue<string>();
        // A key that is none is refused everywhere.
        if (Everywhere.Contains(code, StringComparer.Ordinal) || code == "credentials_invalid") return;
        var declared = endpoint.Metadata.GetOrderedMetadata<RefusesMetadata>().SelectMany(m => m.Errors).Select(e => e.Code);
        if (!declared.Contains(code, StringComparer.Ordinal)) Seen.TryAdd($"{endpoint.RoutePattern.RawText} {code}", code);
    }
}
