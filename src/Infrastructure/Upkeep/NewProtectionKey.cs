using AiIdentity.Application.Passports;
using AiIdentity.Application.Upkeep;
using AiIdentity.Infrastructure.Accounts;
using AiIdentity.Infrastructure.Persistence;
using AiIdentity.Infrastructure.Signing;
using AiIdentity.Infrastructure.Surfaces;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Infrastructure.Upkeep;

/// <summary>
/// For a host whose key of Data Protection may be known to somebody: another key seals all that is sealed, and the earlier ones are
/// gone, with every session that they vouched for. What was read by them stays read.
/// </summary>
internal sealed class NewProtectionKey(RegistryDb db, StoreState state, ProtectionKeys keys, AtRest atRest, IKeyManager ring, IDataProtectionProvider protection, PrivateKeySeal privateKeys, LoginSecrets logins, IEnumerable<IPrivateKeyStore> stores)
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(90);

    public async Task<IReadOnlyList<Finding>> ReplaceAsync(CancellationToken ct)
    {
        if (await state.DatabaseAsync(ct) is { Good: false } database) throw new StartRefusedException($"The database {database.Says}.");
        if (await keys.WhyRefusedAsync(ct) is { } why) throw new StartRefusedException(why);
        // Who has it open would go on sealing by a key that is gone then.
        if (db.Database.IsSqlite() && !await atRest.RewriteFileAsync(ct)) throw new StartRefusedException("Another process has the database open: stop the service first.");

        var earlier = await db.DataProtectionKeys.AsNoTracking().Select(key => key.Id).ToListAsync(ct);
        var now = TimeProvider.System.GetUtcNow();
        var made = ring.CreateNewKey(now, now + Life);
        // The ring loads here for the first time, before there is a transaction: loaded earlier it would go on sealing by the key that it had
        // while it looks for another. What it seals names its key after four bytes of magic.
        if (new Guid(protection.CreateProtector("AiIdentity.Probe").Protect([0]).AsSpan(4, 16)) != made.KeyId) throw new StartRefusedException("Data Protection does not take the new key into use: is the clock right?");

        var count = await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            var sealedAnew = await SecretsAsync(ct) + await SigningKeysAsync(ct) + await AddressesAsync(ct) + await logins.SealAnewAsync(db, ct);
            // Kept for a day's retries only.
            await db.IdempotentAnswers.ExecuteDeleteAsync(ct);
            await db.DataProtectionKeys.Where(key => earlier.Contains(key.Id)).ExecuteDeleteAsync(ct);
            await transaction.CommitAsync(ct);
            return sealedAnew;
        });
        var findings = new List<Finding>
        {
            new("keys", true, $"a new key of Data Protection seals {count} secrets, signing keys, addresses and authenticators; the earlier ones are gone"),
            new("sessions", true, "all have ended: everybody signs in again"),
        };
        if (db.Database.IsSqlite()) findings.Add(AtRest.Rewritten(await atRest.RewriteFileAsync(ct)));
        return findings;
    }

    private async Task<int> SecretsAsync(CancellationToken ct)
    {
        var rows = await db.Secrets.AsNoTracking().Select(secret => new { secret.Name, secret.Sealed }).ToListAsync(ct);
        foreach (var row in rows)
        {
            var fresh = Anew(RegistrySecrets.Purpose, row.Sealed);
            await db.Secrets.Where(secret => secret.Name == row.Name).ExecuteUpdateAsync(set => set.SetProperty(secret => secret.Sealed, fresh), ct);
        }

        return rows.Count;
    }

    private async Task<int> SigningKeysAsync(CancellationToken ct)
    {
        var rows = await db.SigningKeys.AsNoTracking().Where(key => key.PrivateKey != null).Select(key => new { key.Id, key.PrivateKey }).ToListAsync(ct);
        var files = stores.OfType<FileKeyStore>().Single();
        foreach (var row in rows)
        {
            switch (row.PrivateKey!.Split(':', 2))
            {
                case [DatabaseKeyStore.StoreName, var handle]:
                    var fresh = $"{DatabaseKeyStore.StoreName}:{DatabaseKeyStore.SealAnew(privateKeys, handle)}";
                    await db.SigningKeys.Where(key => key.Id == row.Id).ExecuteUpdateAsync(set => set.SetProperty(key => key.PrivateKey, fresh), ct);
                    break;
                case [FileKeyStore.StoreName, var handle]:
                    // Not part of the transaction: until it commits, either key opens the file.
                    await files.SealAnewAsync(handle, ct);
                    break;
            }
        }

        return rows.Count;
    }

    private async Task<int> AddressesAsync(CancellationToken ct)
    {
        var rows = await db.Surfaces.AsNoTracking().Where(surface => surface.SealedAddress != "").Select(surface => new { surface.Id, surface.SealedAddress }).ToListAsync(ct);
        foreach (var row in rows)
        {
            var fresh = Anew(AddressVault.Purpose, row.SealedAddress);
            await db.Surfaces.Where(surface => surface.Id == row.Id).ExecuteUpdateAsync(set => set.SetProperty(surface => surface.SealedAddress, fresh), ct);
        }

        return rows.Count;
    }

    private string Anew(string purpose, string sealedText)
    {
        var protector = protection.CreateProtector(purpose);
        return protector.Protect(protector.Unprotect(sealedText));
    }
}
