using AiIdentity.Domain.Shared;

namespace AiIdentity.Domain.Passports;

public static class KeyErrors
{
    public static readonly DomainError Unknown = new("key_unknown", ErrorKind.NotFound,
        "The registry has no signing key with that id.");

    public static readonly DomainError Announced = new("key_announced", ErrorKind.Conflict,
        "The next signing key is already announced: it takes over at its first use.");
}
