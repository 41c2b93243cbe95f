using AiIdentity.Application.Observability;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Domain.Surfaces;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Verification;

/// <summary>Takes bindings by one method whose look is due, in order of due time, under a lease: a process that dies leaves them due again.</summary>
/// <param name="Method">The method's id.</param>
public sealed record TakeDueBindings(string Method, int Most) : ICommand<IReadOnlyList<SurfaceId>>;

internal sealed class TakeDueBindingsHandler(IRegistryDb db, TimeProvider clock) : IRequestHandler<TakeDueBindings, IReadOnlyList<SurfaceId>>
{
    /// <summary>Longer than a look with all its time-outs can take.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    public async Task<IReadOnlyList<SurfaceId>> Handle(TakeDueBindings request, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var due = await db.Surfaces
            .Where(s => s.Method == request.Method && s.Binding != null && s.Binding.NextLookAt <= now && !s.Binding.OneTime)
            .OrderBy(s => s.Binding!.NextLookAt).Take(request.Most).ToListAsync(cancellationToken);
        foreach (var surface in due) surface.Lease(now + Lease);
        return [.. due.Where(s => s.StatusAt(now).Holds()).Select(s => s.Id)];
    }
}

/// <summary>Asks by itself whether a binding still holds.</summary>
public sealed record RecheckBinding(SurfaceId Id) : IExternalRequest<Unit>;

internal sealed class RecheckBindingHandler(IRegistryDb db, IAddressVault vault, AddressChecker checker, CheckRecorder record, IUnitOfWork unit, RegistryMeter meter, TimeProvider clock)
    : IRequestHandler<RecheckBinding, Unit>
{
    public async Task<Unit> Handle(RecheckBinding request, CancellationToken cancellationToken)
    {
        var surface = await db.Surfaces.AsNoTracking().SingleAsync(s => s.Id == request.Id, cancellationToken);
        var at = clock.Now();
        if (!surface.StatusAt(at).Holds()) return Unit.Value;
        var look = await checker.AtBindingAsync(vault.Open(surface.SealedAddress), surface, grant: null, budget: null, cancellationToken);
        var result = await unit.ExecuteAsync(
            ct => record.OfRecheckAsync(surface.Id, surface.Binding!.Epoch, CheckOrigin.Background, at, look, ct), cancellationToken);
        meter.Checked(result.Outcome, "recheck");
        return Unit.Value;
    }
}
