using AiIdentity.Domain.Shared;

namespace AiIdentity.Domain.Accounts;

/// <summary>Names an account, written <c>acc_</c> + ULID.</summary>
public readonly record struct AccountId(Ulid Value) : IId<AccountId>
{
    /// <summary>Stands for the registry itself as an owner: no account has this id, so nobody signs in as it.</summary>
    public static readonly AccountId Registry = new(Ulid.Max);

    public static string Prefix => "acc_";
    public static AccountId From(Ulid value) => new(value);
    public static AccountId New(DateTimeOffset now) => Id.New<AccountId>(now);
    public override string ToString() => Id.Write(this);

    public static bool operator <(AccountId left, AccountId right) => left.Value < right.Value;
    public static bool operator >(AccountId left, AccountId right) => left.Value > right.Value;
}
