using AiIdentity.Application.Events;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Shared;
using MediatR;

namespace AiIdentity.Architecture.Tests.Wrong;

public class DoThingCommand : IRequest<Unit>;

public sealed record GetThing(int Id) : IQuery<Unit>;

public class GetThingQueryHandlerOfOld(IUnitOfWork unit) : IRequestHandler<GetThing, Unit>
{
    public IUnitOfWork Unit { get; } = unit;

    public Task<Unit> Handle(GetThing request, CancellationToken cancellationToken) => MediatR.Unit.Task;
}

internal sealed class CallsAHandler
{
    public static Task<Unit> Now(IUnitOfWork unit) => new GetThingQueryHandlerOfOld(unit).Handle(new GetThing(1), CancellationToken.None);
}

internal sealed class HandlesNothing : IEventHandler
{
    public Task Handle(DomainEvent happened, CancellationToken ct) => Task.CompletedTask;
}

internal sealed class ReadsSessions(IRegistryDb db)
{
    public bool Any() => db.Sessions.AsEnumerable().Any();
}
