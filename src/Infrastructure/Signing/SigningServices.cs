using AiIdentity.Application.Events;
using AiIdentity.Application.Passports;
using MediatR;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Infrastructure.Signing;

internal static class SigningServices
{
    public static void AddSigning(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<SealedKeys>();
        services.AddSingleton<IPrivateKeyStore, DatabaseKeyStore>();
        services.AddSingleton<IPrivateKeyStore>(provider =>
            new FileKeyStore(provider.GetRequiredService<SealedKeys>(), configuration["Signing:KeyFolder"] is { Length: > 0 } folder ? folder : Path.Combine("data", "keys")));
        services.AddSingleton<KeyPairs>();
        services.AddSingleton<IKeyPairs>(provider => provider.GetRequiredService<KeyPairs>());
        services.AddSingleton<KeyRing>();
        services.AddSingleton<ITokenReader, TokenReader>();
        services.AddSingleton<IStatusPlaces, StatusPlaces>();
        services.AddScoped<PassportSigner>();
        services.AddScoped<IPassportSigner>(provider => provider.GetRequiredService<PassportSigner>());
        services.AddScoped<IKeySet>(provider => provider.GetRequiredService<PassportSigner>());
        services.AddScoped<INotificationHandler<DomainEventHappened>, ForgetKeys>();
    }
}
