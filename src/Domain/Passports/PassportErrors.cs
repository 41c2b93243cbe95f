using AiIdentity.Domain.Shared;

namespace AiIdentity.Domain.Passports;

public static class PassportErrors
{
    public static readonly DomainError Unknown = new("passport_unknown", ErrorKind.NotFound,
        "You have no Passport with that id.");
}
