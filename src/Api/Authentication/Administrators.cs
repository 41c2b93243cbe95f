using System.Security.Claims;
using AiIdentity.Application.Accounts;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;
using MediatR;

namespace AiIdentity.Api.Authentication;

/// <summary>Administrators are the accounts whose confirmed email stands in the configuration; outside Development with a second factor.</summary>
internal sealed class Administrators(IMediator mediator, IHostEnvironment environment)
{
    public async Task RequireAsync(ClaimsPrincipal user, CancellationToken ct)
    {
        var account = Id.Parse<AccountId>(user.FindFirstValue(CallerClaims.AccountId)!);
        if (!await mediator.Send(new IsAdministrator(account), ct)) throw new RefusedException(AccountErrors.AdministratorRequired);
        if (!environment.IsDevelopment() && !user.HasClaim(c => c.Type == CallerClaims.SecondFactor))
            throw new RefusedException(AccountErrors.AdministratorRequired, detail: "An administrator signs in with a second factor here. Enable it on your account and sign in again.");
    }
}
