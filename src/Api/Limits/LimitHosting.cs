using System.Threading.RateLimiting;
using AiIdentity.Api.Problems;
using AiIdentity.Application.Limits;
using AiIdentity.Application.Shared;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace AiIdentity.Api.Limits;

internal static class LimitHosting
{
    public static void AddRateLimits(this IServiceCollection services)
    {
        services.AddSingleton<PublicRateLimiter>();
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<PublicRateLimiter, ProblemWriter>((limiter, ours, problems) =>
        {
            limiter.GlobalLimiter = ours;
            limiter.OnRejected = async (rejected, _) =>
            {
                rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait);
                await problems.WriteAsync(rejected.HttpContext, RequestErrors.RateLimited, retryAfter: wait);
            };
        });
    }

    /// <summary>Where callers are known already and nothing is done for them yet.</summary>
    public static void UseRateLimits(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<IOptions<RateLimitOptions>>().Value.Enabled) return;
        app.UseRateLimiter();
        var limiter = app.Services.GetRequiredService<PublicRateLimiter>();
        app.Use((context, next) =>
        {
            // Before the answer leaves: who then asks again is counted already.
            if (PublicRateLimiter.LimitOf(context) is not null) context.Response.OnStarting(state => limiter.ChargeMissAsync((HttpContext)state), context);
            return next(context);
        });
    }
}
