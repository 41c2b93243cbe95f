using AiIdentity.Domain.Shared;

namespace AiIdentity.Domain.Verification;

/// <summary>Names a verification challenge, written <c>chl_</c> + ULID.</summary>
public readonly record struct ChallengeId(Ulid Value) : IId<ChallengeId>
{
    public static string Prefix => "chl_";
    public static ChallengeId From(Ulid value) => new(value);
    public static ChallengeId New(DateTimeOffset now) => Id.New<ChallengeId>(now);
    public override string ToString() => Id.Write(this);

    public static bool operator <(ChallengeId left, ChallengeId right) => left.Value < right.Value;
    public static bool operator >(ChallengeId left, ChallengeId right) => left.Value > right.Value;
}
