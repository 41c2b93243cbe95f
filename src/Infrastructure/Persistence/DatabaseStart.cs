using System.Data.Common;
using System.Diagnostics;
using System.Security.Cryptography;
using AiIdentity.Application.Upkeep;
using AiIdentity.Infrastructure.Workers;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AiIdentity.Infrastructure.Persistence;

/// <summary>Before anything else starts: brings the embedded database up to date (SQL Server is migrated by its host), sees that its keys are sealed, and makes the registry's keys.</summary>
internal sealed partial class DatabaseStart(IServiceScopeFactory scopes, ILogger<DatabaseStart> logger, IHostEnvironment? environment = null) : StartStep
{
    /// <summary>How long a database that another program holds is waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public override async Task StartingAsync(CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        for (var first = true; ; first = false)
        {
            try
            {
                await OpenAsync(cancellationToken);
                return;
            }
            catch (Exception e) when (IsBusy(e) && Stopwatch.GetElapsedTime(began) < Patience)
            {
                if (first) DatabaseIsHeld();
                await Task.Delay(Pause, cancellationToken);
            }
            catch (Exception e) when (IsBusy(e))
            {
                throw new StartRefusedException("The database is locked by another program: end that, or wait for it, and start again.", e);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new StartRefusedException($"The database's file can't be made, or kept from other users ({e.GetType().Name}): it must lie in a folder of this user, and be this user's with the mode 0600.", e);
            }
            catch (Exception e) when (e is DbException or RetryLimitExceededException)
            {
                throw new StartRefusedException($"The database can't be opened ({e.GetType().Name} {(e as SqliteException)?.SqliteExtendedErrorCode}): check ConnectionStrings:Registry.", e);
            }
            catch (CryptographicException e)
            {
                throw new StartRefusedException("The database's keys can't be opened: DataProtection:CertificatePath must name the certificate that it was begun with.", e);
            }
        }
    }

    private async Task OpenAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RegistryDb>();
        if (db.Database.IsSqlite()) await db.MigrateEmbeddedAsync(ct);
        else if ((await db.Database.GetPendingMigrationsAsync(ct)).Any()) throw new StartRefusedException("The database is not up to date: run aiidentity migrate.");

        // Before anything is opened: with another certificate, or over clear keys, the ring would be added to.
        if (environment?.IsDevelopment() == false && await scope.ServiceProvider.GetRequiredService<ProtectionKeys>().WhyRefusedAsync(ct) is { } why)
            throw new StartRefusedException(why);

        // Made here, outside any unit of work: the embedded database has one writer.
        scope.ServiceProvider.GetRequiredService<RegistrySecrets>().MakeAll();
    }

    // What it stopped may have wrapped it: the key ring lies in the database too.
    private static bool IsBusy(Exception? e)
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is SqliteException { SqliteErrorCode: 5 or 6 }) return true;
        }

        return false;
    }

    [LoggerMessage(7200, LogLevel.Warning, "The database is locked by another program; the start waits for it")]
    private partial void DatabaseIsHeld();
}

internal static class EmbeddedDatabase
{
    private const int NoSuchTable = 1;

    /// <summary>Asks an empty database in memory a first question: what EF compiles and builds for one, it need not any more for the registry's own.</summary>
    public static void Preload()
    {
        using var db = new SqliteRegistryDb(new DbContextOptionsBuilder<SqliteRegistryDb>().UseSqlite("Data Source=:memory:").Options);
        db.Database.OpenConnection();
        db.Database.ExecuteSql($"CREATE TABLE Secrets (Name TEXT, Sealed TEXT)");
        RegistrySecrets.Find(db, "none");
    }

    /// <summary>
    /// Brings an embedded database up to date. One process at a time, by a lock on a file beside it that ends with its process: EF's own is
    /// a row, which a killed process leaves behind for ever, and which a second process asks for in pauses of up to a minute.
    /// </summary>
    public static async Task MigrateEmbeddedAsync(this RegistryDb db, CancellationToken ct)
    {
        await db.MakeFileAsync(ct);
        // Migrating compares whole models first: only where there is something to do.
        if (await db.HasAllMigrationsAsync(ct)) return;
        using var turn = await TakeMigrationTurnAsync(db, ct);
        if (await db.HasAllMigrationsAsync(ct)) return;
        if (turn is not null) await ForgetAbandonedLockAsync(db, ct);
        await db.Database.MigrateAsync(ct);
    }

    private static async Task<FileStream?> TakeMigrationTurnAsync(RegistryDb db, CancellationToken ct)
    {
        if (FileOf(db) is not { } file) return null;
        while (true)
        {
            try
            {
                return PrivateFiles.Hold(file + "-migrating");
            }
            catch (IOException) when (File.Exists(file + "-migrating"))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), ct);
            }
        }
    }

    // Who holds the file is the only one that migrates: a row that is there is of a process that is not.
    private static async Task ForgetAbandonedLockAsync(RegistryDb db, CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = "SELECT COUNT(*) FROM sqlite_master WHERE name = '__EFMigrationsLock'";
            if (await command.ExecuteScalarAsync(ct) is 0L) return;
            command.CommandText = "DELETE FROM __EFMigrationsLock";
            await command.ExecuteNonQueryAsync(ct);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    private static string? FileOf(RegistryDb db) =>
        db.Database.GetDbConnection() is SqliteConnection { DataSource: { Length: > 0 } file } && !file.StartsWith(':') ? Path.GetFullPath(file) : null;

    /// <summary>Makes the folder and the file of an embedded database where they are missing, and takes the file away from other users.</summary>
    public static async Task MakeFileAsync(this RegistryDb db, CancellationToken ct)
    {
        if (db.Database.GetDbConnection() is not SqliteConnection connection) return;
        var settings = new SqliteConnectionStringBuilder(connection.ConnectionString);
        // Empty, before SQLite makes it by the umask: the log and its index take over the mode of the database.
        if (settings is { Mode: SqliteOpenMode.ReadWriteCreate, DataSource: { Length: > 0 } file } && !file.StartsWith(':'))
        {
            PrivateFiles.MakeFolder(Path.GetDirectoryName(Path.GetFullPath(file))!);
            if (!File.Exists(file)) await MakeEmptyAsync(file);
        }

        await db.Database.OpenConnectionAsync(ct);
        try
        {
            // The true name, however the connection string writes it; empty for one in memory.
            if (connection.DataSource is { Length: > 0 } name && !name.StartsWith(':')) foreach (var part in (string[])[name, name + "-wal", name + "-shm"]) PrivateFiles.Restrict(part);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    private static async Task MakeEmptyAsync(string file)
    {
        try
        {
            await using var made = PrivateFiles.Create(file);
        }
        catch (IOException) when (File.Exists(file))
        {
            // Another process was first.
        }
    }

    /// <summary>Whether an embedded database lacks no migration. Past EF, which builds a model of the history's table to read it: a tenth of a start.</summary>
    public static async Task<bool> HasAllMigrationsAsync(this RegistryDb db, CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = "SELECT MigrationId FROM __EFMigrationsHistory";
            var applied = new HashSet<string>(StringComparer.Ordinal);
            await using var row = await command.ExecuteReaderAsync(ct);
            while (await row.ReadAsync(ct)) applied.Add(row.GetString(0));
            return db.Database.GetMigrations().All(applied.Contains);
        }
        catch (SqliteException none) when (none.SqliteErrorCode == NoSuchTable)
        {
            return false;
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }
}
