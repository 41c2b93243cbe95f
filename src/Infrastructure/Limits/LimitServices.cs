using AiIdentity.Application.Limits;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace AiIdentity.Infrastructure.Limits;

internal static class LimitServices
{
    /// <summary>The clock of limits: real time, which the sandbox does not move; tests put their own in its place.</summary>
    public const string Clock = "limits";

    public static void AddLimits(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RateLimitOptions>().Bind(configuration.GetSection("RateLimiting"));
        services.AddKeyedSingleton(Clock, TimeProvider.System);
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<MemoryAllowances>(provider, provider.GetRequiredKeyedService<TimeProvider>(Clock)));
        services.AddSingleton<IAllowances>(provider => provider.GetService<IConnectionMultiplexer>() is { } redis
            ? ActivatorUtilities.CreateInstance<RedisAllowances>(provider, redis, provider.GetRequiredKeyedService<TimeProvider>(Clock))
            : provider.GetRequiredService<MemoryAllowances>());
    }
}
