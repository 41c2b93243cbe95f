using AiIdentity.Domain.Shared;

namespace AiIdentity.Domain.Verification;

public static class ChallengeErrors
{
    public static readonly DomainError Unknown = new("challenge_unknown", ErrorKind.NotFound,
        "You have no challenge with that id.");

    public static readonly DomainError Closed = new("challenge_closed", ErrorKind.Conflict,
        "The challenge has already ended. Create a new one for the surface.");

    public static readonly DomainError TooManyOpen = new("too_many_open_challenges", ErrorKind.TooMany,
        "Too many challenges for this address are open. Finish one, or wait until one ends.");
}
