using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Behaviours;

/// <summary>Who could be somebody else's mailbox proves nothing and signs nothing.</summary>
internal sealed class ConfirmedEmailBehaviour<TRequest, TResult>(IRegistryDb db, ICaller caller) : IPipelineBehavior<TRequest, TResult>
    where TRequest : IRequest<TResult>
{
    public async Task<TResult> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResult> next)
    {
        if (request is INeedConfirmedEmail)
        {
            var account = caller.AccountId;
            if (!await db.Accounts.AnyAsync(a => a.Id == account && a.ConfirmedAt != null, cancellationToken))
                throw new RefusedException(AccountErrors.EmailUnconfirmed);
        }

        return await next();
    }
}
