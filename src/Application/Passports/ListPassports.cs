using AiIdentity.Application.Identities;
using AiIdentity.Application.Registry;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Passports;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Passports;

/// <summary>An identity's Passports, newest first.</summary>
public sealed record ListPassports(IdentityId IdentityId, PageRequest Page) : IQuery<Page<PassportView>>;

public sealed record PassportView(string Id, PassportStatus Status, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, string KeyId);

internal sealed class ListPassportsHandler(IRegistryDb db, ICaller caller, IPublicRecordStore store, TimeProvider clock)
    : IRequestHandler<ListPassports, Page<PassportView>>
{
    public async Task<Page<PassportView>> Handle(ListPassports request, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var identity = await db.IdentityAsync(request.IdentityId, caller, cancellationToken);
        var passports = db.Passports.AsNoTracking().Where(p => p.IdentityId == identity.Id);
        if (request.Page.After<PassportId>() is { } after) passports = passports.Where(p => p.Id < after);
        var rows = await passports.OrderByDescending(p => p.Id).Take(request.Page.Take + 1).ToListAsync(cancellationToken);
        // A lapse that time has brought ends Passports at once, recorded or not.
        var record = await store.FindAsync(identity.Id, cancellationToken);
        return request.Page.Of(rows, p => p.Id.ToString()).Select(p => new PassportView(
            p.Id.ToString(),
            p.StatusAt(now) is PassportStatus.Active && record?.Upholds(p, now) == false ? PassportStatus.Revoked : p.StatusAt(now),
            p.IssuedAt, p.ExpiresAt, p.KeyId.ToString()));
    }
}
