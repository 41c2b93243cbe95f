using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiIdentity.Infrastructure.Persistence;

/// <summary>
/// A key of Data Protection as it is stored. The key ring takes clear keys silently and seals only what it makes itself, so what
/// lies there is judged and sealed here, in the ring's own form: https://learn.microsoft.com/aspnet/core/security/data-protection/implementation/key-storage-format
/// </summary>
internal static class ProtectionKeyXml
{
    private static readonly XNamespace Space = "http://schemas.asp.net/2015/03/dataProtection";
    private static readonly XName Sealed = Space + "encryptedSecret";
    private static readonly XName Decryptor = "decryptorType";
    private static readonly XName Secret = Space + "requiresEncryption";
    private static readonly XNamespace Signature = "http://www.w3.org/2000/09/xmldsig#";

    public static ProtectionKeyForm Judge(string? xml, X509Certificate2? certificate)
    {
        if (Read(xml) is not { } key) return ProtectionKeyForm.Unreadable;
        // A revocation holds no secret.
        if (key.Name != "key") return ProtectionKeyForm.Sealed;
        if (Clear(key).Any() || !key.Descendants(Sealed).Any()) return ProtectionKeyForm.Clear;
        return certificate is not null && key.Descendants(Sealed).All(part => Open(part, certificate) is not null) ? ProtectionKeyForm.Sealed : ProtectionKeyForm.Foreign;
    }

    /// <summary>The same key, sealed for one certificate; null where part of it can't be opened.</summary>
    /// <param name="opening">Whichever it may be sealed for by now.</param>
    public static string? Seal(string xml, X509Certificate2 certificate, IEnumerable<X509Certificate2> opening)
    {
        if (Read(xml) is not { } key) return null;
        foreach (var part in key.Descendants(Sealed).ToList())
        {
            if (opening.Select(one => Open(part, one)).FirstOrDefault(one => one is not null) is not { } opened) return null;
            part.ReplaceWith(opened);
        }

        var secrets = Clear(key).Where(part => !part.Ancestors().Any(IsSecret)).ToList();
        if (secrets.Count == 0) return null;
        var encryptor = new CertificateXmlEncryptor(certificate, NullLoggerFactory.Instance);
        foreach (var part in secrets)
        {
            var encrypted = encryptor.Encrypt(new XDocument(part).Root!);
            part.ReplaceWith(new XElement(Sealed, new XAttribute(Decryptor, encrypted.DecryptorType.AssemblyQualifiedName!), encrypted.EncryptedElement));
        }

        return key.ToString(SaveOptions.DisableFormatting);
    }

    private static IEnumerable<XElement> Clear(XElement key) =>
        key.Descendants().Where(part => IsSecret(part) || (part.Name == Sealed && IsNull(part)));

    // By its name too: one whose mark was lost is no less a secret.
    private static bool IsSecret(XElement part) => part.Attribute(Secret) is not null || part.Name.LocalName == "masterKey";

    private static bool IsNull(XElement sealedPart) => IsOf<NullXmlDecryptor>(sealedPart);

    private static bool IsOf<T>(XElement sealedPart) => ((string?)sealedPart.Attribute(Decryptor))?.Split(',')[0].Trim() == typeof(T).FullName;

    private static XElement? Open(XElement sealedPart, X509Certificate2 certificate)
    {
        if (sealedPart.Elements().SingleOrDefault() is not { } content) return null;
        if (IsNull(sealedPart)) return new NullXmlDecryptor().Decrypt(content);
        // What names another certificate would be looked for in the machine's stores.
        if (!IsOf<EncryptedXmlDecryptor>(sealedPart) || !content.Descendants(Signature + "X509Certificate").Any(one => IsThe(certificate, one.Value))) return null;
        try
        {
            var services = new ServiceCollection();
            services.AddDataProtection().UnprotectKeysWithAnyCertificate(certificate);
            using var provider = services.BuildServiceProvider();
            return new EncryptedXmlDecryptor(provider).Decrypt(content);
        }
        catch (Exception e) when (e is CryptographicException or XmlException or FormatException)
        {
            return null;
        }
    }

    private static bool IsThe(X509Certificate2 certificate, string base64)
    {
        var raw = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, raw, out var length) && raw.AsSpan(0, length).SequenceEqual(certificate.RawDataMemory.Span);
    }

    private static XElement? Read(string? xml)
    {
        try
        {
            return xml is null ? null : XElement.Parse(xml);
        }
        catch (XmlException)
        {
            return null;
        }
    }
}

/// <summary>How a stored key of Data Protection lies there.</summary>
internal enum ProtectionKeyForm
{
    /// <summary>Opens with the certificate, and with nothing else.</summary>
    Sealed,

    /// <summary>Whoever reads the database has it.</summary>
    Clear,

    /// <summary>Sealed, and not for this certificate.</summary>
    Foreign,

    Unreadable,
}
