using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AiIdentity.Application.Limits;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Domain.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AiIdentity.Application.Accounts;

/// <summary>Mails about signing in, with their codes, and what is remembered of them.</summary>
public sealed class AccountMails(
    IRegistryDb db, IAddressVault vault, IAllowances allowances, ICaller caller, IOptions<RegistryOptions> registry, TimeProvider clock, SignInClock signIns)
{
    public static readonly TimeSpan ConfirmLifetime = TimeSpan.FromHours(24);
    public static readonly TimeSpan ResetLifetime = TimeSpan.FromHours(1);

    private string Issuer => registry.Value.Issuer;

    /// <summary>Called before the unit of work: the first digest ever makes its key.</summary>
    public string DigestOf(string address) => vault.Digest("account mail", address);

    /// <summary>
    /// Takes one mail to the address: whoever types somebody's address into a form, again and again, does not fill their mailbox. Nor does
    /// that keep the owner out: a network that has had none sent there in the hour has one from a reserve. Called before the unit of work.
    /// </summary>
    /// <param name="own">Asked for by somebody signed in under that address.</param>
    public async Task<bool> MayWriteAsync(string addressDigest, bool own, CancellationToken ct)
    {
        if (own && await TakeAsync(Allowance.OwnMails, addressDigest, ct)) return true;
        var first = await TakeAsync(Allowance.FirstMailOfNetwork, $"{addressDigest} {caller.Network:x}", ct);
        return await TakeAsync(Allowance.MailsToAddress, addressDigest, ct) || (first && await TakeAsync(Allowance.FirstMailsToAddress, addressDigest, ct));
    }

    /// <param name="withPassword">Else the account is to be opened by a passkey, which who holds the code makes.</param>
    public void Confirm(Account account, string addressDigest, bool withPassword)
    {
        var (code, now) = (EmailCode.Generate(), signIns.Now());
        Write(new AccountMail(AccountMailPurpose.Confirm, addressDigest, account.Id, code, now), account.Email!, "Confirm your email address",
            withPassword ? WithPassword(code, now) : WithPasskey(code, now));
    }

    private string WithPassword(EmailCode code, DateTimeOffset now) =>
            $"""
            Somebody registered this address at {Issuer} on {UtcMinute(now)}, and chose a password.

            If it was you, confirm the address within 24 hours:

            Code: {code.Value}

            {Link("confirm-email")}

            The code belongs to the password that was chosen then: confirming makes it the password of your account. If you registered twice with different passwords, use the code of the one that you want to keep.

            If it was not you, don't use the code. Without it nobody can act in your name.
            """;

    private string WithPasskey(EmailCode code, DateTimeOffset now) =>
            $"""
            Somebody registered this address at {Issuer} on {UtcMinute(now)}, to sign in with a passkey.

            If it was you, make the passkey within 24 hours:

            Code: {code.Value}

            {Issuer}/signup?passkey=true

            Whoever has the code makes the passkey, so keep it to yourself.

            If it was not you, don't use the code. Without it nobody can act in your name.
            """;

    public void Reset(Account account, string addressDigest)
    {
        var (code, now) = (EmailCode.Generate(), signIns.Now());
        Write(new AccountMail(AccountMailPurpose.Reset, addressDigest, account.Id, code, now), account.Email!, "Choose a new password",
            $"""
            Somebody asked for a new password for your account at {Issuer} on {UtcMinute(now)}.

            If it was you, choose one within an hour:

            Code: {code.Value}

            {Link("reset-password")}

            Choosing a new password ends all sessions, passkeys and API keys of the account. A second factor stays.

            If it was not you, do nothing: your password stays as it is.
            """);
    }

    public void AlreadyRegistered(Account account, string addressDigest)
    {
        var now = signIns.Now();
        Write(new AccountMail(AccountMailPurpose.Notice, addressDigest, account.Id, code: null, now), account.Email!, "You have an account already",
            $"""
            Somebody tried to register this address at {Issuer} on {UtcMinute(now)}. It has a confirmed account already, and nothing was changed.

            If it was you: sign in with the password that you have. If you forgot it, choose a new one:

            {Issuer}/dashboard/forgot-password

            If it was not you, you need not do anything.
            """);
    }

    public void NotConfirmed(Account account, string addressDigest)
    {
        var now = signIns.Now();
        Write(new AccountMail(AccountMailPurpose.Notice, addressDigest, account.Id, code: null, now), account.Email!, "Your address is not confirmed yet",
            $"""
            Somebody asked for a new password for this address at {Issuer} on {UtcMinute(now)}. It has no confirmed account, so there is no password to replace.

            If it was you: register once more, with a password of your choice, and use the code that we send you then.

            {Issuer}/signup

            If it was not you, you need not do anything.
            """);
    }

    /// <summary>Nobody is mailed, but the address is counted like any other.</summary>
    public void Nobody(string addressDigest) =>
        db.AccountMails.Add(new AccountMail(AccountMailPurpose.Notice, addressDigest, account: null, code: null, signIns.Now()));

    /// <summary>The account that a good code belongs to, and whose address this is.</summary>
    public async Task<Account?> AccountOfAsync(AccountMailPurpose purpose, string address, string code, CancellationToken ct)
    {
        if (EmailCode.TryParse(code) is not { Hash: var hash }) return null;
        var now = signIns.Now();
        return await (
            from mail in db.AccountMails
            join account in db.Accounts on mail.AccountId equals account.Id
            where mail.CodeHash == hash && mail.Purpose == purpose && mail.ExpiresAt > now && account.NormalizedEmail == address
            select account).SingleOrDefaultAsync(ct);
    }

    /// <summary>A code was used: it and all others of the account are void. What is merely old goes too.</summary>
    public async Task ForgetAsync(AccountId account, CancellationToken ct)
    {
        var now = signIns.Now();
        await db.AccountMails.Where(m => m.AccountId == account || m.ExpiresAt < now).ExecuteDeleteAsync(ct);
    }

    private void Write(AccountMail mail, string to, string subject, string text)
    {
        db.AccountMails.Add(mail);
        db.OutgoingMails.Add(new OutgoingMail(to, subject, text.ReplaceLineEndings("\n") + "\n", clock.Now()));
    }

    private async Task<bool> TakeAsync(Allowance allowance, string digest, CancellationToken ct) =>
        await allowances.TakeAsync(allowance, BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.ASCII.GetBytes(digest))), ct) is null;

    // Neither the address nor the code: URLs end up in logs and histories.
    private string Link(string page) => $"{Issuer}/dashboard/{page}";

    internal static string UtcMinute(DateTimeOffset at) => at.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
