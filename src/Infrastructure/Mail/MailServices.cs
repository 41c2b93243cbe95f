using AiIdentity.Application.Accounts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AiIdentity.Infrastructure.Mail;

internal static class MailServices
{
    public static void AddMail(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration.GetSection("Smtp").Get<SmtpOptions>() is { Host.Length: > 0 } smtp) services.TryAddSingleton<IMailer>(new SmtpMailer(smtp));
        services.AddSingleton<IMailDelivery, MailDelivery>();
    }
}
