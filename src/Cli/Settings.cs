using System.Text.Json;
using System.Text.Json.Serialization;

namespace AiIdentity.Cli;

/// <summary>Which registry, under which name, with which key: an option wins over the environment, that over the file.</summary>
internal sealed record Settings(Uri Registry, string? Issuer, string? ApiKey)
{
    private const string Default = "http://localhost:5080";

    private static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private sealed record ConfigFile(string? Registry = null, string? Issuer = null, string? ApiKey = null);

    public static Settings Read(string? registry, string? issuer, Func<string, string?> environment)
    {
        var file = ReadFile(environment);
        var address = registry ?? Value("AIIDENTITY_REGISTRY") ?? file.Registry ?? Default;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw Wrong("The registry's address is an http or https URL: --registry, AIIDENTITY_REGISTRY, or \"registry\" in the settings file.");
        var named = issuer ?? Value("AIIDENTITY_ISSUER") ?? file.Issuer;
        if (named is not null && (!Uri.TryCreate(named, UriKind.Absolute, out var issuing) || issuing.Scheme is not ("http" or "https")))
            throw Wrong("The issuer is an http or https URL: --issuer, AIIDENTITY_ISSUER, or \"issuer\" in the settings file.");
        return new Settings(new Uri(uri.AbsoluteUri.TrimEnd('/') + "/"), named, Value("AIIDENTITY_API_KEY") ?? file.ApiKey);

        string? Value(string name) => environment(name) is { Length: > 0 } value ? value : null;
    }

    /// <summary>$XDG_CONFIG_HOME/aiidentity/config.json, by default below ~/.config (on Windows below %APPDATA%).</summary>
    public static string? FilePath(Func<string, string?> environment)
    {
        // The specification: a path that is not absolute counts as none.
        if (environment("XDG_CONFIG_HOME") is { Length: > 0 } home && Path.IsPathFullyQualified(home)) return Path.Combine(home, "aiidentity", "config.json");
        var folder = OperatingSystem.IsWindows() ? environment("APPDATA") : environment("HOME") is { Length: > 0 } own ? Path.Combine(own, ".config") : null;
        return folder is null ? null : Path.Combine(folder, "aiidentity", "config.json");
    }

    // An exception's text could repeat what stands in the file, a key among it: only the place is named.
    private static ConfigFile ReadFile(Func<string, string?> environment)
    {
        if (FilePath(environment) is not { } path || !File.Exists(path)) return new ConfigFile();
        try
        {
            return JsonSerializer.Deserialize<ConfigFile>(File.ReadAllText(path), Strict) ?? new ConfigFile();
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw Wrong($"{path} cannot be read: it is one JSON object with \"registry\", \"issuer\" and \"api_key\", each a text and each optional.");
        }
    }

    private static ExitException Wrong(string message) => new(ExitCode.Usage, "settings_invalid", message);
}
