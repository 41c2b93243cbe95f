using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Accounts;

/// <summary>The key is refused from now on; ending it twice changes nothing.</summary>
public sealed record EndApiKey(ApiKeyId Id) : ICommand<Unit>;

internal sealed class EndApiKeyHandler(IRegistryDb db, ICaller caller, TimeProvider clock) : IRequestHandler<EndApiKey, Unit>
{
    public async Task<Unit> Handle(EndApiKey request, CancellationToken cancellationToken)
    {
        var key = await db.ApiKeys.SingleOrDefaultAsync(k => k.Id == request.Id && k.OwnerId == caller.AccountId, cancellationToken)
            ?? throw new RefusedException(AccountErrors.ApiKeyUnknown);
        key.End(clock.Now());
        return Unit.Value;
    }
}
