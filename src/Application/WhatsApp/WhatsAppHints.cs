using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;
using AiIdentity.Domain.WhatsApp;

namespace AiIdentity.Application.WhatsApp;

/// <summary>For every outcome a sentence that says what was seen and what to do.</summary>
internal static class WhatsAppHints
{
    private static readonly Dictionary<CheckOutcome, string> Sentences = new()
    {
        [CheckOutcome.Verified] = "Verified. You may remove the token from About.",
        // One hint for both cases: which of them it is would tell whether somebody's number is shared with the registry.
        [CheckOutcome.TokenNotFound] = "The token was not found. Either it is not in About yet (saving can take a minute), or this profile is not shared with the registry: then share it, or check with phone_number_id and an access token of your own.",
        [CheckOutcome.TokenLookalike] = "About holds something that looks like the token but has other characters in it: typographic dashes or invisible ones. Delete it and type the token by hand.",
        [WhatsAppOutcomes.TokenInDescription] = "The token stands in the description. Move it to About, the short line under the name.",
        [CheckOutcome.SeveralTokens] = "About holds more than one AII token. Leave only this challenge's.",
        [WhatsAppOutcomes.NumberMismatch] = "That number record shows another number than the one claimed. Check the phone number id, or claim the number that it shows.",
        [WhatsAppOutcomes.NumberNotLive] = "WhatsApp says that the number is not a running, verified Cloud API number. Finish its registration, then check again.",
        [WhatsAppOutcomes.TestNumber] = "That is one of WhatsApp's test numbers. Only a real business number can be bound.",
        [WhatsAppOutcomes.UsernameMismatch] = "That profile does not hold the username claimed. Claim it under Settings → Profile → Username, or check the phone number id.",
        [WhatsAppOutcomes.UsernameNotApproved] = "The username is reserved but not approved yet. WhatsApp must approve it before it can be bound.",
        [CheckOutcome.NoGrant] = "The registry itself can't see this profile. Send phone_number_id and an access token, or share the number with the registry.",
        [CheckOutcome.GrantLost] = "The registry can no longer see this profile. Share the number with the registry again within seven days, or the binding lapses.",
        [CheckOutcome.Unreachable] = "WhatsApp could not be asked just now, so nothing was learnt and nothing has changed. Try again in a minute.",
    };

    // Who reads by a token of their own is told what that token shows.
    private static readonly Dictionary<CheckOutcome, string> SentencesByToken = new()
    {
        [CheckOutcome.TokenNotFound] = "The profile's About does not hold this challenge's token. Put it there, save, and check again.",
        [CheckOutcome.GrantLost] = "The access token does not reach a number with that id. Check both, and that the token may view the number.",
    };

    public static string For(CheckOutcome outcome, bool byOperatorToken) =>
        byOperatorToken && SentencesByToken.TryGetValue(outcome, out var sentence) ? sentence : Sentences[outcome];

    /// <summary>Argentina's two forms are different subscribers, and Meta knows the one with 9: said only to who showed the number.</summary>
    public static string? ForArgentina(WhatsAppAddress claim, ProfileReading? reading) =>
        claim is WaPhone phone && reading?.Number is { } shown && phone.DiffersByArgentinas9From(shown)
            ? $"WhatsApp knows this number as +{shown.Digits}. Register that form: in Argentina the form with 9 and the one without are different subscribers."
            : null;
}
