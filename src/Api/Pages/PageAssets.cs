using System.Security.Cryptography;
using AiIdentity.Api.Http;

namespace AiIdentity.Api.Pages;

/// <summary>The few files that public pages need, kept in the assembly: wherever the process was started, they are there.</summary>
internal static class PageAssets
{
    private static readonly Dictionary<string, Asset> Files = new[]
    {
        new Asset("site.css", "text/css; charset=utf-8"),
        new Asset("icon.svg", "image/svg+xml"),
        new Asset("card.png", "image/png"),
    }.ToDictionary(asset => asset.Name, StringComparer.Ordinal);

    /// <summary>The address of a file; it changes with what the file holds.</summary>
    public static string Url(string name) => $"/assets/{name}?v={Files[name].Version}";

    public static void MapPageAssets(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/assets/{name}", Serve).ExcludeFromDescription();
        routes.MapGet("/favicon.ico", (HttpContext context) => Send(context, Files["icon.svg"])).ExcludeFromDescription();
    }

    private static IResult Serve(string name, HttpContext context) =>
        Files.TryGetValue(name, out var asset) ? Send(context, asset) : TypedResults.NotFound();

    private static IResult Send(HttpContext context, Asset asset)
    {
        context.Response.Headers.CacheControl = context.Request.Query["v"] == asset.Version ? "public, max-age=31536000, immutable" : "public, max-age=3600";
        return EntityTags.Match(context, asset.Bytes) ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : TypedResults.Bytes(asset.Bytes, asset.Type);
    }

    private sealed class Asset
    {
        public Asset(string name, string type)
        {
            (Name, Type) = (name, type);
            using var stream = typeof(PageAssets).Assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException(name);
            Bytes = new byte[stream.Length];
            stream.ReadExactly(Bytes);
            Version = Convert.ToHexStringLower(SHA256.HashData(Bytes).AsSpan(0, 4));
        }

        public string Name { get; }
        public string Type { get; }
        public byte[] Bytes { get; }
        public string Version { get; }
    }
}
