using AiIdentity.Domain.Accounts;
using FluentValidation;

namespace AiIdentity.Application.Accounts;

/// <summary>What an address and a password may look like.</summary>
internal static class AccountRules
{
    public const int MaxEmail = 254;

    /// <summary>
    /// One @ with something on both sides, visible ASCII only: letters that fold into others (ſ into S) would make two mailboxes one account.
    /// </summary>
    public static bool IsEmail(string text) =>
        text.Length is >= 3 and <= MaxEmail
        && text.All(c => c is > ' ' and <= '~' && !"\"(),:;<>[\\]".Contains(c, StringComparison.Ordinal))
        && text.Count(c => c == '@') == 1
        && text[0] != '@' && text[^1] != '@';

    public static IRuleBuilderOptions<T, string?> Email<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(email => email is not null && IsEmail(email))
        .WithMessage($"An email address: one @, at most {MaxEmail} characters, no spaces, letters of a-z only.");

    /// <summary>Length alone, as NIST SP 800-63B advises: no rule about what it is made of, nothing trimmed.</summary>
    public static IRuleBuilderOptions<T, string?> NewPassword<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(password => password is not null && PasswordText.IsAcceptable(password))
        .WithMessage($"A password has {PasswordText.MinLength} to {PasswordText.MaxLength} characters, of any kind.");

    public static IRuleBuilderOptions<T, string?> Given<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(text => !string.IsNullOrEmpty(text)).WithMessage("It is missing.");

    public static IRuleBuilderOptions<T, Proof> Given<T>(this IRuleBuilder<T, Proof> rule) => rule
        .Must(proof => proof.IsGiven).OverridePropertyName("password").WithMessage(PersonProof.Missing);
}
