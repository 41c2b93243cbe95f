using AiIdentity.Application.Events;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Passports;

/// <summary>Ends Passports in the transaction that makes them untrue. Their public reason never says why a surface went.</summary>
internal sealed class WithdrawPassports(IRegistryDb db) : INotificationHandler<DomainEventHappened>
{
    public Task Handle(DomainEventHappened notification, CancellationToken cancellationToken) => notification.Event switch
    {
        { Type: EventType.SurfaceHidden, SurfaceId: { } surface } e => WithdrawNaming(surface, "hidden", e, cancellationToken),
        { Type: EventType.SurfaceReleased, SurfaceId: { } surface } e => WithdrawNaming(surface, "released", e, cancellationToken),
        { Type: EventType.SurfaceLapsed, SurfaceId: { } surface } e => WithdrawNaming(surface, "lapsed", e, cancellationToken),
        { Type: EventType.SurfaceSuperseded, SurfaceId: { } surface } e => WithdrawNaming(surface, "superseded", e, cancellationToken),
        { Type: EventType.IdentityRevoked, IdentityId: { } identity } e => WithdrawAll(identity, RevocationReason.IdentityRevoked, "identity_revoked", e, cancellationToken),
        { Type: EventType.IdentityChanged, Reason: Identity.OperatorChanged, IdentityId: { } identity } e =>
            WithdrawAll(identity, RevocationReason.DetailsChanged, "details_changed", e, cancellationToken),
        _ => Task.CompletedTask,
    };

    private async Task WithdrawNaming(SurfaceId surface, string cause, DomainEvent e, CancellationToken ct)
    {
        var naming = await db.Passports.Where(p => p.Token != null && p.Surfaces.Any(n => n.SurfaceId == surface)).ToListAsync(ct);
        foreach (var passport in naming)
        {
            if (!passport.Revoke(RevocationReason.Withdrawn, cause, e.At, e.ByRegistry)) passport.ForgetToken();
        }
    }

    private async Task WithdrawAll(IdentityId identity, RevocationReason reason, string cause, DomainEvent e, CancellationToken ct)
    {
        var all = await db.Passports.Where(p => p.IdentityId == identity && p.RevokedAt == null && p.ExpiresAt > e.At).ToListAsync(ct);
        foreach (var passport in all) passport.Revoke(reason, cause, e.At, e.ByRegistry);
    }
}
