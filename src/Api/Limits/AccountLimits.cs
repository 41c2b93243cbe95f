using System.Security.Claims;
using AiIdentity.Api.Authentication;
using AiIdentity.Api.Problems;
using AiIdentity.Application.Limits;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace AiIdentity.Api.Limits;

/// <summary>A route by which somebody could try out passwords, codes and passkeys, or have mails sent: only so often.</summary>
/// <param name="OfClient">What its requests count to, by client address.</param>
/// <param name="OfAccount">What a signed-in person's requests count to besides.</param>
internal sealed record AccountLimit(Allowance OfClient, Allowance? OfAccount = null);

/// <summary>Says what requests of an account's routes count to.</summary>
internal static class AccountLimits
{
    /// <summary>The route judges a password, a code or a passkey.</summary>
    public static RouteHandlerBuilder CountsAsSignIn(this RouteHandlerBuilder route) => route
        .WithMetadata(new AccountLimit(Allowance.SignIns, Allowance.Proofs)).Refuses(RequestErrors.RateLimited, RequestErrors.Busy);

    /// <summary>The route has a mail sent to the address that it is given, or to the caller's.</summary>
    public static RouteHandlerBuilder CountsAsMail(this RouteHandlerBuilder route) => route
        .WithMetadata(new AccountLimit(Allowance.Mails)).Refuses(RequestErrors.RateLimited);
}

/// <summary>Counts what comes to such routes before anything of it is read, well-formed or not.</summary>
internal sealed class AccountRateLimiter(IAllowances allowances, ProblemWriter problems)
{
    public Task PassAsync(HttpContext context, RequestDelegate next) =>
        context.GetEndpoint()?.Metadata.GetOrderedMetadata<AccountLimit>() is { Count: > 0 } limits ? CountAsync(context, next, limits) : next(context);

    private async Task CountAsync(HttpContext context, RequestDelegate next, IReadOnlyList<AccountLimit> limits)
    {
        var client = ClientAddress.Of(context.Connection.RemoteIpAddress);
        var account = context.Features.Get<IHttpAuthenticationFeature>()?.User?.FindFirstValue(CallerClaims.AccountId);
        foreach (var limit in limits)
        {
            var wait = await allowances.TakeAsync(limit.OfClient, client, CancellationToken.None);
            if (wait is null && limit.OfAccount is { } ofAccount && account is not null)
                wait = await allowances.TakeAsync(ofAccount, Id.Parse<AccountId>(account).Value.Value, CancellationToken.None);
            if (wait is null) continue;
            await problems.WriteAsync(context, RequestErrors.RateLimited, retryAfter: wait);
            return;
        }

        await next(context);
    }
}
