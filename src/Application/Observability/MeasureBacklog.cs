using AiIdentity.Application.Accounts;
using AiIdentity.Application.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Observability;

/// <summary>Counts what is due, for the meter.</summary>
public sealed record MeasureBacklog : IQuery<Unit>;

internal sealed class MeasureBacklogHandler(IRegistryDb db, RegistryMeter meter, TimeProvider clock) : IRequestHandler<MeasureBacklog, Unit>
{
    public async Task<Unit> Handle(MeasureBacklog request, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        meter.Found(
        [
            await OfAsync("looks", db.Challenges.Where(c => c.NextLookAt <= now).Select(c => c.NextLookAt), now, cancellationToken),
            await OfAsync("rechecks", db.Surfaces.Where(s => s.Binding != null && s.Binding.NextLookAt <= now && !s.Binding.OneTime).Select(s => (DateTimeOffset?)s.Binding!.NextLookAt), now, cancellationToken),
            await OfAsync("mails", db.OutgoingMails.Where(OutgoingMail.DueAt(now)).Select(m => (DateTimeOffset?)m.WrittenAt), now, cancellationToken),
        ]);
        return Unit.Value;
    }

    private static async Task<Backlog> OfAsync(string work, IQueryable<DateTimeOffset?> since, DateTimeOffset now, CancellationToken ct)
    {
        var due = await since.CountAsync(ct);
        var oldest = due == 0 ? null : await since.MinAsync(ct);
        return new Backlog(work, due, oldest is { } at && at < now ? now - at : TimeSpan.Zero);
    }
}
