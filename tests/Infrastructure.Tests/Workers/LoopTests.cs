using System.Collections.Concurrent;
using AiIdentity.Infrastructure.Workers;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AiIdentity.Infrastructure.Tests.Workers;

internal sealed class LoopTests
{
    private static readonly TimeSpan Pace = TimeSpan.FromMicroseconds(1);

    private static readonly Exception[] Failures =
    [
        new SqliteException("database is locked", 5), new SqliteException("database or disk is full", 13), new TimeoutException(), new TaskCanceledException("its own"),
        new InvalidOperationException(), new IOException(), new ObjectDisposedException("x"), new AggregateException(new IOException()),
    ];

    [Test]
    public async Task It_outlives_whatever_its_turns_throw_and_ends_when_told()
    {
        using var stop = new CancellationTokenSource();
        var (turn, done) = (0, new TaskCompletionSource());
        var loop = new Loop("work", Pace, _ =>
        {
            // Thrown at once, and from a task.
            var at = turn++;
            if (at == Failures.Length * 2) done.SetResult();
            if (at >= Failures.Length * 2) return Task.CompletedTask;
            return at % 2 == 0 ? throw Failures[at / 2] : Task.FromException(Failures[at / 2]);
        }, NullLogger.Instance);
        var running = loop.RunAsync(stop.Token);
        await done.Task.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.That(running.IsCompleted, Is.False);
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Test]
    public async Task It_waits_longer_after_each_failure_never_beyond_its_bound_and_no_longer_once_it_works()
    {
        using var stop = new CancellationTokenSource();
        var clock = new FakeTimeProvider();
        var turns = new ConcurrentQueue<DateTimeOffset>();
        using var turned = new SemaphoreSlim(0);
        var works = false;
        var running = new Loop("work", TimeSpan.FromSeconds(2), _ =>
        {
            turns.Enqueue(clock.GetUtcNow());
            turned.Release();
            return works ? Task.CompletedTask : throw new IOException();
        }, NullLogger.Instance, clock).RunAsync(stop.Token);
        for (var turn = 0; turn < 8; turn++)
        {
            if (turn == 7) works = true;
            await NextAsync(clock, turned);
        }

        await NextAsync(clock, turned);
        var pauses = turns.Zip(turns.Skip(1), (one, next) => (next - one).TotalSeconds).Select(seconds => Math.Round(seconds));
        Assert.That(pauses, Is.EqualTo(new[] { 4, 8, 16, 30, 30, 30, 30, 2 }));
        await stop.CancelAsync();
        await running;
    }

    [Test]
    public async Task What_is_written_down_holds_no_words_of_the_failure()
    {
        var said = new ConcurrentQueue<string>();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(new Recording(said)));
        await Loop.OnceAsync("work", () => throw new InvalidOperationException("+447700900123", new SqliteException("wa:@acme", 5)), factory.CreateLogger("x"), CancellationToken.None);
        Assert.That(said, Has.Count.EqualTo(1));
        Assert.That(said.Single(), Does.Contain("work").And.Contain("InvalidOperationException < SqliteException 5").And.Not.Contain("7700900123").And.Not.Contain("acme"));
    }

    [Test]
    public void A_timer_outlives_what_it_calls()
    {
        var (clock, calls) = (new FakeTimeProvider(), 0);
        using var timer = Loop.Every(TimeSpan.FromMinutes(1), "sweep", () =>
        {
            calls++;
            throw new InvalidOperationException();
        }, clock, NullLogger.Instance);
        clock.Advance(TimeSpan.FromMinutes(3));
        Assert.That(calls, Is.EqualTo(3));
    }

    [Test]
    public async Task A_turn_beyond_its_budget_is_ended_and_the_next_one_runs()
    {
        var turns = 0;
        using var work = new DueWork("work", Pace, TimeSpan.FromMilliseconds(50), async (_, ct) =>
        {
            if (turns++ == 0) await Task.Delay(Timeout.InfiniteTimeSpan, ct);
        });
        Assert.That(() => work.TurnAsync(CancellationToken.None), Throws.InstanceOf<TimeoutException>());
        await work.TurnAsync(CancellationToken.None);
        Assert.That(turns, Is.EqualTo(2));
    }

    // The loop may not wait yet when the clock is moved: it is moved by little until it has turned.
    private static async Task NextAsync(FakeTimeProvider clock, SemaphoreSlim turned)
    {
        for (var step = 0; step < 10_000; step++)
        {
            if (await turned.WaitAsync(1)) return;
            clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.Fail("No turn came.");
    }

    private sealed class Recording(ConcurrentQueue<string> said) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            said.Enqueue(formatter(state, exception) + exception);

        public void Dispose()
        {
        }
    }
}
