using Microsoft.Extensions.Hosting;

namespace AiIdentity.Infrastructure.Workers;

/// <summary>What is done before the process answers anybody. One that the process can do without says so by catching through <see cref="Loop.OnceAsync"/>; all else it throws is one line and the end.</summary>
internal abstract class StartStep : IHostedLifecycleService
{
    public abstract Task StartingAsync(CancellationToken cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
