using AiIdentity.Application.Passports;
using AiIdentity.Infrastructure.Persistence;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Infrastructure.Signing;

internal static class SigningServices
{
    public static void AddSigning(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<SigningOptions>(configuration.GetSection("Signing"));
        services.AddSingleton<PrivateKeySeal>();
        services.AddSingleton<IPrivateKeyStore, DatabaseKeyStore>();
        services.AddSingleton<IPrivateKeyStore, FileKeyStore>();
        services.AddSingleton<PrivateKeys>();
        services.AddSingleton<IKeyPairs>(provider => provider.GetRequiredService<PrivateKeys>());
        services.AddSingleton<KeyRing>();
        services.AddSingleton<ITokenReader, TokenReader>();
        services.AddSingleton<IStatusPlaces>(provider =>
        {
            var secrets = provider.GetRequiredService<RegistrySecrets>();
            return new StatusPlaces(() => secrets.Get(RegistrySecrets.StatusPlaces));
        });
        services.AddScoped<IPassportSigner, PassportSigner>();
        services.AddScoped<IKeySet, KeySet>();
        services.AddScoped<IKnownKeys, KnownKeys>();
    }
}
