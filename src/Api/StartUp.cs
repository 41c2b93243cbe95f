using AiIdentity.Api.Limits;
using AiIdentity.Api.Sandbox;

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
        if (Proxies.WhyRefused(configuration) is { } why) return why;
        if (environment.IsDevelopment()) return null;
        if (RegistrySandbox.IsOn(configuration)) return "Sandbox:Enabled must not be set outside Development: anybody could prove any number with it.";
        if (issuer is null or "") return "Registry:Issuer must be set outside Development: it is signed into every Passport.";
        return configuration["DataProtection:CertificatePath"] is { Length: > 0 } path
            ? File.Exists(path) ? null : "DataProtection:CertificatePath names a file that is not there."
            : "DataProtection:CertificatePath must name a PKCS #12 certificate outside Development: without it the signing key would lie unprotected in the database.";
    }
}
