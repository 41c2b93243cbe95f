using System.Text.Json;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Surfaces;

namespace AiIdentity.Application.Registry;

/// <summary>The stored facts behind a public record; what they say at an instant is derived, so that time needs no writer.</summary>
public sealed class PublicFacts
{
    private readonly Identity _identity;
    private readonly bool _emailConfirmed;
    private readonly IReadOnlyList<(Surface Surface, string Address)> _listed;
    private readonly IReadOnlyList<Passport> _passports;
    private readonly RegistryOptions _registry;

    internal PublicFacts(
        Identity identity, bool emailConfirmed, IReadOnlyList<(Surface, string)> listed, IReadOnlyList<Passport> passports, RegistryOptions registry) =>
        (_identity, _emailConfirmed, _listed, _passports, _registry) = (identity, emailConfirmed, listed, passports, registry);

    public Identity Identity => _identity;

    /// <summary>The surface at that address, if everybody may see it now.</summary>
    public Surface? SurfaceAt(AddressKey key, DateTimeOffset now) =>
        _listed.Select(l => l.Surface).FirstOrDefault(s => s.AddressKey == key && s.IsPublicAt(now));

    /// <summary>Whether every binding that the Passport names still holds, in the epoch that it names.</summary>
    public bool Upholds(Passport passport, DateTimeOffset now) =>
        passport.Surfaces.All(named => _listed.Any(l => l.Surface.Id == named.SurfaceId && l.Surface.Binding!.Epoch == named.Epoch && l.Surface.IsPublicAt(now)));

    public PublicRecord RecordAt(DateTimeOffset now) => Draw(now, ChangedBy(now));

    /// <summary>The next instant at which time alone changes the record.</summary>
    public DateTimeOffset? NextChangeAfter(DateTimeOffset now) =>
        Boundaries().Where(at => at > now).Select(at => (DateTimeOffset?)at).Min();

    /// <summary>What the record says at an instant, but for when it last changed; to compare two states of the store.</summary>
    public string ContentAt(DateTimeOffset now) => JsonSerializer.Serialize(Draw(now, default));

    // The latest of: the last act, and every instant since at which time alone made the record another.
    private DateTimeOffset ChangedBy(DateTimeOffset now)
    {
        foreach (var at in Boundaries().Where(at => at <= now && at > _identity.PublicChangedAt).Distinct().OrderDescending())
        {
            if (ContentAt(at) != ContentAt(at - TimeSpan.FromTicks(1))) return at;
        }

        return _identity.PublicChangedAt;
    }

    private IEnumerable<DateTimeOffset> Boundaries()
    {
        if (_identity.RevokedAt is not null) yield break;
        foreach (var (surface, _) in _listed)
        {
            yield return surface.Binding!.NextCheckDue;
            if (surface.Binding.LapsesAt is { } lapse) yield return lapse;
        }

        foreach (var passport in _passports) yield return passport.ExpiresAt;
    }

    private PublicRecord Draw(DateTimeOffset now, DateTimeOffset asOf)
    {
        var revoked = _identity.RevokedAt is not null;
        var shown = revoked ? [] : _listed.Where(l => l.Surface.IsPublicAt(now)).ToArray();
        var tier = revoked ? Tier.Issued : Tiers.Of(_emailConfirmed, shown.Any(l => l.Surface.StatusAt(now).Counts()), _identity.Attested);
        var passport = revoked ? null : _passports.FirstOrDefault(p => p.StatusAt(now) is PassportStatus.Active && Upholds(p, now));
        return new PublicRecord(
            _identity.Id.ToString(),
            _identity.Name,
            _identity.Status,
            tier,
            new PublicOperator(_identity.Anonymous ? null : _identity.OperatorDisplay, _identity.Anonymous, tier >= Tier.CreatorVerified),
            _identity.Capabilities,
            [.. shown.Select(l => Draw(l.Surface, l.Address, now))],
            passport is null ? null : new PublicPassport(passport.Id.ToString(), passport.Token!, passport.KeyId.ToString(), passport.IssuedAt, passport.ExpiresAt),
            _registry.IdentityUrl(_identity.Id.ToString()),
            asOf,
            _identity.Id.IsDemo ? true : null);
    }

    private static PublicSurface Draw(Surface surface, string address, DateTimeOffset now)
    {
        var binding = surface.Binding!;
        return new PublicSurface(address, surface.Method, binding.VerifiedAt, binding.LastCheckedAt, binding.NextCheckDue, binding.FreshnessAt(now));
    }
}
