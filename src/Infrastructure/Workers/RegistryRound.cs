using AiIdentity.Application.Surfaces;
using AiIdentity.Application.Verification;
using AiIdentity.Domain.Shared;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AiIdentity.Infrastructure.Workers;

/// <summary>One round of all that is due. Only a timer, scopes and messages: the rules are in the use cases.</summary>
internal sealed class RegistryRound(IServiceScopeFactory scopes, ILogger<RegistryRound> logger)
{
    private const int Batch = 50;
    private const int AtOnce = 4;
    private static readonly Microsoft.Extensions.Logging.EventId Failed = new(2000, "RoundFailed");
    private static readonly Microsoft.Extensions.Logging.EventId LookFailed = new(2001, "LookFailed");

    public async Task RunAsync(CancellationToken ct)
    {
        await Step("lapses", () => Drain(new RecordLapses(Batch), ct));
        await Step("looks", () => ForEachDue(new TakeDueLooks(Batch), id => new LookForToken(id), ct));
        await Step("re-checks", () => ForEachDue(new TakeDueBindings(Batch), id => new RecheckBinding(id), ct));
        await Step("reminders", () => Drain(new RemindOfAge(Batch), ct));

        // One step's trouble is not the others'.
        async Task Step(string name, Func<Task> step)
        {
            try
            {
                await step();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                logger.LogError(Failed, e, "The round's {Step} failed; the next round tries again", name);
            }
        }
    }

    private async Task Drain(IRequest<int> command, CancellationToken ct)
    {
        while (await Send(command, ct) >= Batch)
        {
        }
    }

    private async Task ForEachDue<TId>(IRequest<IReadOnlyList<TId>> take, Func<TId, IRequest<Unit>> look, CancellationToken ct)
    {
        IReadOnlyList<TId> due;
        do
        {
            due = await Send(take, ct);
            await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (id, stop) =>
            {
                try
                {
                    await Send(look(id), stop);
                }
                catch (RefusedException)
                {
                    // It ended while it was looked at: nothing to judge.
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    logger.LogError(LookFailed, e, "A look failed; it is due again later");
                }
            });
        }
        while (due.Count >= Batch);
    }

    private async Task<T> Send<T>(IRequest<T> message, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(message, ct);
    }
}
