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

    private readonly SemaphoreSlim _turn = new(1, 1);
    private int _generation;
    private volatile Known? _known;

    private long _readings;

    /// <param name="Reading">The number of the reading that gave it: each begins after the one before has ended.</param>
    private sealed record Known(FrozenDictionary<string, KnownKey> Keys, int Generation, long At, long Reading);

    public async ValueTask<KnownKey?> FindAsync(string keyId, CancellationToken ct)
    {
        var begun = Volatile.Read(ref _readings);
        if ((await KnownAsync(Fresh, ct)).Keys.TryGetValue(keyId, out var key)) return key;
        if (!Id.TryParse<SigningKeyId>(keyId, out _)) return null;
        return (await AskAgainAsync(begun, ct)).Keys.GetValueOrDefault(keyId);
    }

    // Another process may just have made it, and answered with what it signed. A reading that began after the question is good for all
    // who waited for it: however many ask for keys that nobody made, the store is read by one of them at a time.
    private async ValueTask<Known> AskAgainAsync(long begun, CancellationToken ct)
    {
        if (_known is { } fresh && fresh.Reading > begun) return fresh;
        await _turn.WaitAsync(ct);
        try
        {
            return _known is { } known && known.Reading > begun ? known : _known = await LoadAsync(ct);
        }
        finally
        {
            _turn.Release();
        }
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
        var (generation, at, reading) = (Volatile.Read(ref _generation), clock.GetTimestamp(), Interlocked.Increment(ref _readings));
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RegistryDb>();
        var keys = await db.SigningKeys.AsNoTracking().Select(k => new { k.Id, k.PublicKey, Compromised = k.CompromisedAt != null }).ToListAsync(ct);
        return new Known(
            keys.ToFrozenDictionary(k => k.Id.ToString(), k => new KnownKey(Import(k.PublicKey), k.Compromised), StringComparer.Ordinal), generation, at, reading);
    }

    private static PublicKey Import(string x) =>
        PublicKey.Import(SignatureAlgorithm.Ed25519, Base64Url.DecodeFromChars(x), KeyBlobFormat.RawPublicKey);
}
