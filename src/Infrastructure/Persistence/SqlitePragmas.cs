using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AiIdentity.Infrastructure.Persistence;

/// <summary>What every SQLite connection must know: an acknowledged write is on the disk, references hold, a busy moment is waited out.</summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    private const string Pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=5000; PRAGMA trusted_schema=OFF; PRAGMA wal_autocheckpoint=4000;";

    /// <summary>By the database's own handle: a pooled one keeps what it was told.</summary>
    private static readonly ConditionalWeakTable<object, object> Told = [];

    // Asked whether there is a database, EF opens it read-only: one that is not in this mode yet, such as a copy, would refuse.
    private static string PragmasFor(DbConnection connection) =>
        connection.ConnectionString.Contains("Mode=ReadOnly", StringComparison.OrdinalIgnoreCase) ? Pragmas[Pragmas.IndexOf("PRAGMA synchronous", StringComparison.Ordinal)..] : Pragmas;

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        var handle = ((SqliteConnection)connection).Handle!;
        if (Told.TryGetValue(handle, out _)) return;
        using var command = connection.CreateCommand();
        command.CommandText = PragmasFor(connection);
        command.ExecuteNonQuery();
        Told.TryAdd(handle, handle);
    }

    // SQLite knows no waiting: the same work either way.
    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }
}
