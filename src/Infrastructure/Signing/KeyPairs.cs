using System.Collections.Concurrent;
using AiIdentity.Application.Passports;
using AiIdentity.Domain.Passports;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Configuration;

namespace AiIdentity.Infrastructure.Signing;

/// <summary>Private keys over all stores: each handle is written with its store's name before it.</summary>
internal sealed class KeyPairs(IEnumerable<IPrivateKeyStore> stores, IConfiguration configuration) : IKeyPairs
{
    private readonly ConcurrentDictionary<string, IPrivateKey> _opened = new(StringComparer.Ordinal);

    public async Task<KeyPair> MakeAsync(DateTimeOffset now, CancellationToken ct)
    {
        var store = Store(configuration["Signing:KeyStore"] is { Length: > 0 } name ? name : "database");
        var id = SigningKeyId.New(now);
        var (publicKey, handle) = await store.CreateAsync(id, ct);
        return new KeyPair(id, WebEncoders.Base64UrlEncode(publicKey), $"{store.Name}:{handle}");
    }

    public async Task<IPrivateKey> OpenAsync(string privateKey, CancellationToken ct)
    {
        if (_opened.TryGetValue(privateKey, out var known)) return known;
        var (store, handle) = Split(privateKey);
        var opened = await store.OpenAsync(handle, ct);
        var kept = _opened.GetOrAdd(privateKey, opened);
        if (!ReferenceEquals(kept, opened)) opened.Dispose();
        return kept;
    }

    public Task DestroyAsync(string privateKey, CancellationToken ct)
    {
        _opened.TryRemove(privateKey, out _);
        var (store, handle) = Split(privateKey);
        return store.DestroyAsync(handle, ct);
    }

    private (IPrivateKeyStore, string) Split(string privateKey) =>
        privateKey.Split(':', 2) is [var name, var handle] ? (Store(name), handle) : throw new InvalidOperationException("A private key names no store.");

    private IPrivateKeyStore Store(string name) =>
        stores.FirstOrDefault(s => s.Name == name) ?? throw new InvalidOperationException($"Signing:KeyStore names no key store: {name}.");
}
