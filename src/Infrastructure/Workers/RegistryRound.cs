using AiIdentity.Application.Accounts;
using AiIdentity.Application.Idempotency;
using AiIdentity.Application.Observability;
using AiIdentity.Application.Passports;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Application.Verification;
using AiIdentity.Domain.Shared;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AiIdentity.Infrastructure.Workers;

/// <summary>One round of all that is due. Only a timer, scopes and messages: the rules are in the use cases.</summary>
internal sealed partial class RegistryRound(
    IServiceScopeFactory scopes, IReaderPace pace, CheckBudget budget, IMailDelivery mails, RegistryMeter meter, TimeProvider clock, ILogger<RegistryRound> logger)
    : IRegistryRound, IDisposable
{
    private const int Batch = 50;
    private const int AtOnce = 4;
    /// <summary>A slow round: what the platform lets us ask is nearly used up.</summary>
    private const int SlowBatch = 5;
    private static readonly TimeSpan MeasureEvery = TimeSpan.FromSeconds(10);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private long? _measuredAt;

    public Task RunAsync(CancellationToken ct) => InTurnAsync(first: null, () => RunAsync(most => most, _ => { }, ct), ct);

    public Task RunAtPaceAsync(Func<Task>? first, CancellationToken ct) => InTurnAsync(first, () => RunAsync(budget.Take, budget.Return, ct), ct);

    public void Dispose() => _turn.Dispose();

    private async Task InTurnAsync(Func<Task>? first, Func<Task> round, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            if (first is not null) await first();
            await round();
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task RunAsync(Func<int, int> allow, Action<int> unused, CancellationToken ct)
    {
        // Before the work: what waits is what a round finds.
        await Step("backlog", () => MeasureAsync(ct));
        await Step("keys", async () =>
        {
            await Send(new KeepKeysTurning(), ct);
            await Drain(new RevokeCompromised(Batch), ct);
            await Send(new DestroySpentKeys(), ct);
        });
        await Step("demo", () => Send(new RenewDemo(), ct));
        await Step("lapses", () => Drain(new RecordLapses(Batch), ct));
        await Step("looks", () => ForEachDue(most => most, _ => { }, most => new TakeDueLooks(most), id => new LookForToken(id), ct));
        await Step("re-checks", () => ForEachDue(allow, unused, most => new TakeDueBindings(most), id => new RecheckBinding(id), ct));
        await Step("reminders", () => Drain(new RemindOfAge(Batch), ct));
        await Step("answers", () => Send(new ForgetOldAnswers(), ct));
        await Step("mails", () => mails.DeliverDueAsync(ct));

        // One step's trouble is not the others'.
        async Task Step(string name, Func<Task> step)
        {
            try
            {
                await step();
            }
            catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                RoundStepFailed(e, name);
            }
        }
    }

    private async Task MeasureAsync(CancellationToken ct)
    {
        if (!meter.IsListenedTo || (_measuredAt is { } before && clock.GetElapsedTime(before) < MeasureEvery)) return;
        _measuredAt = clock.GetTimestamp();
        await Send(new MeasureBacklog(), ct);
    }

    private async Task Drain(IRequest<int> command, CancellationToken ct)
    {
        while (await Send(command, ct) >= Batch)
        {
        }
    }

    private async Task ForEachDue<TId>(
        Func<int, int> allow, Action<int> unused, Func<int, IRequest<IReadOnlyList<TId>>> take, Func<TId, IRequest<Unit>> look, CancellationToken ct)
    {
        while (pace.PaceAt(clock.Now()) is var allowed && allowed is not ReaderPace.Stop)
        {
            var slow = allowed is ReaderPace.Slow;
            var most = allow(slow ? SlowBatch : Batch);
            if (most == 0) return;
            var due = await Send(take(most), ct);
            unused(most - due.Count);
            var atOnce = new ParallelOptions { MaxDegreeOfParallelism = slow ? 1 : AtOnce, CancellationToken = ct };
            await Parallel.ForEachAsync(due, atOnce, async (id, stop) => await LookAsync(look(id), stop));
            if (slow || due.Count < most) return;
        }
    }

    private async Task LookAsync(IRequest<Unit> look, CancellationToken ct)
    {
        try
        {
            await Send(look, ct);
        }
        catch (RefusedException)
        {
            // It ended while it was looked at: nothing to judge.
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            LookFailed(e);
        }
    }

    private async Task<T> Send<T>(IRequest<T> message, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(message, ct);
    }

    [LoggerMessage(2000, LogLevel.Error, "The round's {Step} failed; the next round tries again")]
    private partial void RoundStepFailed(Exception e, string step);

    [LoggerMessage(2001, LogLevel.Error, "A look failed; it is due again later")]
    private partial void LookFailed(Exception e);
}
