using System.Buffers.Text;
using System.Collections.Frozen;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Shared;
using AiIdentity.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NSec.Cryptography;

namespace AiIdentity.Infrastructure.Signing;

/// <summary>A public key of ours.</summary>
internal sealed record KnownKey(PublicKey PublicKey, bool Compromised);

/// <summary>
/// The registry's public keys in memory. What another process did to them is seen within seconds; what this one did, from
/// its commit on.
/// </summary>
internal sealed class KeyRing(IServiceScopeFactory scopes, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);
    /// <summary>How soon an unknown key is looked for again: another process may just have made it; nobody may make us busy with it.</summary>
    private static readonly TimeSpan FreshForStrangers = TimeSpan.FromMilliseconds(200);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private int _generation;
    private volatile Known? _known;

    private sealed record Known(FrozenDictionary<string, KnownKey> Keys, int Generation, long At);

    public async ValueTask<KnownKey?> FindAsync(string keyId, CancellationToken ct)
    {
        if ((await KnownAsync(Fresh, ct)).Keys.TryGetValue(keyId, out var key)) return key;
        if (!Id.TryParse<SigningKeyId>(keyId, out _)) return null;
        return (await KnownAsync(FreshForStrangers, ct)).Keys.GetValueOrDefault(keyId);
    }

    /// <summary>The store has changed: the next look reads it again, even where a reading is under way.</summary>
    public void Forget() => Interlocked.Increment(ref _generation);

    public void Dispose() => _turn.Dispose();

    private async ValueTask<Known> KnownAsync(TimeSpan atMost, CancellationToken ct)
    {
        if (Current(atMost) is { } current) return current;
        await _turn.WaitAsync(ct);
        try
        {
            return Current(atMost) ?? (_known = await LoadAsync(ct));
        }
        finally
        {
            _turn.Release();
        }
    }

    private Known? Current(TimeSpan atMost) =>
        _known is { } known && known.Generation == Volatile.Read(ref _generation) && clock.GetElapsedTime(known.At) < atMost ? known : null;

    private async Task<Known> LoadAsync(CancellationToken ct)
    {
        var (generation, at) = (Volatile.Read(ref _generation), clock.GetTimestamp());
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RegistryDb>();
        var keys = await db.SigningKeys.AsNoTracking().Select(k => new { k.Id, k.PublicKey, Compromised = k.CompromisedAt != null }).ToListAsync(ct);
        return new Known(
            keys.ToFrozenDictionary(k => k.Id.ToString(), k => new KnownKey(Import(k.PublicKey), k.Compromised), StringComparer.Ordinal), generation, at);
    }

    private static PublicKey Import(string x) =>
        PublicKey.Import(SignatureAlgorithm.Ed25519, Base64Url.DecodeFromChars(x), KeyBlobFormat.RawPublicKey);
}
