using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Accounts;

/// <summary>The caller's own account.</summary>
public sealed record GetMe : IQuery<Me>;

/// <param name="TwoFactor">Whether signing in asks for a second factor.</param>
public sealed record Me(string Id, string Email, bool EmailConfirmed, Plan Plan, bool TwoFactor);

internal sealed class GetMeHandler(IRegistryDb db, ICaller caller, ICredentials credentials) : IRequestHandler<GetMe, Me>
{
    public async Task<Me> Handle(GetMe request, CancellationToken cancellationToken)
    {
        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == caller.AccountId, cancellationToken);
        return new Me(account.Id.ToString(), account.Email!, account.EmailConfirmed, account.Plan, await credentials.HasSecondFactorAsync(account.Id));
    }
}
