using AiIdentity.Domain.Shared;

namespace AiIdentity.Domain.Passports;

/// <summary>Names a signing key; its <c>kid</c> in JWKS, written <c>k_</c> + ULID.</summary>
public readonly record struct SigningKeyId(Ulid Value) : IId<SigningKeyId>
{
    public static string Prefix => "k_";
    public static SigningKeyId From(Ulid value) => new(value);
    public static SigningKeyId New(DateTimeOffset now) => Id.New<SigningKeyId>(now);
    public override string ToString() => Id.Write(this);

    public static bool operator <(SigningKeyId left, SigningKeyId right) => left.Value < right.Value;
    public static bool operator >(SigningKeyId left, SigningKeyId right) => left.Value > right.Value;
}
