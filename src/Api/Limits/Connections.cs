using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AiIdentity.Api.Limits;

/// <summary>What one connection may send, and how slowly; settings <c>Connections:…</c>, each a whole number.</summary>
internal static class Connections
{
    private const string Section = "Connections";
    private const int MaxBody = 32 * 1024;

    // Kestrel looks once a second: a shorter grace would be none.
    private static readonly Dictionary<string, (int Default, int Least)> Settings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["IdleSeconds"] = (130, 1),
        ["HeadersSeconds"] = (10, 1),
        ["GraceSeconds"] = (5, 2),
        ["BytesPerSecond"] = (240, 1),
        ["Most"] = (20_000, 1),
        ["BodySeconds"] = (10, 1),
        ["WebhookBodies"] = (8, 1),
        ["IdempotentBodies"] = (512, 1),
    };

    public static void Bound(KestrelServerOptions kestrel, IConfiguration configuration)
    {
        int Of(string name) => Connections.Of(configuration, name);
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = MaxBody;
        limits.MaxRequestLineSize = 8 * 1024;
        limits.MaxRequestHeadersTotalSize = 16 * 1024;
        limits.MaxRequestHeaderCount = 64;
        limits.MaxConcurrentConnections = Of("Most");
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(Of("IdleSeconds"));
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(Of("HeadersSeconds"));
        // Who sends or reads slower than this, after the grace, only holds a place.
        limits.MinRequestBodyDataRate = limits.MinResponseDataRate = new MinDataRate(Of("BytesPerSecond"), TimeSpan.FromSeconds(Of("GraceSeconds")));
    }

    public static int Of(IConfiguration configuration, string name) => configuration.GetValue<int?>($"{Section}:{name}") ?? Settings[name].Default;

    /// <summary>Null where the settings are as they should be.</summary>
    public static string? WhyRefused(IConfiguration configuration) =>
        Settings.Where(s => configuration[$"{Section}:{s.Key}"] is { Length: > 0 } text
                && !(int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number >= s.Value.Least))
            .Select(s => $"{Section}:{s.Key} must be a number of at least {s.Value.Least}.").FirstOrDefault();
}
