using AiIdentity.Infrastructure.WhatsApp;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AiIdentity.Infrastructure.Workers;

/// <summary>Sends a round on its way every two seconds; rounds don't overlap within a process, and leases keep processes apart.</summary>
internal sealed class RegistryWorker(RegistryRound round, IOptions<WhatsAppOptions> options) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    // A minute's checks spread over its rounds: after an outage there is no burst.
    private readonly int _checks = (int)Math.Ceiling(options.Value.ChecksPerMinute * Pause.TotalMinutes);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause);
        do await round.RunAsync(_checks, stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
