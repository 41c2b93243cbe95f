using System.Security.Cryptography;
using System.Text;
using AiIdentity.Application.Accounts;
using AiIdentity.Domain.Accounts;
using AiIdentity.Infrastructure.Persistence;
using Microsoft.AspNetCore.Cryptography.KeyDerivation;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OtpNet;

namespace AiIdentity.Infrastructure.Accounts;

/// <summary>Passwords, lockout and second factors over ASP.NET Core Identity's managers, saved by the unit of work.</summary>
internal sealed class IdentityCredentials(
    UserManager<Login> logins, RegistryDb db, RegistrySecrets secrets, SignInClock clock, IOptions<PasswordHasherOptions> hashing, HashingTurns turns) : ICredentials
{
    private const int RecoveryCodes = 10;
    /// <summary>A phone's clock may be one step of 30 seconds off, either way.</summary>
    private static readonly VerificationWindow OneStep = new(previous: 1, future: 1);

    // The salt comes from the address, under a key: a second registration with one password finds the first, at the cost of one hash.
    public async Task<string> SealAsync(string address, string password, CancellationToken ct) =>
        (await HashAsync(SaltOf(address), [PasswordText.Normalize(password)], ct))[0];

    // By what was typed alone, never by what is stored: whoever types this waits as long, whether it is right or not.
    public Task<IReadOnlyList<string>> SealsAsync(string address, string? kept, string password, CancellationToken ct) =>
        HashAsync(kept?.Split('.') is [var salt, _] ? Convert.FromBase64String(salt) : SaltOf(address), PasswordText.Forms(password), ct);

    public async Task<bool> OpensAsync(string seal, string password, CancellationToken ct)
    {
        var right = false;
        foreach (var one in await SealsAsync("", seal, password, ct)) right |= CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(one), Encoding.ASCII.GetBytes(seal));
        return right;
    }

    public async Task AddAsync(AccountId account, string? seal)
    {
        var login = Login.Of(account);
        login.PasswordHash = seal;
        Require(await logins.CreateAsync(login));
    }

    public Task<string?> SealOfAsync(AccountId account, CancellationToken ct)
    {
        var id = account.ToString();
        return db.Users.AsNoTracking().Where(l => l.Id == id).Select(l => l.PasswordHash).SingleOrDefaultAsync(ct);
    }

    public Task<AccountId?> FindAsync(IReadOnlyList<AccountId> among, string? seal, CancellationToken ct) =>
        FindAsync(db.Users.Where(l => l.PasswordHash == seal), among, ct);

    public Task<AccountId?> FindUnlockedAsync(IReadOnlyList<AccountId> among, IReadOnlyList<string> seals, CancellationToken ct)
    {
        var now = clock.Now();
        return FindAsync(db.Users.Where(l => seals.Contains(l.PasswordHash) && (l.LockoutEnd == null || l.LockoutEnd <= now)), among, ct);
    }

    public Task<DateTimeOffset?> PasswordProvesFromAsync(AccountId account, CancellationToken ct)
    {
        var id = account.ToString();
        return db.Users.AsNoTracking().Where(l => l.Id == id).Select(l => l.PasswordProvesFrom).SingleOrDefaultAsync(ct);
    }

    public async Task ChangePasswordAsync(AccountId account, string seal, DateTimeOffset? provesFrom)
    {
        var login = await FindAsync(account);
        (login.PasswordHash, login.PasswordProvesFrom) = (seal, provesFrom);
        await logins.ResetAccessFailedCountAsync(login);
        await logins.SetLockoutEndDateAsync(login, null);
        Require(await logins.UpdateSecurityStampAsync(login));
    }

    // One statement whoever is meant. Nobody's login, made when it is first missed, counts along: a row is written in any case.
    public async Task FailedAsync(IReadOnlyList<AccountId> accounts, CancellationToken ct)
    {
        var (ids, nobody, now, most) = (accounts.Select(a => a.ToString()).ToList(), Login.Nobody, clock.Now(), logins.Options.Lockout.MaxFailedAccessAttempts);
        DateTimeOffset? until = now + logins.Options.Lockout.DefaultLockoutTimeSpan;
        var counted = await db.Users.Where(l => l.Id == nobody || (ids.Contains(l.Id) && (l.LockoutEnd == null || l.LockoutEnd <= now)))
            .ExecuteUpdateAsync(set => set
                .SetProperty(l => l.LockoutEnd, l => l.AccessFailedCount + 1 < most ? l.LockoutEnd : until)
                .SetProperty(l => l.AccessFailedCount, l => l.AccessFailedCount + 1 < most ? l.AccessFailedCount + 1 : 0), ct);
        if (counted > 0) return;
        db.Users.Add(new Login { Id = nobody, UserName = nobody });
        await db.SaveChangesAsync(ct);
    }

    public async Task SucceededAsync(AccountId account) => Require(await logins.ResetAccessFailedCountAsync(await FindAsync(account)));

    public async Task<DateTimeOffset?> SecondFactorCountsFromAsync(AccountId account, CancellationToken ct)
    {
        var id = account.ToString();
        return await db.Users.AsNoTracking().Where(l => l.Id == id).Select(l => l.SecondFactorSince).SingleOrDefaultAsync(ct) + AddedCredential.Probation;
    }

    public async Task<bool> HasSecondFactorAsync(AccountId account) => await logins.GetTwoFactorEnabledAsync(await FindAsync(account));

    public async Task<bool> TakeSecondFactorAsync(AccountId account, string code)
    {
        var login = await FindAsync(account);
        var typed = code.Replace(" ", "", StringComparison.Ordinal);
        if (typed.Length == 6 && typed.All(char.IsAsciiDigit)) return await TakeStepAsync(login, typed);
        return (await logins.RedeemTwoFactorRecoveryCodeAsync(login, typed)).Succeeded;
    }

    public async Task<string> StartSecondFactorAsync(AccountId account)
    {
        var login = await FindAsync(account);
        login.AuthenticatorStep = null;
        Require(await logins.ResetAuthenticatorKeyAsync(login));
        return (await logins.GetAuthenticatorKeyAsync(login))!;
    }

    public async Task<IReadOnlyList<string>?> EnableSecondFactorAsync(AccountId account, string code, DateTimeOffset now)
    {
        var login = await FindAsync(account);
        if (!await TakeStepAsync(login, code.Replace(" ", "", StringComparison.Ordinal))) return null;
        login.SecondFactorSince = now;
        Require(await logins.SetTwoFactorEnabledAsync(login, true));
        return [.. (await logins.GenerateNewTwoFactorRecoveryCodesAsync(login, RecoveryCodes))!];
    }

    public async Task<IReadOnlyList<string>> RenewRecoveryCodesAsync(AccountId account) =>
        [.. (await logins.GenerateNewTwoFactorRecoveryCodesAsync(await FindAsync(account), RecoveryCodes))!];

    public async Task<int> RecoveryCodesLeftAsync(AccountId account)
    {
        var login = await FindAsync(account);
        return await logins.GetTwoFactorEnabledAsync(login) ? await logins.CountRecoveryCodesAsync(login) : 0;
    }

    public async Task DisableSecondFactorAsync(AccountId account)
    {
        var login = await FindAsync(account);
        login.SecondFactorSince = null;
        Require(await logins.SetTwoFactorEnabledAsync(login, false));
        Require(await logins.ResetAuthenticatorKeyAsync(login));
    }

    public Task ForgetPasskeysAsync(AccountId account, CancellationToken ct)
    {
        var id = account.ToString();
        return db.Set<IdentityUserPasskey<string>>().Where(p => p.UserId == id).ExecuteDeleteAsync(ct);
    }

    public async Task RemoveAsync(AccountId account)
    {
        if (await logins.FindByIdAsync(account.ToString()) is { } login) Require(await logins.DeleteAsync(login));
    }

    private async Task<bool> TakeStepAsync(Login login, string code)
    {
        if (await logins.GetAuthenticatorKeyAsync(login) is not { Length: > 0 } key) return false;
        var totp = new Totp(Base32Encoding.ToBytes(key));
        if (!totp.VerifyTotp(clock.Now().UtcDateTime, code, out var step, OneStep) || step <= login.AuthenticatorStep) return false;
        login.AuthenticatorStep = step;
        Require(await logins.UpdateAsync(login));
        return true;
    }

    private static async Task<AccountId?> FindAsync(IQueryable<Login> logins, IReadOnlyList<AccountId> among, CancellationToken ct)
    {
        var ids = among.Select(a => a.ToString()).ToList();
        var found = await logins.AsNoTracking().Where(l => ids.Contains(l.Id)).Select(l => l.Id).FirstOrDefaultAsync(ct);
        return found is null ? null : Domain.Shared.Id.Parse<AccountId>(found);
    }

    private async Task<Login> FindAsync(AccountId account) =>
        await logins.FindByIdAsync(account.ToString()) ?? throw new InvalidOperationException("The account has no login.");

    private byte[] SaltOf(string address) => HMACSHA256.HashData(secrets.Get(RegistrySecrets.Passwords), Encoding.UTF8.GetBytes(address));

    private Task<IReadOnlyList<string>> HashAsync(byte[] salt, IReadOnlyList<string> passwords, CancellationToken ct) =>
        turns.RunAsync<IReadOnlyList<string>>(() => [.. passwords.Select(p => Hash(salt, p))], ct);

    private string Hash(byte[] salt, string password) =>
        $"{Convert.ToBase64String(salt)}.{Convert.ToBase64String(KeyDerivation.Pbkdf2(password, salt, KeyDerivationPrf.HMACSHA512, hashing.Value.IterationCount, 32))}";

    // Never the managers' text: it may name the login.
    internal static void Require(IdentityResult result)
    {
        if (result.Succeeded) return;
        if (result.Errors.Any(e => e.Code == nameof(IdentityErrorDescriber.ConcurrencyFailure))) throw new DbUpdateConcurrencyException();
        throw new InvalidOperationException($"A login could not be changed: {string.Join(", ", result.Errors.Select(e => e.Code))}.");
    }
}
