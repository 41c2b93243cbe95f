using AiIdentity.Api.Limits;
using AiIdentity.Api.Observability;
using AiIdentity.Api.Sandbox;
using AiIdentity.Application.Limits;
using AiIdentity.Application.Upkeep;

namespace AiIdentity.Api;

/// <summary>What the process will not start with; each is one line that says what to change.</summary>
internal static class StartUp
{
    /// <summary>Null where the configuration is safe.</summary>
    public static string? WhyRefused(IConfiguration configuration, IHostEnvironment environment)
    {
        var issuer = configuration["Registry:Issuer"];
        if (issuer is { Length: > 0 } && !(Uri.TryCreate(issuer, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Query.Length + url.Fragment.Length == 0))
            return "Registry:Issuer must be the registry's public base URL, such as https://registry.example.";
        if ((Proxies.WhyRefused(configuration) ?? OfLimits(configuration) ?? Connections.WhyRefused(configuration) ?? OfSwitches(configuration) ?? Telemetry.WhyRefused(configuration)) is { } why) return why;
        if (environment.IsDevelopment()) return null;
        if (RegistrySandbox.IsOn(configuration)) return "Sandbox:Enabled must not be set outside Development: anybody could prove any number with it.";
        if (issuer is null or "") return "Registry:Issuer must be set outside Development: it is signed into every Passport.";
        return configuration["DataProtection:CertificatePath"] is { Length: > 0 } path
            ? File.Exists(path) ? null : "DataProtection:CertificatePath names a file that is not there."
            : "DataProtection:CertificatePath must name a PKCS #12 certificate outside Development: without it the signing key would lie unprotected in the database.";
    }

    /// <summary>One line for what a start met outside: the store, its keys, the address to listen to. Null where it is a bug.</summary>
    public static string? WhyFailed(Exception e) => e switch
    {
        StartRefusedException refused => refused.Message,
        // Told to end before it had begun.
        OperationCanceledException => "The start was interrupted.",
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } taken => taken.Message,
        _ => null,
    };

    public static int Refuse(string why)
    {
        Console.Error.WriteLine(why);
        return 1;
    }

    private static string? OfLimits(IConfiguration configuration) =>
        configuration.GetSection("RateLimiting").GetChildren()
            .Where(setting => !setting.Key.Equals(nameof(RateLimitOptions.Enabled), StringComparison.OrdinalIgnoreCase)
                && !(int.TryParse(setting.Value, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var acts) && acts >= 1))
            .Select(setting => $"RateLimiting:{setting.Key} must be a number of at least 1.").FirstOrDefault();

    private static string? OfSwitches(IConfiguration configuration) =>
        ((string[])["RateLimiting:Enabled", "Sandbox:Enabled"])
            .Where(name => configuration[name] is { Length: > 0 } word && !bool.TryParse(word, out _)).Select(name => $"{name} must be true or false.").FirstOrDefault();
}
