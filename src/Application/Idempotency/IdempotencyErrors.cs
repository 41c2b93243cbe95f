using AiIdentity.Domain.Shared;

namespace AiIdentity.Application.Idempotency;

public static class IdempotencyErrors
{
    public static readonly DomainError Reused = new("idempotency_key_reused", ErrorKind.Unprocessable,
        "That Idempotency-Key was used for another request. Use a fresh key for each request, and the same key only to retry it.");

    public static readonly DomainError InProgress = new("idempotency_in_progress", ErrorKind.Conflict,
        "The first request with that Idempotency-Key is still running. Retry in a moment.");
}
