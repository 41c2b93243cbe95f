using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;
using Microsoft.AspNetCore.Identity;

namespace AiIdentity.Infrastructure.Accounts;

/// <summary>What an account signs in with: password hash, second factor, passkeys, lockout. Its id is the account's.</summary>
internal sealed class Login : IdentityUser<string>
{
    /// <summary>The id of a login that opens nothing: failed sign-ins that are nobody's are counted to it.</summary>
    public static readonly string Nobody = default(AccountId).ToString();

    public static Login Of(AccountId account) => new() { Id = account.ToString(), UserName = account.ToString() };

    public AccountId AccountId => Domain.Shared.Id.Parse<AccountId>(Id);
}
