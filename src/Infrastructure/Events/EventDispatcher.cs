using AiIdentity.Application.Events;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Shared;
using AiIdentity.Infrastructure.Persistence;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Infrastructure.Events;

/// <summary>Writes down the events that the running unit's aggregates raised, and runs the handlers of each.</summary>
internal sealed class EventDispatcher(RegistryDb db, EventLog log, IServiceProvider services, TimeProvider clock)
{
    /// <summary>Ends once no event is left: handlers may change further aggregates, which may raise further events.</summary>
    public async Task DispatchAsync(CancellationToken ct)
    {
        var now = clock.Now();
        while (db.ChangeTracker.Entries<Aggregate>().SelectMany(e => e.Entity.TakeEvents()).ToList() is { Count: > 0 } events)
        {
            foreach (var happened in events)
            {
                log.Write(happened, now);
                foreach (var handler in services.GetKeyedServices<IEventHandler>(happened.Type)) await handler.Handle(happened, ct);
            }
        }
    }
}
