using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Surfaces;
using Microsoft.Extensions.Options;

namespace AiIdentity.Application.Registry;

/// <summary>A public record as it is now.</summary>
/// <param name="GoodUntil">When time alone makes it another, if nobody acts; null where it never does.</param>
public sealed record WhoisAnswer(PublicRecord Record, DateTimeOffset? GoodUntil);

/// <summary>Answers who stands behind an address or an identity, from the store. No request of MediatR: the hot path makes no scope.</summary>
public sealed class Whois(IPublicRecordStore store, IAddressVault vault, IOptions<RegistryOptions> registry, TimeProvider clock)
{
    /// <summary>Null alike where the address is hidden, unproved or unknown, after one and the same look-up.</summary>
    public async ValueTask<WhoisAnswer?> FindByAddressAsync(SurfaceAddress address, CancellationToken ct)
    {
        var (key, now) = (vault.KeyOf(address), clock.Now());
        var stored = await store.FindByAddressAsync(key, ct);
        return stored?.SurfaceAt(key, now) is null ? null : AnswerAt(stored, now);
    }

    public async ValueTask<WhoisAnswer?> FindAsync(IdentityId id, CancellationToken ct) =>
        await store.FindAsync(id, ct) is { } stored ? AnswerAt(stored, clock.Now()) : null;

    private WhoisAnswer AnswerAt(StoredRecord stored, DateTimeOffset now) => new(stored.RecordAt(now, registry.Value), stored.NextChangeAfter(now));
}
