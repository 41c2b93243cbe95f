using AiIdentity.Api.Problems;
using AiIdentity.Application.Limits;
using AiIdentity.Application.Shared;
using Microsoft.AspNetCore.Http.Features;

namespace AiIdentity.Api.Limits;

/// <summary>A public route that a caller may ask only so often.</summary>
/// <param name="OfKey">What requests of an account's API keys count to; everybody else's count together, by client address.</param>
internal sealed record PublicLimit(Allowance OfKey);

/// <summary>Says what requests of a route count to.</summary>
internal static class PublicLimits
{
    private static readonly object Missed = new();

    /// <summary>Requests count as whois, and those answered 404 as a miss: for the endpoint itself, pages and badges.</summary>
    public static TBuilder CountsAsWhois<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder => route.CountsAs(Allowance.KeyWhois);

    public static TBuilder CountsAsVerify<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder => route.CountsAs(Allowance.KeyVerify);

    /// <summary>Creations count by account, and are judged inside an Idempotency-Key: a retry of one that was answered is none.</summary>
    public static RouteHandlerBuilder CountsAsChallenge(this RouteHandlerBuilder route) => route.Refuses(RequestErrors.RateLimited)
        .AddEndpointFilter(async (invocation, next) =>
        {
            var services = invocation.HttpContext.RequestServices;
            var account = services.GetRequiredService<ICaller>().AccountId;
            await services.GetRequiredService<IAllowances>().RequireAsync(Allowance.Challenges, account.Value.Value, invocation.HttpContext.RequestAborted);
            return await next(invocation);
        });

    /// <summary>The answer is a miss though its status does not say so.</summary>
    public static void CountAsMiss(this HttpContext context) => context.Items[Missed] = Missed;

    public static bool IsMiss(HttpContext context) =>
        context.Response.StatusCode == StatusCodes.Status404NotFound
        // Asked of the feature: the context would make a collection for each answer.
        || context.Features.Get<IItemsFeature>()?.Items.ContainsKey(Missed) is true;

    private static TBuilder CountsAs<TBuilder>(this TBuilder route, Allowance ofKey) where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new PublicLimit(ofKey), new RefusesMetadata([RequestErrors.RateLimited]),
            new ProducesResponseTypeMetadata(StatusCodes.Status429TooManyRequests, typeof(Problem), [Problem.MediaType]));
}
