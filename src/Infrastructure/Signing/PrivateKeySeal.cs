using System.Security.Cryptography;
using AiIdentity.Application.Passports;
using Microsoft.AspNetCore.DataProtection;
using NSec.Cryptography;

namespace AiIdentity.Infrastructure.Signing;

/// <summary>Seals private keys with Data Protection; opened, they lie in memory that libsodium guards.</summary>
internal sealed class PrivateKeySeal(IDataProtectionProvider protection)
{
    private static readonly SignatureAlgorithm Algorithm = SignatureAlgorithm.Ed25519;
    private readonly IDataProtector _protector = protection.CreateProtector("AiIdentity.SigningKeys");

    public (byte[] PublicKey, byte[] Sealed) Create()
    {
        using var key = Key.Create(Algorithm, new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport });
        var plain = key.Export(KeyBlobFormat.RawPrivateKey);
        try
        {
            return (key.PublicKey.Export(KeyBlobFormat.RawPublicKey), _protector.Protect(plain));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    public IPrivateKey Open(byte[] sealedKey)
    {
        var plain = _protector.Unprotect(sealedKey);
        try
        {
            return new Opened(Key.Import(Algorithm, plain, KeyBlobFormat.RawPrivateKey));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>The same key, by the key of Data Protection that is in use now.</summary>
    public byte[] SealAnew(byte[] sealedKey)
    {
        var plain = _protector.Unprotect(sealedKey);
        try
        {
            return _protector.Protect(plain);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private sealed class Opened(Key key) : IPrivateKey
    {
        public byte[] Sign(ReadOnlySpan<byte> message) => Algorithm.Sign(key, message);

        public void Dispose() => key.Dispose();
    }
}
