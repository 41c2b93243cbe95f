using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace AiIdentity.Infrastructure.Persistence;

/// <summary>
/// Group commit for SQLite. A unit of work commits into the write-ahead log without a flush, releases the writer's lock, and is
/// answered once a flush that began after its commit has ended; concurrent units share one. A killed process leaves the log whole
/// either way; what a power failure loses was acknowledged to nobody.
/// </summary>
/// <param name="flush">Takes the log's path, and ends once what the log held is on the disk; null for the disk itself.</param>
internal sealed class GroupCommit(bool isSqlite, Action<string>? flush = null)
{
    private readonly Action<string> _flush = flush ?? FlushToDisk;
    private readonly Lock _gate = new();
    private Task? _running;
    private Task? _next;

    /// <summary>Before a transaction: its commit leaves the flush to <see cref="WaitForFlushAsync"/>.</summary>
    public void DeferFlush(DbConnection connection) => Execute(connection, "PRAGMA synchronous=NORMAL");

    /// <summary>After it: the pooled connection's next user finds it as it was.</summary>
    public void RestoreFlush(DbConnection connection) => Execute(connection, "PRAGMA synchronous=FULL");

    /// <summary>Ends once everything that is committed by now is on the disk.</summary>
    public Task WaitForFlushAsync(DbConnection connection)
    {
        if (!isSqlite || connection.DataSource is not { Length: > 0 } file || file.StartsWith(':')) return Task.CompletedTask;
        lock (_gate)
        {
            if (_running is not { IsCompleted: false }) return _running = Task.Run(() => _flush(file + "-wal"));
            return _next ??= AfterAsync(_running, file + "-wal");
        }
    }

    // A flush under way may have begun before the commit: only the next one is sure to hold it.
    private async Task AfterAsync(Task running, string log)
    {
        // Always continued on another stack: the caller has not assigned _next yet.
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        Task next;
        lock (_gate) (_next, next) = (null, _running = Task.Run(() => _flush(log)));
        await next;
    }

    // Opened anew each time: the log is another file once the last connection has closed and the next has opened. SQLite locks
    // its index and not the log itself, so that closing this handle releases no lock.
    private static void FlushToDisk(string log)
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

    private void Execute(DbConnection connection, string pragma)
    {
        if (!isSqlite || connection is not SqliteConnection { State: System.Data.ConnectionState.Open }) return;
        using var command = connection.CreateCommand();
        command.CommandText = pragma;
        command.ExecuteNonQuery();
    }
}
