using AiIdentity.Application.Surfaces;
using AiIdentity.Application.Verification;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.WhatsApp;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Application.WhatsApp;

public static class WhatsAppUseCases
{
    /// <summary>WhatsApp's scheme and methods. Who registers it also registers <see cref="IWhatsAppReader"/> and <see cref="IWhatsAppPace"/>.</summary>
    public static IServiceCollection AddWhatsAppScheme(this IServiceCollection services) => services
        .AddSingleton<ISurfaceScheme, WhatsAppScheme>()
        .AddSingleton<IAddressInterpreter, WhatsAppAddressInterpreter>()
        .AddScoped<IProofMethod, WhatsAppPhoneMethod>()
        .AddScoped<IProofMethod, WhatsAppUsernameMethod>();
}
