using AiIdentity.Domain.Accounts;

namespace AiIdentity.Application.Accounts;

/// <summary>
/// What accounts sign in with: passwords, lockout, second factor. What hashes a password is slow on purpose, and equally so for
/// everybody who types the same; it waits for its turn or is refused as <c>busy</c>, and is called outside units of work, all else inside one.
/// </summary>
public interface ICredentials
{
    /// <summary>The password's hash; the same for the same address and password, so that a registration is found again by it.</summary>
    Task<string> SealAsync(string address, string password, CancellationToken ct);

    /// <summary>What a seal of this password may be: of its normal form, and of the text as typed where that differs.</summary>
    /// <param name="kept">The account's seal; null where there is none, and its address alone says.</param>
    Task<IReadOnlyList<string>> SealsAsync(string address, string? kept, string password, CancellationToken ct);

    Task<bool> OpensAsync(string seal, string password, CancellationToken ct);

    /// <param name="seal">Null for an account without a password.</param>
    Task AddAsync(AccountId account, string? seal);

    /// <returns>Null where the account has no password.</returns>
    Task<string?> SealOfAsync(AccountId account, CancellationToken ct);

    /// <summary>Which of the accounts has that very seal, or none.</summary>
    Task<AccountId?> FindAsync(IReadOnlyList<AccountId> among, string? seal, CancellationToken ct);

    /// <summary>Which of the accounts has one of those seals and is not locked, or none.</summary>
    Task<AccountId?> FindUnlockedAsync(IReadOnlyList<AccountId> among, IReadOnlyList<string> seals, CancellationToken ct);

    /// <summary>From when the password proves more than its own sign-in, by the registry's clock; null for always.</summary>
    Task<DateTimeOffset?> PasswordProvesFromAsync(AccountId account, CancellationToken ct);

    /// <param name="provesFrom">From when it proves more than its own sign-in; null for always.</param>
    Task ChangePasswordAsync(AccountId account, string seal, DateTimeOffset? provesFrom);

    /// <summary>
    /// Counts a failed sign-in of each; the tenth in a row locks for 15 minutes. While locked nothing is counted. Where there is
    /// nothing to count the work is the same.
    /// </summary>
    Task FailedAsync(IReadOnlyList<AccountId> accounts, CancellationToken ct);

    Task SucceededAsync(AccountId account);

    Task<bool> HasSecondFactorAsync(AccountId account);

    /// <summary>From when the second factor counts for an administrator, by the registry's clock; null for always.</summary>
    Task<DateTimeOffset?> SecondFactorCountsFromAsync(AccountId account, CancellationToken ct);

    /// <summary>Whether it is the authenticator's code now or half a minute to either side, or a recovery code; either is good once.</summary>
    Task<bool> TakeSecondFactorAsync(AccountId account, string code);

    /// <returns>A fresh shared key, base 32, for the authenticator app.</returns>
    Task<string> StartSecondFactorAsync(AccountId account);

    /// <returns>Recovery codes, shown once; null where the code is not the authenticator's.</returns>
    Task<IReadOnlyList<string>?> EnableSecondFactorAsync(AccountId account, string code, DateTimeOffset now);

    /// <returns>Fresh recovery codes; the earlier ones are worth nothing then.</returns>
    Task<IReadOnlyList<string>> RenewRecoveryCodesAsync(AccountId account);

    Task<int> RecoveryCodesLeftAsync(AccountId account);

    Task DisableSecondFactorAsync(AccountId account);

    Task ForgetPasskeysAsync(AccountId account, CancellationToken ct);

    Task RemoveAsync(AccountId account);
}
