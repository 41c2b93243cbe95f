using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AiIdentity.Infrastructure.Upkeep;

/// <summary>Ready is who can read the store and open its keys. A Redis that is away stops nobody, and is no part of it.</summary>
internal sealed class StoreHealth(IServiceScopeFactory scopes) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        var state = scope.ServiceProvider.GetRequiredService<StoreState>();
        var database = await state.DatabaseAsync(cancellationToken);
        var keys = database.Good ? await state.KeysAsync(cancellationToken) : null;
        return !database.Good ? HealthCheckResult.Unhealthy($"The database {database.Says}.")
            : !keys!.Good ? HealthCheckResult.Unhealthy($"The keys {keys.Says}.")
            : HealthCheckResult.Healthy();
    }
}
