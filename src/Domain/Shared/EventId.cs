namespace AiIdentity.Domain.Shared;

/// <summary>Names an event, written <c>evt_</c> + ULID.</summary>
public readonly record struct EventId(Ulid Value) : IId<EventId>
{
    public static string Prefix => "evt_";
    public static EventId From(Ulid value) => new(value);
    public static EventId New(DateTimeOffset now) => Id.New<EventId>(now);
    public override string ToString() => Id.Write(this);

    public static bool operator <(EventId left, EventId right) => left.Value < right.Value;
    public static bool operator >(EventId left, EventId right) => left.Value > right.Value;
}
