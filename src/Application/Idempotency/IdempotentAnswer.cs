namespace AiIdentity.Application.Idempotency;

/// <summary>The first answer to a request with an Idempotency-Key: reserved before it runs, written in the transaction that it answers.</summary>
public sealed class IdempotentAnswer
{
    /// <summary>How long a retry may still be given the first answer.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);
    /// <summary>A crash leaves a reservation without an answer: after this another try may run.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private IdempotentAnswer()
    {
    }

    public IdempotentAnswer(string id, string bodyDigest, DateTimeOffset now) =>
        (Id, BodyDigest, ExpiresAt, LeasedUntil) = (id, bodyDigest, now + Lifetime, now + Lease);

    /// <summary>Keyed digest of account, method, path and key.</summary>
    public string Id { get; private init; } = "";
    public string BodyDigest { get; private set; } = "";
    public DateTimeOffset ExpiresAt { get; private set; }
    public DateTimeOffset LeasedUntil { get; private set; }
    public int? Status { get; private set; }
    public string? Location { get; private set; }
    /// <summary>The answer's body, encrypted: it may hold what its owner later hides.</summary>
    public string? SealedBody { get; private set; }

    public bool IsOver(DateTimeOffset now) => now >= ExpiresAt || (Status is null && now >= LeasedUntil);

    public void Begin(string bodyDigest, DateTimeOffset now)
    {
        (BodyDigest, ExpiresAt, LeasedUntil) = (bodyDigest, now + Lifetime, now + Lease);
        (Status, Location, SealedBody) = (null, null, null);
    }

    public void Answer(int status, string? location, string sealedBody) => (Status, Location, SealedBody) = (status, location, sealedBody);
}
