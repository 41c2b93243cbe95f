using AiIdentity.Application.Upkeep;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Infrastructure.Upkeep;

internal static class UpkeepServices
{
    public static void AddUpkeep(this IServiceCollection services)
    {
        services.AddScoped<StoreState>();
        services.AddScoped<AtRest>();
        services.AddScoped<NewProtectionKey>();
        services.AddScoped<IUpkeep, Upkeep>();
        services.AddHealthChecks().AddCheck<StoreHealth>("store");
    }
}
