using Microsoft.Extensions.Logging;

namespace AiIdentity.Api.Http;

/// <summary>Silences, for every log provider and however it is configured, what would write down who asked about whom.</summary>
internal static class QuietLogs
{
    // The host's own request log holds query strings, and so the addresses that somebody asked about.
    private static readonly string[] Silent = ["Microsoft.AspNetCore.Hosting.Diagnostics"];

    public static void Silence(LoggerFilterOptions options)
    {
        // A provider's own rule wins over one for all: each provider that has rules gets this one too.
        string?[] providers = [.. options.Rules.Select(rule => rule.ProviderName).Append(null).Distinct(StringComparer.Ordinal)];
        foreach (var category in Silent)
            foreach (var provider in providers) options.Rules.Add(new LoggerFilterRule(provider, category, LogLevel.None, null));
    }
}
