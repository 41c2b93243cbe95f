using AiIdentity.Domain.Shared;

namespace AiIdentity.Application.Shared;

public static class RequestErrors
{
    public static readonly DomainError ValidationFailed = new("validation_failed", ErrorKind.Invalid,
        "Part of the request is not as it should be: errors names the members to mend.");

    public static readonly DomainError LostRace = new("lost_race", ErrorKind.Conflict,
        "Somebody changed the same thing at the same moment. Read it again and retry.");

    public static readonly DomainError RateLimited = new("rate_limited", ErrorKind.TooMany,
        "That is asked for too often. Try again after the seconds that Retry-After names.");

    public static readonly DomainError Busy = new("busy", ErrorKind.Unavailable,
        "The registry has more to do than it can just now. Try again after the seconds that Retry-After names.");

    public static readonly DomainError StorageFull = new("storage_full", ErrorKind.TooMany,
        "The registry's disk is full: nothing was changed, and everything can still be read. Whoever runs this registry must make room.");

    public static readonly DomainError StorageBusy = new("storage_busy", ErrorKind.Unavailable,
        "The registry's database is held by another program or out of reach: nothing was changed. Try again after the seconds that Retry-After names.");

    public static readonly DomainError CursorMalformed = new("cursor_malformed", ErrorKind.Invalid,
        "That cursor is none of ours. Start again without one.");
}
