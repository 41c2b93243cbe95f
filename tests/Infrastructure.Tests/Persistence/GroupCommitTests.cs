using AiIdentity.Infrastructure.Persistence;
using Microsoft.Data.Sqlite;

namespace AiIdentity.Infrastructure.Tests.Persistence;

internal sealed class GroupCommitTests
{
    private const int Callers = 4;
    private const int Commits = 20_000;

    [Test]
    public async Task Nobody_is_answered_before_a_flush_that_began_after_them_has_ended()
    {
        var (began, newestEnded) = (0, 0);
        var flush = new GroupCommit(isSqlite: true, _ =>
        {
            var mine = Interlocked.Increment(ref began);
            // Some end at once, some while others come: what is decided in between is what this is about.
            if (mine % 3 == 0) Thread.SpinWait(200);
            for (var newest = Volatile.Read(ref newestEnded); newest < mine && Interlocked.CompareExchange(ref newestEnded, mine, newest) != newest; newest = Volatile.Read(ref newestEnded))
            {
            }
        });
        await using var connection = new SqliteConnection("Data Source=never-opened.db");
        var early = 0;
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            for (var commit = 0; commit < Commits; commit++)
            {
                var before = Volatile.Read(ref began);
                await flush.WaitForFlushAsync(connection);
                if (Volatile.Read(ref newestEnded) <= before) Interlocked.Increment(ref early);
            }
        })));
        Assert.That(early, Is.Zero);
    }

    [Test]
    public async Task Who_waits_at_the_same_time_shares_one()
    {
        var flushes = 0;
        using var mayEnd = new SemaphoreSlim(0);
        var flush = new GroupCommit(isSqlite: true, _ =>
        {
            Interlocked.Increment(ref flushes);
            mayEnd.Wait();
        });
        await using var connection = new SqliteConnection("Data Source=never-opened.db");
        var all = Enumerable.Range(0, 10).Select(_ => flush.WaitForFlushAsync(connection)).ToList();
        mayEnd.Release(2);
        await Task.WhenAll(all);
        Assert.That(flushes, Is.EqualTo(2), "One under way, and one for all who came meanwhile.");
    }
}
