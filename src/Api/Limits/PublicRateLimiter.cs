using System.Security.Claims;
using AiIdentity.Api.Authentication;
using AiIdentity.Api.Problems;
using AiIdentity.Application.Limits;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.Extensions.Options;

namespace AiIdentity.Api.Limits;

/// <summary>
/// Counts requests of limited routes to the registry's allowances. Not by ASP.NET Core's limiter (ADR 14): its partitions can't be charged
/// afterwards, as a miss must be, nor be shared by instances, and each request would pay for its leases.
/// </summary>
internal sealed class PublicRateLimiter
{
    private readonly IAllowances _allowances;
    private readonly ProblemWriter _problems;
    private readonly int _restOfMiss;
    private readonly Func<object, Task> _chargeMiss;

    public PublicRateLimiter(IAllowances allowances, ProblemWriter problems, IOptions<RateLimitOptions> options)
    {
        (_allowances, _problems, _restOfMiss) = (allowances, problems, options.Value.MissWeight - 1);
        _chargeMiss = context => ChargeMissAsync((HttpContext)context);
    }

    public Task PassAsync(HttpContext context, RequestDelegate next)
    {
        if (LimitOf(context) is not { } limit) return next(context);
        // Before the answer leaves: who then asks again is counted already.
        context.Response.OnStarting(_chargeMiss, context);
        var (allowance, who) = PartitionOf(context, limit);
        var taken = _allowances.TakeAsync(allowance, who, CancellationToken.None);
        // Where nobody is asked but this process, nothing is awaited and nothing allocated.
        return taken.IsCompletedSuccessfully ? GoOnAsync(context, next, taken.Result) : AwaitAsync(context, next, taken);
    }

    public static PublicLimit? LimitOf(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<PublicLimit>();

    private async Task AwaitAsync(HttpContext context, RequestDelegate next, ValueTask<TimeSpan?> taken) => await GoOnAsync(context, next, await taken);

    private Task GoOnAsync(HttpContext context, RequestDelegate next, TimeSpan? wait) =>
        wait is null ? next(context) : _problems.WriteAsync(context, RequestErrors.RateLimited, retryAfter: wait);

    // A miss weighs more than an answer: the rest of that.
    private Task ChargeMissAsync(HttpContext context) =>
        PublicLimits.IsMiss(context) && LimitOf(context) is { } limit && PartitionOf(context, limit) is var (allowance, who)
            ? _allowances.CountAsync(allowance, who, _restOfMiss).AsTask()
            : Task.CompletedTask;

    // Keys count by their account: a further key is no further allowance. Asked of the feature: the context would make a principal for who has none.
    private static (Allowance Allowance, UInt128 Who) PartitionOf(HttpContext context, PublicLimit limit) =>
        context.Features.Get<IHttpAuthenticationFeature>()?.User is { } user && user.HasClaim(static c => c.Type == CallerClaims.ApiKeyId)
            ? (limit.OfKey, Id.Parse<AccountId>(user.FindFirstValue(CallerClaims.AccountId)!).Value.Value)
            : (Allowance.Public, ClientAddress.Of(context.Connection.RemoteIpAddress));
}
