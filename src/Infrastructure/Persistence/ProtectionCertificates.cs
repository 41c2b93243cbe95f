using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;

namespace AiIdentity.Infrastructure.Persistence;

/// <summary>The certificates that the configuration names for Data Protection's keys.</summary>
/// <param name="Current">Seals every key; null in Development where none is named.</param>
/// <param name="Previous">Only opens, and only while keys are sealed anew.</param>
internal sealed record ProtectionCertificates(X509Certificate2? Current, X509Certificate2? Previous)
{
    public const string CurrentPath = "DataProtection:CertificatePath";
    public const string CurrentPassword = "DataProtection:CertificatePassword";
    public const string PreviousPath = "DataProtection:PreviousCertificatePath";
    public const string PreviousPassword = "DataProtection:PreviousCertificatePassword";

    public static ProtectionCertificates Of(IConfiguration configuration) =>
        new(Load(configuration, CurrentPath, CurrentPassword), Load(configuration, PreviousPath, PreviousPassword));

    private static X509Certificate2? Load(IConfiguration configuration, string path, string password) =>
        configuration[path] is { Length: > 0 } file ? X509CertificateLoader.LoadPkcs12FromFile(file, configuration[password]) : null;
}
