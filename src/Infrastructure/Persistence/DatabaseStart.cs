using System.Data.Common;
using System.Security.Cryptography;
using AiIdentity.Application.Upkeep;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AiIdentity.Infrastructure.Persistence;

/// <summary>Before anything else starts: brings the embedded database up to date (SQL Server is migrated by its host), sees that its keys are sealed, and makes the registry's keys.</summary>
internal sealed class DatabaseStart(IServiceScopeFactory scopes, IHostEnvironment? environment = null) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RegistryDb>();
        try
        {
            if (db.Database.IsSqlite())
            {
                await db.MakeFileAsync(cancellationToken);
                // Migrating compares whole models first: only where there is something to do.
                if (!await db.HasAllMigrationsAsync(cancellationToken)) await db.Database.MigrateAsync(cancellationToken);
            }
            else if ((await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
            {
                throw new StartRefusedException("The database is not up to date: run aiidentity migrate.");
            }

            // Before anything is opened: with another certificate, or over clear keys, the ring would be added to.
            if (environment?.IsDevelopment() == false && await scope.ServiceProvider.GetRequiredService<ProtectionKeys>().WhyRefusedAsync(cancellationToken) is { } why)
                throw new StartRefusedException(why);

            // Made here, outside any unit of work: the embedded database has one writer.
            scope.ServiceProvider.GetRequiredService<RegistrySecrets>().MakeAll();
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

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
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
