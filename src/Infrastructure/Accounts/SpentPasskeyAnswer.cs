namespace AiIdentity.Infrastructure.Accounts;

/// <summary>A question whose answer was taken: it is good once. Forgotten when the question could not be answered any more.</summary>
internal sealed class SpentPasskeyAnswer
{
    /// <summary>SHA-256 of the question's state, lower-case hex.</summary>
    public required string Digest { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
}
