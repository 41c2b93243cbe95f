using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AiIdentity.Api.Tests.Http;

/// <summary>A certificate of Data Protection as docs/operations.md has it made.</summary>
internal static class ProtectionCertificate
{
    public static string Make(string folder, string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=AiIdentity data protection", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow().AddYears(1));
        var file = Path.Combine(folder, name);
        File.WriteAllBytes(file, certificate.Export(X509ContentType.Pkcs12));
        return file;
    }
}
