using System.Text.RegularExpressions;
using AiIdentity.Domain.Identities;
using FluentValidation;

namespace AiIdentity.Application.Identities;

/// <summary>What an identity's details may look like.</summary>
internal static partial class IdentityRules
{
    private const int MaxCapabilities = 32;

    public static IRuleBuilderOptionsConditions<T, string?> DisplayName<T>(this IRuleBuilder<T, string?> rule) => rule.Custom((text, context) =>
    {
        if (text is not null && DisplayText.WhyRefused(text) is { } why) context.AddFailure(why);
    });

    public static IRuleBuilderOptionsConditions<T, string?> OperatorName<T>(this IRuleBuilder<T, string?> rule) => rule.Custom((text, context) =>
    {
        if (text is null) return;
        if (DisplayText.WhyRefused(text) is { } why) context.AddFailure(why);
        else if (DisplayText.ReadsAsAnonymous(text))
            context.AddFailure("\"anon\" is how an anonymous operator is signed: set anonymous to true, or choose another name.");
    });

    public static void CapabilityList<T>(this IRuleBuilder<T, IReadOnlyList<string>?> rule) => rule.Custom((list, context) =>
    {
        if (list is null) return;
        if (list.Count > MaxCapabilities) context.AddFailure($"At most {MaxCapabilities} capabilities.");
        else if (list.Any(c => c is null || !Capability().IsMatch(c)))
            context.AddFailure("A capability has 1 to 64 characters of a-z, 0-9 and single - _ . : between them: customer-support.");
        else if (list.Distinct(StringComparer.Ordinal).Count() < list.Count) context.AddFailure("Name each capability once.");
    });

    [GeneratedRegex(@"\A(?=.{1,64}\z)[a-z0-9]+(?:[-_.:][a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Capability();
}
