using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Infrastructure.Persistence;

/// <summary>The registry's own 256-bit keys, each made once for ever and kept under Data Protection.</summary>
internal sealed class RegistrySecrets(IServiceScopeFactory scopes, IDataProtectionProvider protection)
{
    public const string Addresses = "addresses";
    public const string Digests = "digests";
    public const string StatusPlaces = "status-places";
    public const string Passwords = "passwords";
    public const string RecoveryCodes = "recovery-codes";

    internal const string Purpose = "AiIdentity.RegistrySecrets";
    private readonly IDataProtector _protector = protection.CreateProtector(Purpose);
    private readonly ConcurrentDictionary<string, byte[]> _known = new(StringComparer.Ordinal);

    /// <summary>Called once at start.</summary>
    public void MakeAll()
    {
        foreach (var name in (string[])[Addresses, Digests, StatusPlaces, Passwords, RecoveryCodes]) Get(name);
    }

    /// <summary>Opens those that are there and makes none.</summary>
    /// <returns>How many there are.</returns>
    public async Task<int> OpenAllAsync(RegistryDb db, CancellationToken ct)
    {
        var found = await db.Secrets.AsNoTracking().Select(s => s.Sealed).ToListAsync(ct);
        foreach (var sealedKey in found) _protector.Unprotect(sealedKey);
        return found.Count;
    }

    internal static string? Find(RegistryDb db, string name) => db.Secrets.AsNoTracking().Where(s => s.Name == name).Select(s => s.Sealed).SingleOrDefault();

    public byte[] Get(string name) => _known.GetOrAdd(name, Load);

    // Synchronous, once per process and key: what needs a key can't go on without it.
    private byte[] Load(string name)
    {
        using var scope = scopes.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<RegistryDb>();
        // Two processes may both make it: the row that is there first is the key.
        if (Find(db, name) is not { } sealedKey)
        {
            var fresh = _protector.Protect(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
            try
            {
                db.Database.ExecuteSql($"INSERT INTO Secrets (Name, Sealed) VALUES ({name}, {fresh})");
            }
            catch (System.Data.Common.DbException) when (Find(db, name) is not null)
            {
            }

            sealedKey = Find(db, name)!;
        }

        return Convert.FromBase64String(_protector.Unprotect(sealedKey));
    }
}
