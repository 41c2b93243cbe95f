using AiIdentity.Domain.Shared;

namespace AiIdentity.Domain.Identities;

/// <summary>Names an attestation, written <c>att_</c> + ULID.</summary>
public readonly record struct AttestationId(Ulid Value) : IId<AttestationId>
{
    public static string Prefix => "att_";
    public static AttestationId From(Ulid value) => new(value);
    public static AttestationId New(DateTimeOffset now) => Id.New<AttestationId>(now);
    public override string ToString() => Id.Write(this);

    public static bool operator <(AttestationId left, AttestationId right) => left.Value < right.Value;
    public static bool operator >(AttestationId left, AttestationId right) => left.Value > right.Value;
}
