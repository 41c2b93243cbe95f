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

    public static readonly DomainError TooManyKeys = new("too_many_keys", ErrorKind.Conflict,
        "The account holds as many API keys as it may. End one that you no longer use.");

    public static readonly DomainError AccountUnknown = new("account_unknown", ErrorKind.NotFound,
        "There is no account with that id.");

    public static readonly DomainError PasskeyInvalid = new("passkey_invalid", ErrorKind.Invalid,
        "That passkey was not made for this registry and account, is known already, or came more than five minutes after the question. Ask again and retry.");

    public static readonly DomainError PasskeyUnknown = new("passkey_unknown", ErrorKind.NotFound,
        "You have no passkey with that id.");

    public static readonly DomainError TooManyPasskeys = new("too_many_passkeys", ErrorKind.Conflict,
        "An account holds at most 20 passkeys. Remove one that you no longer use.");

    public static readonly DomainError LastWayIn = new("last_way_in", ErrorKind.Conflict,
        "That passkey is the only way into this account. Choose a password or add another passkey first.");

    public static readonly DomainError SessionUnknown = new("session_unknown", ErrorKind.NotFound,
        "You have no session with that id.");

    public static readonly DomainError SecondFactorMissing = new("second_factor_missing", ErrorKind.Conflict,
        "The account has no second factor, and so no recovery codes. Enable it first.");

    public static readonly DomainError SecondFactorEnabled = new("second_factor_enabled", ErrorKind.Conflict,
        "The account has a second factor already. Disable it first, with your password.");
}
