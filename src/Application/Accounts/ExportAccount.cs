using AiIdentity.Application.Events;
using AiIdentity.Application.Identities;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Verification;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Verification;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Accounts;

/// <summary>All that the registry keeps about the caller's account, readable; nothing of anybody else's.</summary>
public sealed record ExportAccount : IQuery<AccountExport>;

public sealed record AccountExport(
    Me Account, DateTimeOffset CreatedAt, DateTimeOffset? ConfirmedAt, DateTimeOffset ExportedAt,
    IReadOnlyList<ExportedIdentity> Identities, IReadOnlyList<ExportedChallenge> Challenges, IReadOnlyList<ExportedEvidence> Evidence,
    IReadOnlyList<ExportedPassport> Passports, IReadOnlyList<EventView> Events, IReadOnlyList<ExportedApiKey> ApiKeys,
    IReadOnlyList<PasskeyView> Passkeys, IReadOnlyList<ExportedSession> Sessions, IReadOnlyList<ExportedMail> Mails);

/// <summary>An identity with all its surfaces, released ones too.</summary>
public sealed record ExportedIdentity(IdentityView Identity, DateTimeOffset? RevokedAt, IReadOnlyList<ExportedAttestation> Attestations);

public sealed record ExportedAttestation(string Id, Tier Tier, string Provider, string Reference, DateTimeOffset RecordedAt, DateTimeOffset? EndedAt);

public sealed record ExportedChallenge(
    string Id, string Identity, string Surface, string Token, ChallengeStatus Status, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? VerifiedAt);

public sealed record ExportedEvidence(string Surface, DateTimeOffset At, string Reader, string Outcome, string? Digest);

/// <param name="Token">Null once revoked.</param>
public sealed record ExportedPassport(
    string Id, string Identity, PassportStatus Status, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, string KeyId, string? Token, DateTimeOffset? RevokedAt);

public sealed record ExportedApiKey(ApiKeyView Key, DateTimeOffset? EndedAt);

public sealed record ExportedSession(string Id, SessionKind Kind, DateTimeOffset CreatedAt, DateOnly LastUsedOn, bool SecondFactor, DateTimeOffset? EndedAt);

public sealed record ExportedMail(AccountMailPurpose Purpose, DateTimeOffset WrittenAt);

internal sealed class ExportAccountHandler(IRegistryDb db, ICaller caller, IMediator mediator, IPasskeys passkeys, OperatorViews views, TimeProvider clock)
    : IRequestHandler<ExportAccount, AccountExport>
{
    public async Task<AccountExport> Handle(ExportAccount request, CancellationToken cancellationToken)
    {
        var (owner, now) = (caller.AccountId, clock.Now());
        var me = await mediator.Send(new GetMe(), cancellationToken);
        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == owner, cancellationToken);
        return new AccountExport(
            me, account.CreatedAt, account.ConfirmedAt, now,
            await IdentitiesAsync(account, now, cancellationToken),
            await All(db.Challenges.Where(c => c.OwnerId == owner).OrderBy(c => c.Id), c => new ExportedChallenge(
                c.Id.ToString(), c.IdentityId.ToString(), c.SurfaceId.ToString(), c.Token, c.StatusAt(now), c.CreatedAt, c.ExpiresAt, c.VerifiedAt)),
            await All(db.Evidence.Where(e => db.Surfaces.Any(s => s.Id == e.SurfaceId && s.OwnerId == owner)).OrderBy(e => e.Id),
                e => new ExportedEvidence(e.SurfaceId.ToString(), e.At, e.Reader, e.Outcome, e.Digest)),
            await All(db.Passports.Where(p => p.OwnerId == owner).OrderBy(p => p.Id), p => new ExportedPassport(
                p.Id.ToString(), p.IdentityId.ToString(), p.StatusAt(now), p.IssuedAt, p.ExpiresAt, p.KeyId.ToString(), p.Token, p.RevokedAt)),
            await EventsAsync(cancellationToken),
            await All(db.ApiKeys.Where(k => k.OwnerId == owner).OrderBy(k => k.Id), k => new ExportedApiKey(ApiKeyView.Of(k), k.EndedAt)),
            await passkeys.ListAsync(owner, cancellationToken),
            await All(db.Sessions.Where(s => s.OwnerId == owner).OrderBy(s => s.Id), s => new ExportedSession(
                s.Id.ToString(), s.Kind, s.CreatedAt, s.LastUsedOn, s.SecondFactor, s.EndedAt)),
            await All(db.AccountMails.Where(m => m.AccountId == owner).OrderBy(m => m.Id), m => new ExportedMail(m.Purpose, m.WrittenAt)));

        async Task<IReadOnlyList<TView>> All<TRow, TView>(IQueryable<TRow> rows, Func<TRow, TView> view) where TRow : class =>
            [.. (await rows.AsNoTracking().ToListAsync(cancellationToken)).Select(view)];
    }

    private async Task<IReadOnlyList<ExportedIdentity>> IdentitiesAsync(Account account, DateTimeOffset now, CancellationToken ct)
    {
        var identities = await db.Identities.AsNoTracking().Where(i => i.OwnerId == account.Id).OrderBy(i => i.Id).ToListAsync(ct);
        var surfaces = (await db.Surfaces.AsNoTracking().Where(s => s.OwnerId == account.Id).OrderBy(s => s.Id).ToListAsync(ct)).ToLookup(s => s.IdentityId);
        return [.. identities.Select(i => new ExportedIdentity(
            views.Of(i, account.EmailConfirmed, surfaces[i.Id], now) with { Surfaces = [.. surfaces[i.Id].Select(s => views.Of(s, now))] },
            i.RevokedAt,
            [.. i.Attestations.Select(a => new ExportedAttestation(a.Id.ToString(), a.Tier, a.Provider, a.Reference, a.RecordedAt, a.EndedAt))]))];
    }

    // As the owner reads them elsewhere: who acted is shown no closer than there.
    private async Task<IReadOnlyList<EventView>> EventsAsync(CancellationToken ct)
    {
        var events = new List<EventView>();
        string? cursor = null;
        do
        {
            var page = await mediator.Send(new ListEvents(new PageRequest(cursor, Page<EventView>.MaxLimit)), ct);
            events.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return events;
    }
}
