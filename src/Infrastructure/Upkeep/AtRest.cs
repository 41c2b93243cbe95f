using AiIdentity.Application.Upkeep;
using AiIdentity.Infrastructure.Accounts;
using AiIdentity.Infrastructure.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Infrastructure.Upkeep;

/// <summary>Protects what still lies in clear: the database was begun without a certificate, or second factors were written by an earlier version.</summary>
internal sealed class AtRest(RegistryDb db, StoreState state, ProtectionKeys keys, ProtectionCertificates certificates, LoginSecrets logins)
{
    private const int Busy = 5;
    // Seconds for which a busy database is asked again.
    private const int Patience = 2;

    public async Task<IReadOnlyList<Finding>> ProtectAsync(CancellationToken ct)
    {
        if (certificates.Current is null) throw new StartRefusedException($"{ProtectionCertificates.CurrentPath} must name the certificate to seal keys with.");
        if (await state.DatabaseAsync(ct) is { Good: false } database) throw new StartRefusedException($"The database {database.Says}.");
        var (clear, previous, closed) = await keys.SealAsync(ct);
        var findings = new List<Finding>();
        if (clear > 0) findings.Add(new("keys", true, $"{clear} of Data Protection lay in clear, now sealed by the certificate"));
        if (previous > 0) findings.Add(new("keys", true, $"{previous} of Data Protection were sealed by the previous certificate, now by the current one"));
        if (clear + previous + closed == 0) findings.Add(new("keys", true, "of Data Protection are sealed by the certificate already"));
        if (closed > 0)
        {
            findings.Add(new("keys", false, $"there are {closed} of Data Protection that {ProtectionKeys.CanNotBeOpened}"));
            return findings;
        }

        var factors = await logins.ProtectAsync(db, ct);
        findings.Add(new("second factors", true, factors == 0 ? "are protected already" : $"{factors} entries lay in clear, now sealed or hashed"));
        if (db.Database.IsSqlite()) findings.Add(Rewritten(await RewriteFileAsync(ct)));
        if (clear + previous + factors > 0)
            findings.Add(new("backups", true, "those made before still hold what was protected now: make a new one, destroy them; where somebody may have read one, go by SECURITY.md"));
        return findings;
    }

    public static Finding Rewritten(bool done) => new("database", done, done ? "its file is written anew"
        : "another process has it open, so that its files may still hold what was overwritten: stop the service and run aiidentity protect again");

    /// <summary>What was overwritten may be left in pages that were freed, and in the log, which only the last connection ends.</summary>
    /// <returns>False where another process has the database open.</returns>
    public async Task<bool> RewriteFileAsync(CancellationToken ct)
    {
        // This process's own idle connections have it open as well.
        SqliteConnection.ClearAllPools();
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandTimeout = Patience;
            command.CommandText = "VACUUM";
            await command.ExecuteNonQueryAsync(ct);
            // Left to a connection that is alone: its log is gone then, and the next start makes another.
            command.CommandText = "PRAGMA journal_mode=DELETE";
            return await command.ExecuteScalarAsync(ct) is "delete";
        }
        catch (SqliteException busy) when (busy.SqliteErrorCode == Busy)
        {
            return false;
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }
}
