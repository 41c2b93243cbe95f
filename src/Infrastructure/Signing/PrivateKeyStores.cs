using System.Security.Cryptography;
using AiIdentity.Application.Passports;
using AiIdentity.Domain.Passports;
using Microsoft.AspNetCore.DataProtection;
using NSec.Cryptography;

namespace AiIdentity.Infrastructure.Signing;

/// <summary>An Ed25519 key in this process's memory; libsodium keeps it from being swapped out.</summary>
internal sealed class SodiumKey(Key key) : IPrivateKey
{
    public byte[] Sign(ReadOnlySpan<byte> message) => SignatureAlgorithm.Ed25519.Sign(key, message);

    public void Dispose() => key.Dispose();
}

/// <summary>Makes and seals raw keys for the stores that keep bytes.</summary>
internal sealed class SealedKeys(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("AiIdentity.SigningKeys");

    public (byte[] PublicKey, byte[] Sealed) Make()
    {
        using var key = Key.Create(SignatureAlgorithm.Ed25519, new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport });
        var raw = key.Export(KeyBlobFormat.RawPrivateKey);
        try
        {
            return (key.PublicKey.Export(KeyBlobFormat.RawPublicKey), _protector.Protect(raw));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(raw);
        }
    }

    public IPrivateKey Open(byte[] sealedKey)
    {
        var raw = _protector.Unprotect(sealedKey);
        try
        {
            return new SodiumKey(Key.Import(SignatureAlgorithm.Ed25519, raw, KeyBlobFormat.RawPrivateKey));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(raw);
        }
    }
}

/// <summary>Keeps the sealed key in the row of its signing key: the handle is the key.</summary>
internal sealed class DatabaseKeyStore(SealedKeys keys) : IPrivateKeyStore
{
    public string Name => "database";

    public Task<(byte[] PublicKey, string Handle)> CreateAsync(SigningKeyId id, CancellationToken ct)
    {
        var (publicKey, sealedKey) = keys.Make();
        return Task.FromResult((publicKey, Convert.ToBase64String(sealedKey)));
    }

    public Task<IPrivateKey> OpenAsync(string handle, CancellationToken ct) => Task.FromResult(keys.Open(Convert.FromBase64String(handle)));

    // The row forgets it.
    public Task DestroyAsync(string handle, CancellationToken ct) => Task.CompletedTask;
}

/// <summary>Keeps each sealed key in a file that only its user can read; every process of the registry must see the folder.</summary>
internal sealed class FileKeyStore(SealedKeys keys, string folder) : IPrivateKeyStore
{
    public string Name => "files";

    public async Task<(byte[] PublicKey, string Handle)> CreateAsync(SigningKeyId id, CancellationToken ct)
    {
        var (publicKey, sealedKey) = keys.Make();
        Directory.CreateDirectory(folder);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new FileStream(PathOf(id.ToString()), options);
        await file.WriteAsync(sealedKey, ct);
        file.Flush(flushToDisk: true);
        return (publicKey, id.ToString());
    }

    public async Task<IPrivateKey> OpenAsync(string handle, CancellationToken ct) => keys.Open(await File.ReadAllBytesAsync(PathOf(handle), ct));

    public Task DestroyAsync(string handle, CancellationToken ct)
    {
        File.Delete(PathOf(handle));
        return Task.CompletedTask;
    }

    // Only a key's id ever becomes a file name.
    private string PathOf(string handle) => Path.Combine(folder, Domain.Shared.Id.Parse<SigningKeyId>(handle) + ".key");
}
