using AiIdentity.Application.Accounts;
using AiIdentity.Application.Idempotency;
using AiIdentity.Application.Observability;
using AiIdentity.Application.Passports;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Application.Verification;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AiIdentity.Infrastructure.Workers;

/// <summary>All that falls due, kind by kind. Only turns, scopes and messages: the rules are in the use cases.</summary>
internal sealed partial class RegistryRound : IRegistryRound, IDisposable
{
    private const int Batch = 50;
    private const int AtOnce = 4;
    /// <summary>A slow round: what the platform lets us ask is nearly used up.</summary>
    private const int SlowBatch = 5;
    private static readonly TimeSpan MeasureEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(2);
    /// <summary>Mails leave at once: a person waits for the code.</summary>
    private static readonly TimeSpan Promptly = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan OwnWork = TimeSpan.FromMinutes(1);
    /// <summary>For what asks strangers: each call has a bound of its own, and a batch makes many.</summary>
    private static readonly TimeSpan WorkWithOthers = TimeSpan.FromMinutes(5);

    private readonly IServiceScopeFactory _scopes;
    private readonly RegistryMeter _meter;
    private readonly TimeProvider _clock;
    private readonly ILogger<RegistryRound> _logger;
    private long? _measuredAt;

    public RegistryRound(
        IServiceScopeFactory scopes, SurfaceSchemes schemes, IMailDelivery mails, RegistryMeter meter, TimeProvider clock, ILogger<RegistryRound> logger)
    {
        (_scopes, _meter, _clock, _logger) = (scopes, meter, clock, logger);
        // In this order within a round. The backlog first: what waits is what a round finds.
        Works =
        [
            new("backlog", Often, OwnWork, (_, ct) => MeasureAsync(ct)),
            new("keys", Often, OwnWork, async (_, ct) =>
            {
                await Send(new RotateDueKeys(), ct);
                await Drain(new RevokeCompromised(Batch), ct);
                await Send(new DestroySpentKeys(), ct);
            }),
            new("demo", Often, OwnWork, (_, ct) => Send(new RenewDemo(), ct)),
            new("lapses", Often, OwnWork, (_, ct) => Drain(new RecordLapses(Batch), ct)),
            // Each method has its own, so that one that hangs holds up no other. Before looks: what was proved is worth more than what may be.
            .. schemes.Methods.Select(method => new DueWork($"re-checks {method.Id}", Often, WorkWithOthers, (atPace, ct) =>
                ForEachDue(method.Id, counted: atPace, most => new TakeDueBindings(method.Id, most), id => new RecheckBinding(id), ct))),
            .. schemes.Methods.Select(method => new DueWork($"looks {method.Id}", Often, WorkWithOthers, (_, ct) =>
                ForEachDue(method.Id, counted: false, most => new TakeDueLooks(method.Id, most), id => new LookForToken(id), ct))),
            new("reminders", Often, OwnWork, (_, ct) => Drain(new RemindOfAge(Batch), ct)),
            new("answers", Often, OwnWork, (_, ct) => Send(new ForgetOldAnswers(), ct)),
            new("mails", Promptly, WorkWithOthers, (_, ct) => mails.DeliverDueAsync(ct)),
        ];
    }

    public IReadOnlyList<DueWork> Works { get; }

    public async Task RunAsync(CancellationToken ct)
    {
        foreach (var work in Works)
        {
            await work.TakeTurnAsync(ct);
            try
            {
                await DoAsync(work, atPace: false, ct);
            }
            finally
            {
                work.Release();
            }
        }
    }

    public async Task RunAtPaceAsync(Func<Task>? first, CancellationToken ct)
    {
        var taken = new Stack<DueWork>();
        try
        {
            // Always in the same order: two that take them all can't wait for each other.
            foreach (var work in Works)
            {
                await work.TakeTurnAsync(ct);
                taken.Push(work);
            }

            if (first is not null) await first();
            foreach (var work in Works) await DoAsync(work, atPace: true, ct);
        }
        finally
        {
            foreach (var work in taken) work.Release();
        }
    }

    public void Dispose()
    {
        foreach (var work in Works) work.Dispose();
    }

    // One kind's trouble is not the others'.
    private Task DoAsync(DueWork work, bool atPace, CancellationToken ct) => Loop.OnceAsync(work.Name, () => work.DoAsync(atPace, ct), _logger, ct);

    private async Task MeasureAsync(CancellationToken ct)
    {
        if (!_meter.IsListenedTo || (_measuredAt is { } before && _clock.GetElapsedTime(before) < MeasureEvery)) return;
        _measuredAt = _clock.GetTimestamp();
        await Send(new MeasureBacklog(), ct);
    }

    private async Task Drain(IRequest<int> command, CancellationToken ct)
    {
        while (await Send(command, ct) >= Batch)
        {
        }
    }

    /// <param name="counted">Whether to keep to how many re-checks the method allows in a minute.</param>
    private async Task ForEachDue<TId>(
        string method, bool counted, Func<int, IRequest<IReadOnlyList<TId>>> take, Func<TId, IRequest<Unit>> look, CancellationToken ct)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var pace = scope.ServiceProvider.GetRequiredService<ProofMethods>()[method].Pace;
        while (pace.PaceAt(_clock.Now()) is var allowed && allowed is not LookPace.Stop)
        {
            var slow = allowed is LookPace.Slow;
            var batch = slow ? SlowBatch : Batch;
            var most = counted ? pace.Take(batch) : batch;
            if (most == 0) return;
            var due = await TakeAsync(take(most), most, unused => { if (counted) pace.Return(unused); }, ct);
            var atOnce = new ParallelOptions { MaxDegreeOfParallelism = slow ? 1 : AtOnce, CancellationToken = ct };
            await Parallel.ForEachAsync(due, atOnce, async (id, stop) => await LookAsync(look(id), stop));
            if (slow || due.Count < most) return;
        }
    }

    private async Task<IReadOnlyList<TId>> TakeAsync<TId>(IRequest<IReadOnlyList<TId>> take, int most, Action<int> unused, CancellationToken ct)
    {
        var taken = 0;
        try
        {
            var due = await Send(take, ct);
            taken = due.Count;
            return due;
        }
        finally
        {
            unused(most - taken);
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
            LookFailed(Failure.Of(e));
        }
    }

    private async Task<T> Send<T>(IRequest<T> message, CancellationToken ct)
    {
        await using var scope = _scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(message, ct);
    }

    [LoggerMessage(2001, LogLevel.Error, "A look failed; it is due again later: {Failure}")]
    private partial void LookFailed(string failure);
}
