using AiIdentity.Application.Passports;
using AiIdentity.Application.Shared;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AiIdentity.Infrastructure.Workers;

/// <summary>The reference identity is there, with a Passport that is good, before the first request is. Where the store can't be written just now, the background makes up for it.</summary>
internal sealed class DemoStart(IServiceScopeFactory scopes, IOptions<RegistryOptions> registry, ILogger<DemoStart> logger) : StartStep
{
    public override Task StartingAsync(CancellationToken cancellationToken) => registry.Value.Demo
        ? Loop.OnceAsync("demo", async () =>
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new RenewDemo(), cancellationToken);
        }, logger, cancellationToken)
        : Task.CompletedTask;
}
