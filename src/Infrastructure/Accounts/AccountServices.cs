using AiIdentity.Application.Accounts;
using AiIdentity.Application.Limits;
using AiIdentity.Application.Shared;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AiIdentity.Infrastructure.Accounts;

internal static class AccountServices
{
    private const int MostFailures = 10;
    // No setting: the number is not kept with a hash, so that every password, also one of an older account, takes equally long.
    internal const int PasswordIterations = 210_000;
    private static readonly TimeSpan Lockout = TimeSpan.FromMinutes(15);

    public static void AddAccounts(this IServiceCollection services)
    {
        services.AddIdentityCore<Login>(identity =>
            {
                identity.Lockout.MaxFailedAccessAttempts = MostFailures;
                identity.Lockout.DefaultLockoutTimeSpan = Lockout;
                identity.Lockout.AllowedForNewUsers = true;
                identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
            });
        // It saves as it goes, within the unit of work's transaction: what a use case changes stands or falls as one.
        services.AddSingleton<LoginSecrets>();
        services.AddScoped<IUserStore<Login>, LoginStore>();
        services.AddSingleton(provider => new HashingTurns(provider.GetRequiredService<IOptions<RateLimitOptions>>(), TimeProvider.System));
        services.AddScoped<ICredentials, IdentityCredentials>();
        services.AddScoped<IPasskeyHandler<Login>, PasskeyHandler<Login>>();
        services.AddScoped<IPasskeys, Passkeys>();
        services.AddOptions<IdentityPasskeyOptions>().Configure<IOptions<RegistryOptions>>(Passkeys.Configure);
        services.Configure<PasswordHasherOptions>(hashing => hashing.IterationCount = PasswordIterations);
        services.AddSingleton(new SignInClock(TimeProvider.System));
    }
}
