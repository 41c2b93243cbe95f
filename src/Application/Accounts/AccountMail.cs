using AiIdentity.Domain.Accounts;

namespace AiIdentity.Application.Accounts;

/// <summary>Why somebody was mailed about an account.</summary>
public enum AccountMailPurpose
{
    Confirm,
    Reset,
    Notice,
}

/// <summary>That an address was mailed about an account, and the hash of the code that the mail carried.</summary>
public sealed class AccountMail
{
    private AccountMail()
    {
    }

    internal AccountMail(AccountMailPurpose purpose, string addressDigest, AccountId? account, EmailCode? code, DateTimeOffset now)
    {
        (Purpose, AddressDigest, AccountId, CodeHash, WrittenAt) = (purpose, addressDigest, account, code?.Hash, now);
        ExpiresAt = now + (purpose is AccountMailPurpose.Confirm ? AccountMails.ConfirmLifetime : AccountMails.ResetLifetime);
    }

    public long Id { get; private init; }
    public AccountMailPurpose Purpose { get; private init; }
    /// <summary>Keyed: an address without an account is counted, not kept.</summary>
    public string AddressDigest { get; private init; } = "";
    public AccountId? AccountId { get; private init; }
    public string? CodeHash { get; private init; }
    public DateTimeOffset WrittenAt { get; private init; }
    public DateTimeOffset ExpiresAt { get; private init; }
}
