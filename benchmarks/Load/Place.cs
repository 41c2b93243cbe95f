using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Data.Sqlite;

namespace AiIdentity.Load;

/// <summary>Where a seeded registry lies: made once, and used again until it is deleted.</summary>
internal sealed class Place
{
    public const string Issuer = "https://registry.load.example";
    private const string Root = "artifacts/load";

    public Place(int identities)
    {
        Folder = Path.GetFullPath(Path.Combine(Root, string.Create(CultureInfo.InvariantCulture, $"{identities}-v{Seeded.Version}")));
        Directory.CreateDirectory(Root);
    }

    public string Folder { get; }
    public string Database => Path.Combine(Folder, "registry.db");
    public string Tokens => Path.Combine(Folder, "tokens.txt");
    public string Keys => Path.Combine(Folder, "keys.txt");
    public string Done => Path.Combine(Folder, "seeded");

    /// <summary>Reads the database's file once, so that the operating system has it in memory as far as there is any.</summary>
    public async Task ReadWholeAsync()
    {
        await using var file = new FileStream(Database, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, useAsync: false);
        await file.CopyToAsync(Stream.Null, 1 << 20);
    }

    /// <summary>A copy of the database that may be written into.</summary>
    public string Copy(string name)
    {
        var copy = Scratch(name);
        foreach (var part in (string[])["", "-wal", "-shm"]) File.Delete(copy + part);
        using var from = new SqliteConnection($"Data Source={Database};Mode=ReadOnly;Pooling=False");
        using var to = new SqliteConnection($"Data Source={copy};Pooling=False");
        from.Open();
        to.Open();
        from.BackupDatabase(to);
        return copy;
    }

    public static string Scratch(string name) => Path.GetFullPath(Path.Combine(Root, name));

    /// <summary>A certificate for Data Protection, since outside Development nothing starts without.</summary>
    public static string Certificate()
    {
        var file = Scratch("dataprotection.pfx");
        if (File.Exists(file)) return file;
        using var key = RSA.Create(3072);
        var request = new CertificateRequest("CN=AiIdentity load", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(10));
        File.WriteAllBytes(file, certificate.ExportPkcs12(Pkcs12ExportPbeParameters.Default, null));
        return file;
    }
}
