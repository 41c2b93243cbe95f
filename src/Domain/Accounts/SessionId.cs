using AiIdentity.Domain.Shared;

namespace AiIdentity.Domain.Accounts;

/// <summary>Names a session, written <c>ses_</c> + ULID; seen by nobody but its owner, in an export.</summary>
public readonly record struct SessionId(Ulid Value) : IId<SessionId>
{
    public static string Prefix => "ses_";
    public static SessionId From(Ulid value) => new(value);
    public static SessionId New(DateTimeOffset now) => Id.New<SessionId>(now);
    public override string ToString() => Id.Write(this);

    public static bool operator <(SessionId left, SessionId right) => left.Value < right.Value;
    public static bool operator >(SessionId left, SessionId right) => left.Value > right.Value;
}
