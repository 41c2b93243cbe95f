using System.Buffers.Text;
using System.Collections.Concurrent;
using AiIdentity.Application.Passports;
using AiIdentity.Domain.Passports;
using Microsoft.Extensions.Options;

namespace AiIdentity.Infrastructure.Signing;

/// <summary>The stores of private keys, and the keys opened so far. Each key's handle names its store: <c>database:…</c>.</summary>
internal sealed class PrivateKeys(IEnumerable<IPrivateKeyStore> stores, IOptions<SigningOptions> options) : IKeyPairs, IDisposable
{
    private readonly Dictionary<string, IPrivateKeyStore> _stores = stores.ToDictionary(s => s.Name, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IPrivateKey> _opened = new(StringComparer.Ordinal);

    public async Task<KeyPair> MakeAsync(DateTimeOffset now, CancellationToken ct)
    {
        var id = SigningKeyId.New(now);
        var store = StoreOf(options.Value.KeyStore);
        var (publicKey, handle) = await store.CreateAsync(id, ct);
        return new KeyPair(id, Base64Url.EncodeToString(publicKey), $"{store.Name}:{handle}");
    }

    public async Task<IPrivateKey> OpenAsync(string privateKey, CancellationToken ct)
    {
        if (_opened.TryGetValue(privateKey, out var opened)) return opened;
        var (store, handle) = Split(privateKey);
        var fresh = await store.OpenAsync(handle, ct);
        var first = _opened.GetOrAdd(privateKey, fresh);
        if (first != fresh) fresh.Dispose();
        return first;
    }

    // One that another thread still signs with is not disposed under its hands: its memory goes with the last that holds it.
    public async Task DestroyAsync(string privateKey, CancellationToken ct)
    {
        var (store, handle) = Split(privateKey);
        await store.DestroyAsync(handle, ct);
        _opened.TryRemove(privateKey, out _);
    }

    public void Dispose()
    {
        foreach (var opened in _opened.Values) opened.Dispose();
    }

    private (IPrivateKeyStore Store, string Handle) Split(string privateKey) =>
        privateKey.Split(':', 2) is [var store, var handle] ? (StoreOf(store), handle) : throw new FormatException("The store holds a private key that is none.");

    private IPrivateKeyStore StoreOf(string name) =>
        _stores.TryGetValue(name, out var store) ? store
        : throw new InvalidOperationException($"Signing:KeyStore: there is no key store named {name}. Known: {string.Join(", ", _stores.Keys)}.");
}
