using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AiIdentity.Infrastructure.Persistence;

/// <summary>The settings of every SQLite connection: an acknowledged write is on the disk, foreign keys hold, a busy database is waited for, and what is deleted or overwritten is gone from the file.</summary>
/// <param name="maxMegabytes">How large the file may grow; null: as large as the disk.</param>
internal sealed class SqlitePragmas(long? maxMegabytes) : DbConnectionInterceptor
{
    private const int PagesOfMegabyte = 256;
    /// <summary>How long a statement waits for a database that another program holds, in all; without it half a minute.</summary>
    private const int MaxWaitSeconds = 10;

    private readonly string _pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=5000; PRAGMA trusted_schema=OFF; PRAGMA wal_autocheckpoint=4000; PRAGMA secure_delete=ON;"
        + (maxMegabytes is { } most ? string.Create(CultureInfo.InvariantCulture, $" PRAGMA max_page_count={most * PagesOfMegabyte};") : "");

    /// <summary>By the database's own handle: a pooled connection keeps its settings.</summary>
    private static readonly ConditionalWeakTable<object, object> Configured = [];

    // Asked whether there is a database, EF opens it read-only: one that is not in this mode yet, such as a copy, would refuse.
    private string PragmasFor(DbConnection connection) =>
        connection.ConnectionString.Contains("Mode=ReadOnly", StringComparison.OrdinalIgnoreCase) ? _pragmas[_pragmas.IndexOf("PRAGMA synchronous", StringComparison.Ordinal)..] : _pragmas;

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        var opened = (SqliteConnection)connection;
        opened.DefaultTimeout = MaxWaitSeconds;
        Configure(opened);
    }

    public void Configure(SqliteConnection connection)
    {
        var handle = connection.Handle!;
        if (Configured.TryGetValue(handle, out _)) return;
        using var command = connection.CreateCommand();
        command.CommandText = PragmasFor(connection);
        command.ExecuteNonQuery();
        Configured.TryAdd(handle, handle);
    }

    // SQLite has no asynchronous calls: the same work either way.
    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }
}
