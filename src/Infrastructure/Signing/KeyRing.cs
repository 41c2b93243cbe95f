using System.Collections.Concurrent;
using System.Collections.Frozen;
using AiIdentity.Domain.Passports;
using AiIdentity.Infrastructure.Persistence;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NSec.Cryptography;

namespace AiIdentity.Infrastructure.Signing;

/// <summary>The public keys that verify, as the store had them a moment ago; forgotten at once when this process changes them.</summary>
internal sealed class KeyRing(IServiceScopeFactory scopes, TimeProvider clock)
{
    /// <summary>How long another process's compromise may stay unseen here.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, PublicKey> _parsed = new(StringComparer.Ordinal);
    private volatile Snapshot? _newest;

    public sealed record Known(PublicKey PublicKey, bool Compromised);

    public async ValueTask<Known?> FindAsync(SigningKeyId id, CancellationToken ct)
    {
        var snapshot = _newest;
        if (snapshot is null || clock.GetElapsedTime(snapshot.At) >= Kept) snapshot = await LoadAsync(ct);
        return snapshot.Keys.GetValueOrDefault(id);
    }

    public void Forget() => _newest = null;

    private async Task<Snapshot> LoadAsync(CancellationToken ct)
    {
        var at = clock.GetTimestamp();
        await using var scope = scopes.CreateAsyncScope();
        var rows = await scope.ServiceProvider.GetRequiredService<RegistryDb>().SigningKeys.AsNoTracking()
            .Select(k => new { k.Id, k.PublicKey, Compromised = k.CompromisedAt != null }).ToListAsync(ct);
        return _newest = new Snapshot(rows.ToFrozenDictionary(r => r.Id, r => new Known(Parse(r.PublicKey), r.Compromised)), at);
    }

    private PublicKey Parse(string publicKey) => _parsed.GetOrAdd(publicKey, static text =>
        PublicKey.Import(SignatureAlgorithm.Ed25519, WebEncoders.Base64UrlDecode(text), KeyBlobFormat.RawPublicKey));

    private sealed record Snapshot(FrozenDictionary<SigningKeyId, Known> Keys, long At);
}
