using System.Data.Common;
using System.Security.Cryptography;
using AiIdentity.Application.Upkeep;
using AiIdentity.Infrastructure.Accounts;
using AiIdentity.Infrastructure.Persistence;
using AiIdentity.Infrastructure.Signing;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace AiIdentity.Infrastructure.Upkeep;

/// <summary>Whether the store can be worked with: reachable, of this program's shape, its keys openable. Reads only.</summary>
internal sealed class StoreState(RegistryDb db, RegistrySecrets secrets, PrivateKeys privateKeys, ProtectionKeys protectionKeys, ProtectionCertificates certificates, IHostEnvironment? environment = null)
{
    public async Task<Finding> DatabaseAsync(CancellationToken ct)
    {
        const string subject = "database";
        try
        {
            if (!await db.Database.CanConnectAsync(ct)) return new(subject, false, "is not there, or can't be reached; an embedded one is made by aiidentity migrate");
            var known = db.Database.GetMigrations().ToList();
            var applied = (await db.Database.GetAppliedMigrationsAsync(ct)).ToList();
            if (applied.Except(known, StringComparer.Ordinal).Any()) return new(subject, false, "is of a newer version than this program");
            var missing = known.Except(applied, StringComparer.Ordinal).Count();
            return missing > 0 ? new(subject, false, $"is not up to date: {missing} migrations are missing; run aiidentity migrate") : new(subject, true, "reachable and up to date");
        }
        catch (DbException e)
        {
            return new(subject, false, $"can't be read ({e.GetType().Name} {e.ErrorCode})");
        }
    }

    /// <summary>Judges, before anything is opened, whether all that must be sealed is: where a certificate is configured, and outside Development.</summary>
    public async Task<Finding> ProtectedKeysAsync(CancellationToken ct)
    {
        const string subject = "keys";
        if (certificates.Current is null && environment?.IsDevelopment() != false) return await KeysAsync(ct);
        if (await protectionKeys.WhyRefusedAsync(ct) is { } why) return new(subject, false, why);
        var keys = await KeysAsync(ct);
        return keys.Good && await LoginSecrets.CountClearAsync(db, ct) is > 0 and var clear
            ? new(subject, false, $"{clear} authenticators' keys or sets of recovery codes lie in clear: run aiidentity protect")
            : keys;
    }

    public async Task<Finding> KeysAsync(CancellationToken ct)
    {
        const string subject = "keys";
        try
        {
            var opened = await secrets.OpenAllAsync(db, ct);
            var handles = await db.SigningKeys.AsNoTracking().Where(k => k.PrivateKey != null).Select(k => k.PrivateKey!).ToListAsync(ct);
            foreach (var handle in handles) await privateKeys.OpenAsync(handle, ct);
            return new(subject, true, opened + handles.Count == 0 ? "none yet; the first start makes them" : $"{opened + handles.Count} can be opened");
        }
        catch (CryptographicException)
        {
            return new(subject, false, "can't be opened: DataProtection:CertificatePath must name the certificate that this database was begun with");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return new(subject, false, $"can't be opened ({e.GetType().Name}): Signing:KeyDirectory must name the folder of the key files, mode 0600, of this user");
        }
        catch (DbException e)
        {
            return new(subject, false, $"can't be read ({e.GetType().Name} {e.ErrorCode})");
        }
    }
}
