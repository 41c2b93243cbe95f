using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace AiIdentity.Api.Limits;

/// <summary>
/// The proxies in front of the registry; setting <c>ForwardedHeaders:KnownProxies</c>, addresses or networks. Only what they say
/// about who is behind them is believed; without any, nobody is.
/// </summary>
internal static class Proxies
{
    public const string Setting = "ForwardedHeaders:KnownProxies";

    public static void UseProxies(this WebApplication app)
    {
        var known = Known(app.Configuration);
        // The middleware believes everybody where it knows nobody.
        if (known.Length == 0) return;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            // As long as each that speaks is known.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var text in known) options.KnownIPNetworks.Add(Parse(text) ?? throw new InvalidOperationException($"{Setting}: {text} is neither an address nor a network."));
        app.UseForwardedHeaders(options);
    }

    /// <summary>Null where the setting is as it should be.</summary>
    public static string? WhyRefused(IConfiguration configuration) =>
        Known(configuration).Any(text => Parse(text) is null) ? $"{Setting} holds addresses or networks, such as 10.0.0.7 or 10.0.0.0/24."
        // ASP.NET Core's own switch believes whoever sends a header: a client could then choose its address.
        : configuration.GetValue<bool>("ForwardedHeaders_Enabled") ? $"ASPNETCORE_FORWARDEDHEADERS_ENABLED believes everybody: name your proxies in {Setting} instead."
        : null;

    private static string[] Known(IConfiguration configuration) =>
        configuration[Setting] is { Length: > 0 } list
            ? list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : configuration.GetSection(Setting).Get<string[]>() ?? [];

    private static System.Net.IPNetwork? Parse(string text) =>
        System.Net.IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new System.Net.IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;
}
