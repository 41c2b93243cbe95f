using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Surfaces;
using Microsoft.Extensions.Options;

namespace AiIdentity.Application.Registry;

/// <summary>The read model of whois: a public record as it is now, and how long it stays so.</summary>
public sealed class PublicRecords(IPublicFactsStore store, IAddressVault vault, IOptions<RegistryOptions> registry, TimeProvider clock)
{
    /// <summary>The identity that everybody may meet at that address now; one look-up whether it is hidden, unproved or never heard of.</summary>
    public async ValueTask<WhoisAnswer?> AtAsync(SurfaceAddress address, CancellationToken ct)
    {
        var (key, now) = (vault.KeyOf(address), clock.Now());
        var facts = await store.AtAsync(key, ct);
        return facts?.SurfaceAt(key, now) is null ? null : Answer(facts, now);
    }

    public async ValueTask<WhoisAnswer?> OfAsync(IdentityId id, CancellationToken ct) =>
        await store.OfAsync(id, ct) is { } facts ? Answer(facts, clock.Now()) : null;

    private WhoisAnswer Answer(PublicFacts facts, DateTimeOffset now)
    {
        var next = facts.NextChangeAfter(now);
        return new WhoisAnswer(facts.RecordAt(now, registry.Value), next - now, next);
    }
}
