using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AiIdentity.Infrastructure.Persistence;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Infrastructure.Accounts;

/// <summary>
/// How second factors lie in the database. An authenticator's key must be had again, so it is sealed. A recovery code need not:
/// of its 47 random bits, too few for a bare hash, only a hash is kept, keyed by a secret that lies sealed; both are bound to their login.
/// </summary>
internal sealed class LoginSecrets(IDataProtectionProvider protection, RegistrySecrets secrets)
{
    private const string SealMark = "sealed:";
    private const string HashMark = "hashed:";
    private const char Separator = ';';
    // As the base class of Identity's stores names them.
    internal const string Provider = "[AspNetUserStore]";
    internal const string RecoveryCodes = "RecoveryCodes";
    private const string AuthenticatorKey = "AuthenticatorKey";

    private readonly IDataProtector _protector = protection.CreateProtector("AiIdentity.Authenticators");

    public string Seal(string login, string key) => SealMark + ProtectorOf(login).Protect(key);

    /// <param name="stored">Sealed, or in clear as it was written before 0.3.</param>
    public string Open(string login, string stored) => stored.StartsWith(SealMark, StringComparison.Ordinal) ? ProtectorOf(login).Unprotect(stored[SealMark.Length..]) : stored;

    public string Hash(string login, IEnumerable<string> codes) => Join(codes.Select(code => HashOf(login, code)));

    public static int Count(string stored) => Split(stored).Length;

    /// <summary>What is left once the code is spent; null where it is none of them.</summary>
    public string? Spend(string login, string stored, string code)
    {
        var hashes = IsClear(stored) ? Array.ConvertAll(Split(stored), one => HashOf(login, one)) : Split(stored);
        var spent = Encoding.ASCII.GetBytes(HashOf(login, code));
        var left = Array.FindAll(hashes, one => !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(one), spent));
        return left.Length == hashes.Length ? null : Join(left);
    }

    public static async Task<int> CountClearAsync(RegistryDb db, CancellationToken ct) => (await ReadAsync(db, ct)).Count(token => IsClear(token.Value));

    /// <summary>Seals and hashes what was written in clear.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> ProtectAsync(RegistryDb db, CancellationToken ct)
    {
        var written = 0;
        foreach (var (login, name, value) in await ReadAsync(db, ct))
        {
            if (!IsClear(value)) continue;
            var fresh = name == AuthenticatorKey ? Seal(login, value) : Hash(login, Split(value));
            // Only over what was read: a code may be spent, or another authenticator enrolled, meanwhile.
            written += await db.UserTokens.Where(token => token.UserId == login && token.LoginProvider == Provider && token.Name == name && token.Value == value)
                .ExecuteUpdateAsync(set => set.SetProperty(token => token.Value, fresh), ct);
        }

        return written;
    }

    /// <summary>Seals by the key of Data Protection that is in use now what an earlier one sealed.</summary>
    public async Task<int> SealAnewAsync(RegistryDb db, CancellationToken ct)
    {
        var keys = (await ReadAsync(db, ct)).FindAll(token => token.Name == AuthenticatorKey && token.Value.Length > 0);
        foreach (var (login, name, value) in keys)
        {
            var fresh = Seal(login, Open(login, value));
            await db.UserTokens.Where(token => token.UserId == login && token.LoginProvider == Provider && token.Name == name)
                .ExecuteUpdateAsync(set => set.SetProperty(token => token.Value, fresh), ct);
        }

        return keys.Count;
    }

    private static async Task<List<(string Login, string Name, string Value)>> ReadAsync(RegistryDb db, CancellationToken ct) =>
        (await db.UserTokens.AsNoTracking().Where(token => token.LoginProvider == Provider && (token.Name == AuthenticatorKey || token.Name == RecoveryCodes) && token.Value != null)
            .Select(token => new { token.UserId, token.Name, token.Value }).ToListAsync(ct)).ConvertAll(token => (token.UserId, token.Name, token.Value!));

    private static bool IsClear(string stored) =>
        stored.Length > 0 && !stored.StartsWith(SealMark, StringComparison.Ordinal) && !stored.StartsWith(HashMark, StringComparison.Ordinal);

    private static string Join(IEnumerable<string> hashes) => HashMark + string.Join(Separator, hashes);

    private static string[] Split(string stored) =>
        (stored.StartsWith(HashMark, StringComparison.Ordinal) ? stored[HashMark.Length..] : stored).Split(Separator, StringSplitOptions.RemoveEmptyEntries);

    private string HashOf(string login, string code) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(secrets.Get(RegistrySecrets.RecoveryCodes), Encoding.UTF8.GetBytes($"{login}\n{code}")));

    private IDataProtector ProtectorOf(string login) => _protector.CreateProtector(login);
}
