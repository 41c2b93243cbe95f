using System.Buffers.Text;
using AiIdentity.Application.Passports;
using AiIdentity.Domain.Passports;

namespace AiIdentity.Infrastructure.Signing;

/// <summary>The default: the sealed key is its own handle, kept in the key's row, and gone with it.</summary>
internal sealed class DatabaseKeyStore(PrivateKeySeal seal) : IPrivateKeyStore
{
    public const string StoreName = "database";

    public string Name => StoreName;

    public Task<(byte[] PublicKey, string Handle)> CreateAsync(SigningKeyId id, CancellationToken ct)
    {
        var (publicKey, sealedKey) = seal.Create();
        return Task.FromResult((publicKey, Base64Url.EncodeToString(sealedKey)));
    }

    public Task<IPrivateKey> OpenAsync(string handle, CancellationToken ct) => Task.FromResult(seal.Open(Base64Url.DecodeFromChars(handle)));

    public static string SealAnew(PrivateKeySeal seal, string handle) => Base64Url.EncodeToString(seal.SealAnew(Base64Url.DecodeFromChars(handle)));

    public Task DestroyAsync(string handle, CancellationToken ct) => Task.CompletedTask;
}
