using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace AiIdentity.Infrastructure.Redis;

/// <summary>Redis, where several instances share it; nothing of it is the truth, and all of it may be lost.</summary>
internal static class RedisServices
{
    /// <summary>How long a start, or a call, waits for a Redis that does not answer.</summary>
    private const int PatienceMilliseconds = 2000;

    /// <summary>Registers <see cref="IConnectionMultiplexer"/> where <c>ConnectionStrings:Redis</c> is set, and nothing where it is not.</summary>
    public static void AddRedis(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<ChangeMessages>();
        if (configuration.GetConnectionString("Redis") is not { Length: > 0 } connection) return;
        services.AddHostedService(provider => provider.GetRequiredService<ChangeMessages>());
        services.AddSingleton<IConnectionMultiplexer>(_ =>
        {
            var options = ConfigurationOptions.Parse(connection);
            // A Redis that is away stops nobody: the connection comes when it comes.
            options.AbortOnConnectFail = false;
            options.ConnectTimeout = Math.Min(options.ConnectTimeout, PatienceMilliseconds);
            options.ClientName ??= "AiIdentity";
            return ConnectionMultiplexer.Connect(options);
        });
    }
}
