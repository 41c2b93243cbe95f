using Microsoft.Extensions.Hosting;

namespace AiIdentity.Infrastructure.Workers;

/// <summary>Sends a round on its way every two seconds, first when the start is over; rounds don't overlap within a process, and leases keep processes apart.</summary>
internal sealed class RegistryWorker(RegistryRound round) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await round.RunAtPaceAsync(first: null, stoppingToken);
    }
}
