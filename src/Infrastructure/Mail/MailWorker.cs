using AiIdentity.Application.Accounts;
using Microsoft.Extensions.Hosting;

namespace AiIdentity.Infrastructure.Mail;

/// <summary>Mails leave at once: a person waits for the code.</summary>
internal sealed class MailWorker(IMailDelivery delivery) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await delivery.DeliverDueAsync(stoppingToken);
    }
}
