using AiIdentity.Domain.Passports;

namespace AiIdentity.Application.Passports;

/// <summary>
/// Keeps private keys: in the database or in files, sealed; or in a device that never lets one out. Registered beside the
/// others and chosen by <c>Signing:KeyStore</c>; docs/keys.md says how to add one.
/// </summary>
public interface IPrivateKeyStore
{
    /// <summary>How the configuration names it; also written before each handle, so that keys made elsewhere still open.</summary>
    string Name { get; }

    /// <summary>Makes an Ed25519 key.</summary>
    /// <returns>The 32 bytes of the public key, and what <see cref="OpenAsync"/> needs (at most 2,000 ASCII characters, nothing secret in the plain).</returns>
    Task<(byte[] PublicKey, string Handle)> CreateAsync(SigningKeyId id, CancellationToken ct);

    Task<IPrivateKey> OpenAsync(string handle, CancellationToken ct);

    /// <summary>The key signs never again; destroying one that is gone is no error.</summary>
    Task DestroyAsync(string handle, CancellationToken ct);
}

/// <summary>An opened private key; used by many threads at once.</summary>
public interface IPrivateKey : IDisposable
{
    /// <returns>The 64 bytes of an Ed25519 signature.</returns>
    byte[] Sign(ReadOnlySpan<byte> message);
}

/// <summary>Makes key pairs in the store that the configuration names, and destroys private keys in whichever store they are.</summary>
public interface IKeyPairs
{
    Task<KeyPair> MakeAsync(DateTimeOffset now, CancellationToken ct);

    Task DestroyAsync(string privateKey, CancellationToken ct);
}
