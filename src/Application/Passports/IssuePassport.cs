using AiIdentity.Application.Identities;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Surfaces;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AiIdentity.Application.Passports;

/// <summary>Signs what the registry holds about the identity now.</summary>
public sealed record IssuePassport(IdentityId IdentityId, int? TtlDays) : ICommand<IssuedPassport>, INeedConfirmedEmail;

public sealed record IssuedPassport(
    string Id, string Passport, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, string KeyId, IReadOnlyList<Snippet> Snippets);

internal sealed class IssuePassportValidator : AbstractValidator<IssuePassport>
{
    public IssuePassportValidator() =>
        RuleFor(c => c.TtlDays).InclusiveBetween(1, Passport.MaxDays).WithMessage($"Between 1 and {Passport.MaxDays} days.");
}

internal sealed class IssuePassportHandler(
    IRegistryDb db, ICaller caller, IAddressVault vault, IPassportSigner signer, IStatusPlaces places, IOptions<RegistryOptions> registry, TimeProvider clock)
    : IRequestHandler<IssuePassport, IssuedPassport>
{
    private const string Anonymous = "anon";

    public async Task<IssuedPassport> Handle(IssuePassport request, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var identity = await db.IdentityAsync(request.IdentityId, caller, cancellationToken);
        identity.RequireActive();
        var surfaces = (await db.Surfaces.Where(s => s.IdentityId == identity.Id && s.ListedKey != null).OrderBy(s => s.Id).ToListAsync(cancellationToken))
            .Where(s => s.StatusAt(now).Counts())
            .ToList();
        var confirmed = await db.Accounts.AnyAsync(a => a.Id == identity.OwnerId && a.ConfirmedAt != null, cancellationToken);
        var key = await signer.KeyInUseAsync(now, cancellationToken);
        var sequence = (await db.Passports.MaxAsync(p => (long?)p.Sequence, cancellationToken) ?? -1) + 1;
        var place = places.PlaceOf(sequence);
        var days = request.TtlDays ?? Passport.DefaultDays;
        var issuedAt = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        var id = PassportId.New(now);
        var token = await signer.SignAsync(
            new PassportClaims(
                registry.Value.Issuer,
                identity.Id.ToString(),
                "verifier",
                issuedAt,
                issuedAt,
                issuedAt.AddDays(days),
                id.ToString(),
                Tiers.Of(confirmed, surfaces.Count > 0, identity.Attested),
                identity.Anonymous ? Anonymous : identity.OperatorDisplay!,
                [.. surfaces.Select(s => vault.Open(s.SealedAddress).Canonical)],
                identity.Capabilities,
                key.ToString(),
                registry.Value.IdentityUrl(identity.Id.ToString()),
                place.Index,
                registry.Value.StatusListUrl(place.List)),
            cancellationToken);
        var passport = Passport.Issue(
            id, identity.Id, identity.OwnerId, key, sequence, surfaces.Select(s => new NamedSurface(s.Id, s.Binding!.Epoch)), token, issuedAt, days, now);
        db.Passports.Add(passport);
        return new IssuedPassport(
            id.ToString(), token, passport.IssuedAt, passport.ExpiresAt, key.ToString(),
            Snippets.For(identity, token, [.. surfaces.Select(s => vault.Open(s.SealedAddress))], registry.Value));
    }
}
