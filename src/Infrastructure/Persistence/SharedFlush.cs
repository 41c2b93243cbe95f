using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace AiIdentity.Infrastructure.Persistence;

/// <summary>
/// Group commit for SQLite. A unit of work commits into the write-ahead log without waiting for the disk, gives up the writer's
/// turn, and is answered once a flush that began after its commit has ended: concurrent units share one. What a process that is
/// killed leaves is whole either way; what a machine that loses power loses was acknowledged to nobody.
/// </summary>
/// <param name="toDisk">Takes the log's path, and ends once what stood in it is on the disk; null for the disk itself.</param>
internal sealed class SharedFlush(bool isSqlite, Action<string>? toDisk = null)
{
    private readonly Action<string> _toDisk = toDisk ?? Flush;
    private readonly Lock _gate = new();
    private Task? _running;
    private Task? _next;

    /// <summary>Before a transaction: its commit leaves the flush to <see cref="FlushedAsync"/>.</summary>
    public void Defer(DbConnection connection) => Tell(connection, "PRAGMA synchronous=NORMAL");

    /// <summary>After it: whoever uses the pooled connection next finds it as it was.</summary>
    public void Restore(DbConnection connection) => Tell(connection, "PRAGMA synchronous=FULL");

    /// <summary>Ends once everything that is committed by now is on the disk.</summary>
    public Task FlushedAsync(DbConnection connection)
    {
        if (!isSqlite || connection.DataSource is not { Length: > 0 } file || file.StartsWith(':')) return Task.CompletedTask;
        lock (_gate)
        {
            if (_running is not { IsCompleted: false }) return _running = Task.Run(() => _toDisk(file + "-wal"));
            return _next ??= AfterAsync(_running, file + "-wal");
        }
    }

    // A flush under way may have begun before the commit: only the next one is sure to hold it.
    private async Task AfterAsync(Task running, string log)
    {
        // Never on the caller's stack, even where it has just ended: whoever called has not put this down as the next one yet.
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        Task mine;
        lock (_gate) (_next, mine) = (null, _running = Task.Run(() => _toDisk(log)));
        await mine;
    }

    // Opened anew each time: the log is another file once the last connection has closed and the next has opened. The log itself
    // carries none of SQLite's locks, so that closing it gives none up.
    private static void Flush(string log)
    {
        try
        {
            using var handle = File.OpenHandle(log, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.FlushToDisk(handle);
        }
        catch (FileNotFoundException)
        {
            // The last connection has closed: all of the log is in the database, flushed.
        }
    }

    private void Tell(DbConnection connection, string pragma)
    {
        if (!isSqlite || connection is not SqliteConnection { State: System.Data.ConnectionState.Open }) return;
        using var command = connection.CreateCommand();
        command.CommandText = pragma;
        command.ExecuteNonQuery();
    }
}
