using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AiIdentity.Application.Accounts;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Infrastructure.Persistence;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AiIdentity.Infrastructure.Accounts;

/// <summary>
/// Passkeys by ASP.NET Core Identity's handler. Its state between question and answer travels sealed, for five
/// minutes; it opens for the question and the account that it was sealed for, and for no other.
/// </summary>
internal sealed class Passkeys(UserManager<Login> logins, IPasskeyHandler<Login> handler, IDataProtectionProvider protection, RegistryDb db, SignInClock signIns, TimeProvider clock) : IPasskeys
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

    public async Task<PasskeyView?> AddAsync(AccountId account, PasskeyAnswer answer, string name, bool isFirst, CancellationToken ct)
    {
        if (await OpenAsync("new", account, answer, ct) is not { } state || await logins.FindByIdAsync(account.ToString()) is not { } login) return null;
        var made = await handler.PerformAttestationAsync(
            new PasskeyAttestationContext { HttpContext = Nothing(), CredentialJson = answer.Credential!.Value.GetRawText(), AttestationState = state });
        if (!made.Succeeded || made.UserEntity.Id != login.Id) return null;
        var passkey = AddedNow(made.Passkey, name);
        if (isFirst) login.FirstPasskey = DigestOf(passkey.CredentialId);
        IdentityCredentials.Require(await logins.AddOrUpdatePasskeyAsync(login, passkey));
        return View(passkey);
    }

    public async Task<PasskeyQuestion> AskForAsync(AccountId? account)
    {
        var made = await handler.MakeRequestOptionsAsync(account is { } id ? await logins.FindByIdAsync(id.ToString()) : null, Nothing());
        return Question("show", account, made.AssertionState, made.RequestOptionsJson);
    }

    public async Task<ShownPasskey?> TakeAsync(AccountId? account, PasskeyAnswer answer, CancellationToken ct)
    {
        if (await OpenAsync("show", account, answer, ct) is not { } state) return null;
        var shown = await handler.PerformAssertionAsync(
            new PasskeyAssertionContext { HttpContext = Nothing(), CredentialJson = answer.Credential!.Value.GetRawText(), AssertionState = state });
        if (!shown.Succeeded || (account is { } asked && shown.User.AccountId != asked)) return null;
        IdentityCredentials.Require(await logins.AddOrUpdatePasskeyAsync(shown.User, shown.Passkey));
        var isFirst = shown.User.FirstPasskey is { } first && first == DigestOf(shown.Passkey.CredentialId);
        return new ShownPasskey(shown.User.AccountId, isFirst ? null : shown.Passkey.CreatedAt + AddedCredential.Probation);
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

    private async Task<string?> OpenAsync(string use, AccountId? account, PasskeyAnswer answer, CancellationToken ct)
    {
        if (!answer.IsGiven()) return null;
        string state;
        try
        {
            state = Seal(use, account).Unprotect(answer.State!);
        }
        catch (CryptographicException)
        {
            return null;
        }

        return await SpendAsync(state, ct) ? state : null;
    }

    // By what was sealed, not by its seal: that has more than one spelling. Two answers at once meet at the key.
    private async Task<bool> SpendAsync(string state, CancellationToken ct)
    {
        var (digest, now) = (DigestOf(Encoding.UTF8.GetBytes(state)), signIns.Now());
        if (await db.SpentPasskeyAnswers.AnyAsync(s => s.Digest == digest, ct)) return false;
        await db.SpentPasskeyAnswers.Where(s => s.ExpiresAt < now).ExecuteDeleteAsync(ct);
        db.SpentPasskeyAnswers.Add(new SpentPasskeyAnswer { Digest = digest, ExpiresAt = now + (2 * Patience) });
        return true;
    }

    // By the registry's clock, which decides from when it proves; the handler knows only the machine's.
    private UserPasskeyInfo AddedNow(UserPasskeyInfo made, string name) => new(
        made.CredentialId, made.PublicKey, clock.Now(), made.SignCount, made.Transports, made.IsUserVerified, made.IsBackupEligible, made.IsBackedUp,
        made.AttestationObject, made.ClientDataJson)
    {
        Name = name,
    };

    private static string DigestOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

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
