using AiIdentity.Domain.Shared;

namespace AiIdentity.Domain.Identities;

/// <summary>Names an identity, written <c>aii_</c> + ULID; the one reserved id besides is <c>aii_demo</c>.</summary>
public readonly record struct IdentityId(Ulid Value) : IId<IdentityId>
{
    /// <summary>The permanent reference identity, which the registry itself owns.</summary>
    public static readonly IdentityId Demo = new(Ulid.Max);

    public static string Prefix => "aii_";
    public static (string Name, Ulid Value)? Reserved => ("demo", Demo.Value);
    public static IdentityId From(Ulid value) => new(value);
    public static IdentityId New(DateTimeOffset now) => Id.New<IdentityId>(now);
    public bool IsDemo => this == Demo;
    public override string ToString() => Id.Write(this);

    public static bool operator <(IdentityId left, IdentityId right) => left.Value < right.Value;
    public static bool operator >(IdentityId left, IdentityId right) => left.Value > right.Value;
}
