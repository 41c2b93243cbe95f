using AiIdentity.Application.Accounts;
using AiIdentity.Application.Events;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AiIdentity.Application.Surfaces;

/// <summary>Mails to the operator about a binding. They name the identity, never the address: mails lie in queues and inboxes.</summary>
internal sealed class OwnerMails(IRegistryDb db, IOptions<RegistryOptions> registry) : IEventHandler
{
    public async Task Handle(DomainEvent e, CancellationToken cancellationToken)
    {
        var surface = db.Surfaces.Local.FirstOrDefault(s => s.Id == e.SurfaceId);
        if (surface is null) return;
        var (what, now) = (Describe(surface.Method), e.At);
        await (e.Type switch
        {
            EventType.SurfaceSuperseded => WriteAsync(surface, "Somebody else has proved your address",
                $"Control of {what} was proved again, by somebody else. The newest valid proof counts, so it is no longer bound to your identity, and the Passports that named it are revoked.\n\nIf you still hold it: prove it again, and it is yours again. If you gave it up, you need not do anything; you can release it in the dashboard.", now, cancellationToken),
            EventType.SurfaceUnconfirmed => WriteAsync(surface, "We can no longer see your WhatsApp profile",
                $"The registry has lost its access to {what}. Nothing is lost yet: the binding stays public for seven days, marked as unconfirmed.\n\nShare the number with the registry again, or check it with a token of your own. Otherwise the binding lapses then.", now, cancellationToken),
            EventType.SurfaceSuspended => WriteAsync(surface, "Your WhatsApp binding is suspended",
                $"Two readings, at least a quarter of an hour apart, contradict what was proved about {what}. It is suspended now, and lapses after 72 hours.\n\nIf it is still yours: mend it on WhatsApp and check it again, or prove it again.", now, cancellationToken),
            _ => WriteAsync(surface, "A WhatsApp binding has lapsed",
                $"The binding of {what} has lapsed: it could not be confirmed in time. It is no longer public, and the Passports that named it are revoked.\n\nProve it again at any time.", now, cancellationToken),
        });
    }

    public Task ProofAgedAsync(Surface surface, DateTimeOffset now, CancellationToken ct) => WriteAsync(surface, "Please check your WhatsApp binding again",
        $"You proved {Describe(surface.Method)} with a token that was used once and not kept, so the registry can't look again by itself. The proof has aged now.\n\nCheck it again with a token of yours, or share the number with the registry, within 14 days. Otherwise the binding lapses.", now, ct);

    private static string Describe(SurfaceMethod method) => method switch
    {
        SurfaceMethod.WhatsappPhone => "a WhatsApp number",
        SurfaceMethod.WhatsappUsername => "a WhatsApp username",
    };

    private async Task WriteAsync(Surface surface, string subject, string text, DateTimeOffset now, CancellationToken ct)
    {
        var owner = await db.Accounts.AsNoTracking().SingleOrDefaultAsync(a => a.Id == surface.OwnerId, ct);
        var identity = await db.Identities.AsNoTracking().SingleOrDefaultAsync(i => i.Id == surface.IdentityId, ct);
        if (owner is not { Email: { } email, ConfirmedAt: not null } || identity is not { RevokedAt: null }) return;
        db.OutgoingMails.Add(new OutgoingMail(email, subject,
            $"Identity: {identity.Name}\n\n{text}\n\n{registry.Value.Issuer}/dashboard/identities/{identity.Id}\n", now));
    }
}
