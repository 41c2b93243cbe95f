using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;
using AiIdentity.Infrastructure.Persistence;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Infrastructure.Tests.Persistence;

/// <summary>What Data Protection itself stores, with and without a certificate, and what a hand makes of it.</summary>
internal sealed class ProtectionKeyXmlTests
{
    private const string Space = "http://schemas.asp.net/2015/03/dataProtection";
    private static readonly X509Certificate2 Own = Certificate();
    private static readonly X509Certificate2 Other = Certificate();

    [OneTimeTearDown]
    public void Forget()
    {
        Own.Dispose();
        Other.Dispose();
    }

    [Test]
    public void Data_Protections_own_keys_are_told_apart()
    {
        Assert.That(ProtectionKeyXml.Judge(Stored(null), Own), Is.EqualTo(ProtectionKeyForm.Clear));
        Assert.That(ProtectionKeyXml.Judge(Stored(null), null), Is.EqualTo(ProtectionKeyForm.Clear));
        Assert.That(ProtectionKeyXml.Judge(Stored(Own), Own), Is.EqualTo(ProtectionKeyForm.Sealed));
        Assert.That(ProtectionKeyXml.Judge(Stored(Own), Other), Is.EqualTo(ProtectionKeyForm.Foreign));
        Assert.That(ProtectionKeyXml.Judge(Stored(Own), null), Is.EqualTo(ProtectionKeyForm.Foreign));
    }

    [Test]
    public void Whatever_is_no_key_sealed_for_the_certificate_is_none()
    {
        var clear = Stored(null);
        Assert.That(ProtectionKeyXml.Judge(clear.Replace("requiresEncryption=\"true\"", "requiresEncryption=\"false\"", StringComparison.Ordinal), Own), Is.EqualTo(ProtectionKeyForm.Clear));
        Assert.That(ProtectionKeyXml.Judge($"<key id=\"{Guid.Empty}\" version=\"1\"><descriptor/></key>", Own), Is.EqualTo(ProtectionKeyForm.Clear));
        Assert.That(ProtectionKeyXml.Judge(Wrapped("NullXmlDecryptor", "<unencryptedKey><masterKey><value>AAAA</value></masterKey></unencryptedKey>"), Own), Is.EqualTo(ProtectionKeyForm.Clear));
        Assert.That(ProtectionKeyXml.Judge(Wrapped("DpapiXmlDecryptor", "<encryptedKey><value>AAAA</value></encryptedKey>"), Own), Is.EqualTo(ProtectionKeyForm.Foreign));
        // A sealed part beside a clear one, a spoiled one, and what is no XML.
        var mine = XElement.Parse(Stored(Own));
        Assert.That(ProtectionKeyXml.Judge(new XElement(mine.Name, mine.Attributes(), mine.Elements(), new XElement("masterKey", "AAAA")).ToString(), Own), Is.EqualTo(ProtectionKeyForm.Clear));
        var value = mine.Descendants().Last(part => part.Name.LocalName == "CipherValue");
        value.Value = Convert.ToBase64String(RandomNumberGenerator.GetBytes(256));
        Assert.That(ProtectionKeyXml.Judge(mine.ToString(), Own), Is.EqualTo(ProtectionKeyForm.Foreign));
        Assert.That(ProtectionKeyXml.Judge("<key", Own), Is.EqualTo(ProtectionKeyForm.Unreadable));
        Assert.That(ProtectionKeyXml.Judge(null, Own), Is.EqualTo(ProtectionKeyForm.Unreadable));
        Assert.That(ProtectionKeyXml.Judge("<revocation version=\"1\"><revocationDate>2026-01-01T00:00:00Z</revocationDate><key id=\"*\"/></revocation>", Own), Is.EqualTo(ProtectionKeyForm.Sealed));
    }

    [Test]
    public void What_is_sealed_here_opens_with_the_certificate_alone_and_reads_what_was_written_before()
    {
        var (clear, written) = Begin();
        var sealedKey = ProtectionKeyXml.Seal(clear, Own, [Own])!;
        Assert.That(sealedKey, Does.Not.Contain(XElement.Parse(clear).Descendants("value").Single().Value).And.Not.Contain("requiresEncryption"));
        Assert.That(Read(sealedKey, Own, written), Is.EqualTo("written before"));
        Assert.That(() => Read(sealedKey, Other, written), Throws.InstanceOf<CryptographicException>());

        Assert.That(ProtectionKeyXml.Seal(sealedKey, Other, [Other]), Is.Null);
        var moved = ProtectionKeyXml.Seal(sealedKey, Other, [Other, Own])!;
        Assert.That(ProtectionKeyXml.Judge(moved, Own), Is.EqualTo(ProtectionKeyForm.Foreign));
        Assert.That(Read(moved, Other, written), Is.EqualTo("written before"));
    }

    private static string Wrapped(string decryptor, string content) =>
        $"<key id=\"{Guid.Empty}\" version=\"1\"><descriptor><encryptedSecret xmlns=\"{Space}\" decryptorType=\"Microsoft.AspNetCore.DataProtection.XmlEncryption.{decryptor}, Microsoft.AspNetCore.DataProtection\">{content.Replace("<unencryptedKey>", "<unencryptedKey xmlns=\"\">", StringComparison.Ordinal)}</encryptedSecret></descriptor></key>";

    private static string Stored(X509Certificate2? certificate) => Begin(certificate).Stored;

    private static (string Stored, string Written) Begin(X509Certificate2? certificate = null)
    {
        var rows = new Rows();
        using var services = Provider(rows, certificate);
        var written = services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Protect("written before");
        return (rows.Single().ToString(SaveOptions.DisableFormatting), written);
    }

    private static string Read(string stored, X509Certificate2 certificate, string written)
    {
        using var services = Provider([XElement.Parse(stored)], certificate);
        return services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Unprotect(written);
    }

    private static ServiceProvider Provider(Rows rows, X509Certificate2? certificate)
    {
        var services = new ServiceCollection();
        var protection = services.AddDataProtection().SetApplicationName("test");
        if (certificate is not null) protection.ProtectKeysWithCertificate(certificate);
        services.Configure<KeyManagementOptions>(keys => keys.XmlRepository = rows);
        return services.BuildServiceProvider();
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        return new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow().AddDays(1));
    }

    private sealed class Rows : List<XElement>, IXmlRepository
    {
        public IReadOnlyCollection<XElement> GetAllElements() => this;

        public void StoreElement(XElement element, string friendlyName) => Add(element);
    }
}
