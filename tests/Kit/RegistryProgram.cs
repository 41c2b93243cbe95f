using System.Diagnostics;

namespace AiIdentity.Kit;

/// <summary>The registry's program, started as its host would, in Development and on a database in a folder.</summary>
internal static class RegistryProgram
{
    private const string Listening = "Now listening on: ";

    /// <param name="program">An assembly, or a program that runs on its own.</param>
    /// <param name="folder">Where its database is.</param>
    /// <param name="home">What it looks for its settings file in; the folder where null.</param>
    /// <param name="settings">As in configuration, <c>:</c> or <c>__</c> between the parts, or variables of the runtime; they win over those here.</param>
    public static Child Start(string program, string folder, string? home, IEnumerable<(string Key, string Value)> settings, Action<string>? line = null)
    {
        var isAssembly = program.EndsWith(".dll", StringComparison.Ordinal);
        var start = new ProcessStartInfo(isAssembly ? "dotnet" : program, isAssembly ? [program] : [])
        {
            WorkingDirectory = home ?? folder,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["ConnectionStrings__Registry"] = $"Data Source={Path.Combine(folder, "registry.db")}",
                // All tests come from one address.
                ["RateLimiting__Enabled"] = "false",
                ["Logging__LogLevel__Default"] = "Warning",
                // Says where it listens.
                ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information",
            },
        };
        foreach (var (key, value) in settings) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        return Child.Start(start, line);
    }

    /// <summary>Where it listens, once it does.</summary>
    public static async Task<Uri> AddressAsync(this Child registry)
    {
        var line = await registry.SaysAsync(Listening);
        return new Uri(line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..].Trim());
    }
}
