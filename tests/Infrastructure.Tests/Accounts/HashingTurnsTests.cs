using AiIdentity.Application.Limits;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Shared;
using AiIdentity.Infrastructure.Accounts;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace AiIdentity.Infrastructure.Tests.Accounts;

internal sealed class HashingTurnsTests
{
    private readonly FakeTimeProvider _time = new();

    private HashingTurns Turns(int? atOnce, int waiting, bool enabled = true) =>
        new(Options.Create(new RateLimitOptions { Enabled = enabled, HashingsAtOnce = atOnce, HashingsWaiting = waiting }), _time);

    private static async Task MustBeBusy(Task refused)
    {
        var why = await Assert.ThrowsAsync<RefusedException>(() => refused);
        Assert.That(why?.Error, Is.EqualTo(RequestErrors.Busy));
        Assert.That(why?.RetryAfter, Is.GreaterThan(TimeSpan.Zero));
    }

    [TestCase(1)]
    [TestCase(3)]
    public async Task No_more_run_at_once_than_may_and_all_get_their_turn(int atOnce)
    {
        using var turns = Turns(atOnce, waiting: 30);
        var (running, most, gate) = (0, 0, new Lock());
        int Work(int i)
        {
            lock (gate) most = Math.Max(most, ++running);
            // Long enough that others would overlap if they could.
            for (var spin = 0; spin < 20; spin++) Thread.Yield();
            lock (gate) running--;
            return i;
        }

        var done = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => turns.RunAsync(() => Work(i), CancellationToken.None)));
        Assert.That(done, Is.EqualTo(Enumerable.Range(0, 30)));
        Assert.That(most, Is.LessThanOrEqualTo(atOnce));
    }

    [Test]
    public async Task All_that_may_run_do_so_at_the_same_time()
    {
        using var turns = Turns(atOnce: 2, waiting: 1);
        using var both = new Barrier(2);
        var met = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => turns.RunAsync(() => both.SignalAndWait(TimeSpan.FromSeconds(30)), CancellationToken.None)));
        Assert.That(met, Has.All.True);
    }

    [Test]
    public async Task Who_finds_no_place_is_refused_at_once_and_who_waits_too_long_then()
    {
        using var turns = Turns(atOnce: 1, waiting: 2);
        using var release = new ManualResetEventSlim();
        var running = turns.RunAsync(() => { release.Wait(); return 1; }, CancellationToken.None);
        var waiting = new[] { turns.RunAsync(() => 2, CancellationToken.None), turns.RunAsync(() => 3, CancellationToken.None) };
        await MustBeBusy(turns.RunAsync(() => 4, CancellationToken.None));
        Assert.That(waiting.Select(w => w.IsCompleted), Has.All.False);
        _time.Advance(TimeSpan.FromSeconds(6));
        foreach (var late in waiting) await MustBeBusy(late);
        release.Set();
        Assert.That(await running, Is.EqualTo(1));
        Assert.That(await turns.RunAsync(() => 5, CancellationToken.None), Is.EqualTo(5));
    }

    [Test]
    public async Task Who_gives_up_or_fails_leaves_the_place_to_others()
    {
        using var turns = Turns(atOnce: 1, waiting: 1);
        using var release = new ManualResetEventSlim();
        var running = turns.RunAsync<int>(() => { release.Wait(); throw new InvalidOperationException("wrong"); }, CancellationToken.None);
        using var gone = new CancellationTokenSource();
        var waiting = turns.RunAsync(() => 2, gone.Token);
        await gone.CancelAsync();
        Assert.That(async () => await waiting, Throws.InstanceOf<OperationCanceledException>());
        var next = turns.RunAsync(() => 3, CancellationToken.None);
        release.Set();
        Assert.That(async () => await running, Throws.InvalidOperationException);
        Assert.That(await next, Is.EqualTo(3));
    }

    [Test]
    public async Task Lifted_limits_refuse_nobody_and_run_no_more_at_once()
    {
        using var turns = Turns(atOnce: 1, waiting: 1, enabled: false);
        using var release = new ManualResetEventSlim();
        var running = turns.RunAsync(() => { release.Wait(); return 0; }, CancellationToken.None);
        var waiting = Enumerable.Range(0, 50).Select(i => turns.RunAsync(() => i, CancellationToken.None)).ToList();
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.That(waiting.Select(w => w.IsCompleted), Has.All.False);
        release.Set();
        await running;
        Assert.That(await Task.WhenAll(waiting), Is.EqualTo(Enumerable.Range(0, 50)));
    }

    [Test]
    public void Unset_half_of_the_processors_hash()
    {
        using var turns = Turns(atOnce: null, waiting: 1);
        Assert.That(turns.AtOnce, Is.EqualTo(Math.Max(1, Environment.ProcessorCount / 2)));
    }
}
