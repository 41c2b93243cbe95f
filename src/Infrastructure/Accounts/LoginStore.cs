using AiIdentity.Infrastructure.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;

namespace AiIdentity.Infrastructure.Accounts;

/// <summary>Identity's store, but for second factors, which it would write in clear.</summary>
internal sealed class LoginStore(RegistryDb db, LoginSecrets secrets, IdentityErrorDescriber describer) : UserOnlyStore<Login, RegistryDb, string>(db, describer)
{
    public override Task SetAuthenticatorKeyAsync(Login user, string key, CancellationToken cancellationToken) =>
        base.SetAuthenticatorKeyAsync(user, secrets.Seal(user.Id, key), cancellationToken);

    public override async Task<string?> GetAuthenticatorKeyAsync(Login user, CancellationToken cancellationToken) =>
        await base.GetAuthenticatorKeyAsync(user, cancellationToken) is { } stored ? secrets.Open(user.Id, stored) : null;

    public override Task ReplaceCodesAsync(Login user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken) =>
        WriteCodesAsync(user, secrets.Hash(user.Id, recoveryCodes), cancellationToken);

    public override async Task<bool> RedeemCodeAsync(Login user, string code, CancellationToken cancellationToken)
    {
        if (await ReadCodesAsync(user, cancellationToken) is not { } stored || secrets.Spend(user.Id, stored, code) is not { } left) return false;
        await WriteCodesAsync(user, left, cancellationToken);
        return true;
    }

    public override async Task<int> CountCodesAsync(Login user, CancellationToken cancellationToken) =>
        await ReadCodesAsync(user, cancellationToken) is { } stored ? LoginSecrets.Count(stored) : 0;

    private Task<string?> ReadCodesAsync(Login user, CancellationToken cancellationToken) =>
        GetTokenAsync(user, LoginSecrets.Provider, LoginSecrets.RecoveryCodes, cancellationToken);

    private Task WriteCodesAsync(Login user, string codes, CancellationToken cancellationToken) =>
        SetTokenAsync(user, LoginSecrets.Provider, LoginSecrets.RecoveryCodes, codes, cancellationToken);
}
