using AiIdentity.Application.Limits;
using Microsoft.Extensions.Options;

namespace AiIdentity.Api.Limits;

internal static class LimitHosting
{
    public static void AddRateLimits(this IServiceCollection services) => services.AddSingleton<PublicRateLimiter>().AddSingleton<AccountRateLimiter>().AddSingleton<WholeBodies>();

    /// <summary>Where callers are known already and nothing is done for them yet.</summary>
    public static void UseRateLimits(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<IOptions<RateLimitOptions>>().Value.Enabled) return;
        app.Use(app.Services.GetRequiredService<PublicRateLimiter>().PassAsync);
        app.Use(app.Services.GetRequiredService<AccountRateLimiter>().PassAsync);
    }
}
