using System.Globalization;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Registry;

/// <summary>What was revoked and could still be believed, newest first.</summary>
public sealed record ListRevocations(DateTimeOffset? Since, int? Limit, string? Cursor) : IQuery<Page<RevocationView>>;

public enum RevokedKind
{
    Passport,
    Identity,
}

public sealed record RevocationView(RevokedKind Kind, string Id, RevocationReason Reason, DateTimeOffset RevokedAt);

internal sealed class ListRevocationsHandler(IRegistryDb db, TimeProvider clock) : IRequestHandler<ListRevocations, Page<RevocationView>>
{
    public async Task<Page<RevocationView>> Handle(ListRevocations request, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var page = new PageRequest(null, request.Limit);
        var passports = db.Passports.AsNoTracking().Where(p => p.RevokedAt != null && p.ExpiresAt > now);
        var identities = db.Identities.AsNoTracking()
            .Where(i => i.RevokedAt != null && db.Passports.Any(p => p.IdentityId == i.Id && p.ExpiresAt > now));
        if (request.Since is { } since)
        {
            passports = passports.Where(p => p.RevokedAt >= since);
            identities = identities.Where(i => i.RevokedAt >= since);
        }

        if (request.Cursor is not null)
        {
            // Identities come after Passports of one instant, as they do in the merge below.
            var (at, kind, ulid) = Seen(request.Cursor);
            var (passport, identity) = (new PassportId(ulid), new IdentityId(ulid));
            passports = kind is RevokedKind.Passport
                ? passports.Where(p => p.RevokedAt < at || (p.RevokedAt == at && p.Id < passport))
                : passports.Where(p => p.RevokedAt < at);
            identities = kind is RevokedKind.Passport
                ? identities.Where(i => i.RevokedAt <= at)
                : identities.Where(i => i.RevokedAt < at || (i.RevokedAt == at && i.Id < identity));
        }

        var newestPassports = await passports.OrderByDescending(p => p.RevokedAt).ThenByDescending(p => p.Id).Take(page.Take + 1)
            .Select(p => new { p.Id, p.Reason, p.RevokedAt }).ToListAsync(cancellationToken);
        var newestIdentities = await identities.OrderByDescending(i => i.RevokedAt).ThenByDescending(i => i.Id).Take(page.Take + 1)
            .Select(i => new { i.Id, i.RevokedAt }).ToListAsync(cancellationToken);
        var merged = newestPassports.Select(p => new RevocationView(RevokedKind.Passport, p.Id.ToString(), p.Reason!.Value, p.RevokedAt!.Value))
            .Concat(newestIdentities.Select(i => new RevocationView(RevokedKind.Identity, i.Id.ToString(), RevocationReason.IdentityRevoked, i.RevokedAt!.Value)))
            .OrderByDescending(r => r.RevokedAt).ThenBy(r => r.Kind).ThenByDescending(r => r.Id, StringComparer.Ordinal)
            .Take(page.Take + 1).ToList();
        return page.Of(merged, r => $"{r.RevokedAt.UtcTicks.ToString(CultureInfo.InvariantCulture)}.{r.Id}");
    }

    private static (DateTimeOffset At, RevokedKind Kind, Ulid Id) Seen(string cursor)
    {
        if (cursor.Split('.') is [var ticks, var id]
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTimeOffset.MaxValue.Ticks)
        {
            if (Id.TryParse<PassportId>(id, out var passport)) return (new DateTimeOffset(at, TimeSpan.Zero), RevokedKind.Passport, passport.Value);
            if (Id.TryParse<IdentityId>(id, out var identity)) return (new DateTimeOffset(at, TimeSpan.Zero), RevokedKind.Identity, identity.Value);
        }

        throw new RefusedException(RequestErrors.CursorMalformed, "cursor");
    }
}
