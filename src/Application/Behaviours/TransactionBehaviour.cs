using AiIdentity.Application.Shared;
using MediatR;

namespace AiIdentity.Application.Behaviours;

/// <summary>Every command is one transaction.</summary>
internal sealed class TransactionBehaviour<TRequest, TResult>(IUnitOfWork unit) : IPipelineBehavior<TRequest, TResult>
    where TRequest : IRequest<TResult>
{
    public Task<TResult> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResult> next) =>
        request is ICommand<TResult> ? unit.ExecuteAsync(_ => next(), cancellationToken) : next();
}
