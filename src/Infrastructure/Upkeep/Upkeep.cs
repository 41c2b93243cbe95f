using AiIdentity.Application.Upkeep;
using AiIdentity.Infrastructure.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace AiIdentity.Infrastructure.Upkeep;

internal sealed class Upkeep(RegistryDb db, StoreState state, AtRest atRest, NewProtectionKey newKey, IServiceProvider services) : IUpkeep
{
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken ct)
    {
        await db.MakeFileAsync(ct);
        // Asked of a database that is not there yet, it answers all of them.
        var missing = (await db.Database.GetPendingMigrationsAsync(ct)).ToList();
        if (db.Database.IsSqlite()) await db.MigrateEmbeddedAsync(ct);
        else await db.Database.MigrateAsync(ct);
        return missing;
    }

    public async Task<IReadOnlyList<Finding>> CheckAsync(CancellationToken ct)
    {
        var database = await state.DatabaseAsync(ct);
        return [database, database.Good ? await state.ProtectedKeysAsync(ct) : new Finding("keys", false, "not looked at: they lie in the database"), await RedisAsync()];
    }

    public Task<IReadOnlyList<Finding>> ProtectAsync(CancellationToken ct) => atRest.ProtectAsync(ct);

    public Task<IReadOnlyList<Finding>> RekeyAsync(CancellationToken ct) => newKey.ReplaceAsync(ct);

    public async Task BackUpAsync(string file, CancellationToken ct)
    {
        if (db.Database.GetDbConnection() is not SqliteConnection { DataSource: { Length: > 0 } source } || source.StartsWith(':'))
            throw new StartRefusedException("backup copies an embedded database. Back SQL Server up with its own BACKUP DATABASE.");
        var target = Path.GetFullPath(file);
        if (Path.Exists(target)) throw new StartRefusedException($"{target} is there already: name another file, a backup overwrites none.");
        if (!File.Exists(source)) throw new StartRefusedException("There is no database to copy: check ConnectionStrings:Registry.");
        if (!Directory.Exists(Path.GetDirectoryName(target))) throw new StartRefusedException($"The folder of {target} is not there.");
        // Under another name until it is whole: what has the name is good.
        var unfinished = target + ".unfinished";
        File.Delete(unfinished);
        await using (PrivateFiles.Create(unfinished))
        {
        }

        try
        {
            await CopyAsync(source, unfinished, ct);
            File.Move(unfinished, target, overwrite: false);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private static async Task CopyAsync(string source, string target, CancellationToken ct)
    {
        await using var from = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = source, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        await using var to = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = target, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        await from.OpenAsync(ct);
        await to.OpenAsync(ct);
        from.BackupDatabase(to);
        await using var check = to.CreateCommand();
        // One file: a backup whose end lies in a second one is easily copied in part.
        check.CommandText = "PRAGMA journal_mode=DELETE; PRAGMA integrity_check;";
        await using var reader = await check.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        if (!await reader.ReadAsync(ct) || reader.GetString(0) != "ok") throw new StartRefusedException("The copy is damaged, and so may be the database: sqlite3's integrity_check says more.");
    }

    private async Task<Finding> RedisAsync()
    {
        const string subject = "redis";
        if (services.GetService<IConnectionMultiplexer>() is not { } redis) return new(subject, true, "not configured");
        try
        {
            await redis.GetDatabase().PingAsync();
            return new(subject, true, "reachable");
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return new(subject, false, "does not answer: check ConnectionStrings:Redis");
        }
    }
}
