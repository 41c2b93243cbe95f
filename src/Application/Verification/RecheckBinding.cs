using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Domain.Surfaces;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Verification;

/// <summary>Takes bindings whose look is due, in order of due time, under a lease: a process that dies leaves them due again.</summary>
public sealed record TakeDueBindings(int Most) : ICommand<IReadOnlyList<SurfaceId>>;

internal sealed class TakeDueBindingsHandler(IRegistryDb db, TimeProvider clock) : IRequestHandler<TakeDueBindings, IReadOnlyList<SurfaceId>>
{
    /// <summary>Longer than a look with all its time-outs can take.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    public async Task<IReadOnlyList<SurfaceId>> Handle(TakeDueBindings request, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var due = await db.Surfaces
            .Where(s => s.Binding != null && s.Binding.NextLookAt <= now && !s.Binding.OneTime)
            .OrderBy(s => s.Binding!.NextLookAt).Take(request.Most).ToListAsync(cancellationToken);
        foreach (var surface in due) surface.Lease(now + Lease);
        return [.. due.Where(s => s.StatusAt(now).Holds()).Select(s => s.Id)];
    }
}

/// <summary>Asks by itself whether a binding's pair still holds.</summary>
public sealed record RecheckBinding(SurfaceId Id) : IConversation<Unit>;

internal sealed class RecheckBindingHandler(IRegistryDb db, IAddressVault vault, Looker looker, IMediator mediator, TimeProvider clock)
    : IRequestHandler<RecheckBinding, Unit>
{
    public async Task<Unit> Handle(RecheckBinding request, CancellationToken cancellationToken)
    {
        var surface = await db.Surfaces.AsNoTracking().SingleAsync(s => s.Id == request.Id, cancellationToken);
        var at = clock.Now();
        if (!surface.StatusAt(at).Holds()) return Unit.Value;
        var look = await looker.ForPairAsync(vault.Open(surface.SealedAddress), surface.Binding!, grant: null, budget: null, cancellationToken);
        await mediator.Send(new RecordRecheck(surface.Id, surface.Binding!.Epoch, CheckOrigin.Background, at, look), cancellationToken);
        return Unit.Value;
    }
}
