using AiIdentity.Application.Events;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Passports;

/// <summary>A revoked identity's Passports end with it.</summary>
internal sealed class RevokePassportsOnIdentityRevoked(IRegistryDb db) : IEventHandler
{
    public Task Handle(DomainEvent happened, CancellationToken ct) =>
        RevokeAllAsync(db, happened, RevocationReason.IdentityRevoked, "identity_revoked", ct);

    internal static async Task RevokeAllAsync(IRegistryDb db, DomainEvent happened, RevocationReason reason, string cause, CancellationToken ct)
    {
        var identity = happened.IdentityId!.Value;
        var all = await db.Passports.Where(p => p.IdentityId == identity && p.RevokedAt == null && p.ExpiresAt > happened.At).ToListAsync(ct);
        foreach (var passport in all) passport.Revoke(reason, cause, happened.At, happened.ByRegistry);
    }
}

/// <summary>Passports name the operator: another one ends them. Other details do not stand in them.</summary>
internal sealed class RevokePassportsOnIdentityChanged(IRegistryDb db) : IEventHandler
{
    public Task Handle(DomainEvent happened, CancellationToken ct) => happened.Reason is Identity.OperatorChanged
        ? RevokePassportsOnIdentityRevoked.RevokeAllAsync(db, happened, RevocationReason.DetailsChanged, "details_changed", ct)
        : Task.CompletedTask;
}
