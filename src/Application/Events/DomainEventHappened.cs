using AiIdentity.Domain.Shared;
using MediatR;

namespace AiIdentity.Application.Events;

/// <summary>Published inside the transaction that made it happen; what a reaction changes is saved with it.</summary>
public sealed record DomainEventHappened(DomainEvent Event) : INotification;
