using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;
using Microsoft.AspNetCore.Identity;

namespace AiIdentity.Infrastructure.Accounts;

/// <summary>What an account signs in with: password hash, second factor, passkeys, lockout. Its id is the account's.</summary>
internal sealed class Login : IdentityUser<string>
{
    /// <summary>The id of a login that opens nothing: failed sign-ins that are nobody's are counted to it.</summary>
    public static readonly string Nobody = default(AccountId).ToString();

    /// <summary>SHA-256 of the id of the passkey that opened the account, lower-case hex: it proves from the start, any other 24 hours after it was added.</summary>
    public string? FirstPasskey { get; set; }

    /// <summary>From when a password that was added in a session proves more than its own sign-in; null for always.</summary>
    public DateTimeOffset? PasswordProvesFrom { get; set; }

    /// <summary>When the second factor was turned on; null where there is none, or where it is older than this is kept.</summary>
    public DateTimeOffset? SecondFactorSince { get; set; }

    /// <summary>The newest time step (RFC 6238) whose code was taken: it and those before it are spent.</summary>
    public long? AuthenticatorStep { get; set; }

    public static Login Of(AccountId account) => new() { Id = account.ToString(), UserName = account.ToString() };

    public AccountId AccountId => Domain.Shared.Id.Parse<AccountId>(Id);
}
