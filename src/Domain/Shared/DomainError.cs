namespace AiIdentity.Domain.Shared;

/// <summary>What kind of refusal it is; the Api maps each kind to one HTTP status.</summary>
public enum ErrorKind
{
    Invalid,
    Unauthenticated,
    PaymentRequired,
    Forbidden,
    NotFound,
    Conflict,
    Unprocessable,
    TooMany,
    /// <summary>Not now, through no fault of the request.</summary>
    Unavailable,
}

/// <summary>A refusal with a stable code and a sentence for the person who meets it.</summary>
/// <param name="Code">snake_case, documented in docs/problems.md.</param>
/// <param name="Message">Says what was refused and what to do next; never holds a number, a token or another account's data.</param>
public sealed record DomainError(string Code, ErrorKind Kind, string Message);

/// <summary>Thrown for a refusal that changes nothing; mapped to problem+json in one place.</summary>
/// <param name="field">The member of the request that is to blame, in snake_case.</param>
public sealed class RefusedException(DomainError error, string? field = null, string? detail = null, TimeSpan? retryAfter = null)
    : Exception(error.Code)
{
    public DomainError Error { get; } = error;
    public string? Field { get; } = field;
    /// <summary>A sentence that says more than the error's own.</summary>
    public string? Detail { get; } = detail;
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
