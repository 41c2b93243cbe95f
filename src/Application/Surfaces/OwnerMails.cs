using AiIdentity.Application.Accounts;
using AiIdentity.Application.Events;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Verification;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AiIdentity.Application.Surfaces;

/// <summary>Mails to the operator about a binding. They name the identity, never the address: mails lie in queues and inboxes.</summary>
internal sealed class OwnerMails(IRegistryDb db, ProofMethods methods, IOptions<RegistryOptions> registry) : IEventHandler
{
    public async Task Handle(DomainEvent e, CancellationToken cancellationToken)
    {
        var surface = db.Surfaces.Local.FirstOrDefault(s => s.Id == e.SurfaceId);
        if (surface is null) return;
        var (texts, policy, now) = (methods[surface.Method].Texts, methods[surface.Method].Method.Rechecks, e.At);
        await (e.Type switch
        {
            EventType.SurfaceSuperseded => WriteAsync(surface, "Somebody else has proved your address",
                $"Control of {texts.Noun} was proved again, by somebody else. The newest valid proof counts, so it is no longer bound to your identity, and the Passports that named it are revoked.\n\nIf you still hold it: prove it again, and it is yours again. If you gave it up, you need not do anything; you can release it in the dashboard.", now, cancellationToken),
            EventType.SurfaceUnconfirmed => WriteAsync(surface, "The registry can no longer check your address",
                $"The registry has lost its access to {texts.Noun}. Nothing is lost yet: the binding stays as it is for {Days(policy.AccessGrace)}, marked as unconfirmed.\n\n{texts.AccessLost} Otherwise the binding lapses then.", now, cancellationToken),
            EventType.SurfaceSuspended => WriteAsync(surface, "Your binding is suspended",
                $"Two readings, some time apart, contradict what was proved about {texts.Noun}. It is suspended now, and lapses after {Days(policy.SuspensionGrace)}.\n\nIf it is still yours: {texts.Contradicted}", now, cancellationToken),
            _ => WriteAsync(surface, "A binding has lapsed",
                $"The binding of {texts.Noun} has lapsed: it could not be confirmed in time. It is no longer public, and the Passports that named it are revoked.\n\nProve it again at any time.", now, cancellationToken),
        });
    }

    public Task ProofAgedAsync(Surface surface, DateTimeOffset now, CancellationToken ct)
    {
        var (texts, policy) = (methods[surface.Method].Texts, methods[surface.Method].Method.Rechecks);
        return WriteAsync(surface, "Please check your address again",
            $"Your proof of {texts.Noun} has aged. {texts.Aged}\n\nIf neither happens within {Days(policy.OneTimeGrace)}, the binding lapses.", now, ct);
    }

    private static string Days(TimeSpan grace) => grace.TotalDays is > 3 and var days ? $"{days:0} days" : $"{grace.TotalHours:0} hours";

    private async Task WriteAsync(Surface surface, string subject, string text, DateTimeOffset now, CancellationToken ct)
    {
        var owner = await db.Accounts.AsNoTracking().SingleOrDefaultAsync(a => a.Id == surface.OwnerId, ct);
        var identity = await db.Identities.AsNoTracking().SingleOrDefaultAsync(i => i.Id == surface.IdentityId, ct);
        if (owner is not { Email: { } email, ConfirmedAt: not null } || identity is not { RevokedAt: null }) return;
        db.OutgoingMails.Add(new OutgoingMail(email, subject,
            $"Identity: {identity.Name}\n\n{text}\n\n{registry.Value.Issuer}/dashboard/identities/{identity.Id}\n", now));
    }
}
