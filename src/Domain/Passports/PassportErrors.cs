using AiIdentity.Domain.Shared;

namespace AiIdentity.Domain.Passports;

public static class PassportErrors
{
    public static readonly DomainError Unknown = new("passport_unknown", ErrorKind.NotFound,
        "You have no Passport with that id.");

    public static readonly DomainError TooLarge = new("passport_too_large", ErrorKind.Conflict,
        "The identity has so many public surfaces and capabilities that its Passport would be longer than verifiers accept. Hide or release some first.");
}
