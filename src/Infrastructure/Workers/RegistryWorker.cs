using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AiIdentity.Infrastructure.Workers;

/// <summary>The background: each kind of due work in a loop of its own, so that none waits for another.</summary>
internal sealed class RegistryWorker(RegistryRound round, ILogger<RegistryWorker> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(round.Works.Select(work => new Loop(work.Name, work.Pace, work.TurnAsync, logger).RunAsync(stoppingToken)));
}
