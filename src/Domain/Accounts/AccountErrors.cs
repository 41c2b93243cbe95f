using AiIdentity.Domain.Shared;

namespace AiIdentity.Domain.Accounts;

public static class AccountErrors
{
    public static readonly DomainError CredentialsInvalid = new("credentials_invalid", ErrorKind.Unauthenticated,
        "Sign in, or send a valid token or API key: these credentials are missing, wrong or no longer valid.");

    public static readonly DomainError CodeInvalid = new("code_invalid", ErrorKind.Invalid,
        "The code is wrong, used or too old. Ask for a new one.");

    public static readonly DomainError EmailUnconfirmed = new("email_unconfirmed", ErrorKind.Forbidden,
        "Confirm your email address first: the code is in the mail that we sent when you registered.");

    public static readonly DomainError PersonRequired = new("person_required", ErrorKind.Forbidden,
        "An API key can't do this. Sign in as a person.");

    public static readonly DomainError AdministratorRequired = new("administrator_required", ErrorKind.Forbidden,
        "Only the registry's administrators may do this.");

    public static readonly DomainError ScopeMissing = new("scope_missing", ErrorKind.Forbidden,
        "The API key lacks a scope that this needs. Create a key with it.");

    public static readonly DomainError ApiKeyUnknown = new("api_key_unknown", ErrorKind.NotFound,
        "You have no API key with that id.");

    public static readonly DomainError AccountUnknown = new("account_unknown", ErrorKind.NotFound,
        "There is no account with that id.");

    public static readonly DomainError SecondFactorEnabled = new("second_factor_enabled", ErrorKind.Conflict,
        "The account has a second factor already. Disable it first, with your password.");
}
