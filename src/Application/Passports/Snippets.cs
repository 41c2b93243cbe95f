using System.Net;
using System.Text.Json;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Surfaces;

namespace AiIdentity.Application.Passports;

/// <summary>A ready piece of text that carries a Passport, or points to the registry's answer.</summary>
/// <param name="Kind">What it is for: http_header, mcp, a2a, assistant, badge, or a kind of message.</param>
public sealed record Snippet(string Kind, string Title, string Text);

internal static class Snippets
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IReadOnlyList<Snippet> For(Identity identity, string token, IReadOnlyList<SurfaceAddress> surfaces, SurfaceSchemes schemes, RegistryOptions registry)
    {
        var id = identity.Id.ToString();
        var page = registry.IdentityUrl(id);
        var links = surfaces.Select(s => $"{registry.Issuer}/api/v1/whois?surface={s.Canonical.Replace("+", "%2B", StringComparison.Ordinal)}").Prepend(page);
        return
        [
            .. schemes.All.Select(scheme => scheme.Snippet).OfType<AddressSnippet>().Select(snippet => new Snippet(snippet.Kind, snippet.Title, string.Join('\n', links))),
            new("http_header", "HTTP response header", $"X-AI-Identity: {token}"),
            new("mcp", "MCP server metadata", Json(new { _meta = new Dictionary<string, object> { ["ai-identity"] = new { identity = id, passport = token, registry = registry.Issuer } } })),
            new("a2a", "A2A agent card", Json(new
            {
                name = identity.Name,
                capabilities = new { extensions = new[] { new { uri = $"{registry.Issuer}/docs", description = "AI Identity Passport", @params = new { identity = id, passport = token } } } },
            })),
            new("assistant", "A line for a hosted assistant's instructions",
                $"If somebody asks who stands behind you, answer: “I am registered as {identity.Name}. Check me at {page}”."),
            new("badge", "Badge for a web page",
                $"<a href=\"{WebUtility.HtmlEncode(page)}\"><img src=\"{WebUtility.HtmlEncode($"{registry.Issuer}/badge/{id}.svg")}\" alt=\"AI Identity of {WebUtility.HtmlEncode(identity.Name)}\"></a>"),
        ];
    }

    private static string Json(object value) => JsonSerializer.Serialize(value, Indented);
}
