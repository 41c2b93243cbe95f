using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using AiIdentity.Application.Accounts;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace AiIdentity.Infrastructure.Accounts;

/// <summary>
/// Passkeys by ASP.NET Core Identity's handler. Its state between question and answer travels sealed, for five
/// minutes; it opens for the question and the account that it was sealed for, and for no other.
/// </summary>
internal sealed class Passkeys(UserManager<Login> logins, IPasskeyHandler<Login> handler, IDataProtectionProvider protection) : IPasskeys
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly IDataProtector _seals = protection.CreateProtector("AiIdentity.Passkeys");

    /// <summary>Domain and origin are the issuer's; the request's own headers have no say.</summary>
    public static void Configure(IdentityPasskeyOptions passkeys, IOptions<RegistryOptions> registry)
    {
        if (!Uri.TryCreate(registry.Value.Issuer, UriKind.Absolute, out var issuer)) return;
        var own = issuer.GetLeftPart(UriPartial.Authority);
        passkeys.ServerDomain = issuer.Host;
        passkeys.UserVerificationRequirement = "required";
        passkeys.ResidentKeyRequirement = "required";
        passkeys.AuthenticatorTimeout = Patience;
        passkeys.ValidateOrigin = asked => ValueTask.FromResult(!asked.CrossOrigin && string.Equals(asked.Origin, own, StringComparison.OrdinalIgnoreCase));
    }

    public async Task<PasskeyQuestion> AskForNewAsync(AccountId account, string email)
    {
        var made = await handler.MakeCreationOptionsAsync(new PasskeyUserEntity { Id = account.ToString(), Name = email, DisplayName = email }, Nothing());
        return Question("new", account, made.AttestationState, made.CreationOptionsJson);
    }

    public async Task<PasskeyView?> AddAsync(AccountId account, PasskeyAnswer answer, string name)
    {
        if (Open("new", account, answer) is not { } state || await logins.FindByIdAsync(account.ToString()) is not { } login) return null;
        var made = await handler.PerformAttestationAsync(
            new PasskeyAttestationContext { HttpContext = Nothing(), CredentialJson = answer.Credential!.Value.GetRawText(), AttestationState = state });
        if (!made.Succeeded || made.UserEntity.Id != login.Id) return null;
        made.Passkey.Name = name;
        IdentityCredentials.Require(await logins.AddOrUpdatePasskeyAsync(login, made.Passkey));
        return View(made.Passkey);
    }

    public async Task<PasskeyQuestion> AskForAsync(AccountId? account)
    {
        var made = await handler.MakeRequestOptionsAsync(account is { } id ? await logins.FindByIdAsync(id.ToString()) : null, Nothing());
        return Question("show", account, made.AssertionState, made.RequestOptionsJson);
    }

    public async Task<AccountId?> TakeAsync(AccountId? account, PasskeyAnswer answer)
    {
        if (Open("show", account, answer) is not { } state) return null;
        var shown = await handler.PerformAssertionAsync(
            new PasskeyAssertionContext { HttpContext = Nothing(), CredentialJson = answer.Credential!.Value.GetRawText(), AssertionState = state });
        if (!shown.Succeeded || (account is { } asked && shown.User.AccountId != asked)) return null;
        IdentityCredentials.Require(await logins.AddOrUpdatePasskeyAsync(shown.User, shown.Passkey));
        return shown.User.AccountId;
    }

    public async Task<IReadOnlyList<PasskeyView>> ListAsync(AccountId account, CancellationToken ct) =>
        [.. (await logins.GetPasskeysAsync(await FindAsync(account))).OrderBy(p => p.CreatedAt).Select(View)];

    public async Task<PasskeyView?> RenameAsync(AccountId account, string id, string name)
    {
        var login = await FindAsync(account);
        if (IdOf(id) is not { } credential || await logins.GetPasskeyAsync(login, credential) is not { } passkey) return null;
        passkey.Name = name;
        IdentityCredentials.Require(await logins.AddOrUpdatePasskeyAsync(login, passkey));
        return View(passkey);
    }

    public async Task RemoveAsync(AccountId account, string id)
    {
        if (IdOf(id) is { } credential) IdentityCredentials.Require(await logins.RemovePasskeyAsync(await FindAsync(account), credential));
    }

    private PasskeyQuestion Question(string use, AccountId? account, string? state, string options) =>
        new(Seal(use, account).Protect(state ?? "", Patience), JsonSerializer.Deserialize<JsonElement>(options));

    private string? Open(string use, AccountId? account, PasskeyAnswer answer)
    {
        if (!answer.IsGiven()) return null;
        try
        {
            return Seal(use, account).Unprotect(answer.State!);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private ITimeLimitedDataProtector Seal(string use, AccountId? account) =>
        _seals.CreateProtector(use, account?.ToString() ?? "anybody").ToTimeLimitedDataProtector();

    private async Task<Login> FindAsync(AccountId account) =>
        await logins.FindByIdAsync(account.ToString()) ?? throw new InvalidOperationException("The account has no login.");

    private static PasskeyView View(UserPasskeyInfo passkey) =>
        new(Base64Url.EncodeToString(passkey.CredentialId), passkey.Name ?? "Passkey", passkey.CreatedAt, passkey.IsBackedUp);

    private static byte[]? IdOf(string id) => id.Length is > 0 and < 1400 && Base64Url.IsValid(id) ? Base64Url.DecodeFromChars(id) : null;

    // The handler wants a request for what is configured above.
    private static DefaultHttpContext Nothing() => new();
}
