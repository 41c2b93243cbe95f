using AiIdentity.Domain.Shared;

namespace AiIdentity.Domain.Passports;

/// <summary>Names a Passport; its token's <c>jti</c>, written <c>psp_</c> + ULID.</summary>
public readonly record struct PassportId(Ulid Value) : IId<PassportId>
{
    public static string Prefix => "psp_";
    public static PassportId From(Ulid value) => new(value);
    public static PassportId New(DateTimeOffset now) => Id.New<PassportId>(now);
    public override string ToString() => Id.Write(this);

    public static bool operator <(PassportId left, PassportId right) => left.Value < right.Value;
    public static bool operator >(PassportId left, PassportId right) => left.Value > right.Value;
}
