using System.Text.Json;
using AiIdentity.Client;
using AiIdentity.Dashboard.Pages.Identities;

namespace AiIdentity.Dashboard.Pages.Verification;

/// <summary>What a look saw, in one line; what to do about it is the registry's own hint.</summary>
internal static class Outcomes
{
    private static readonly Dictionary<string, CheckOutcome> Words =
        Enum.GetValues<CheckOutcome>().ToDictionary(outcome => JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.ToString()), StringComparer.Ordinal);

    public static CheckOutcome? Parse(string word) => Words.TryGetValue(word, out var outcome) ? outcome : null;

    public static string Title(CheckOutcome outcome, bool recheck) => outcome switch
    {
        CheckOutcome.Verified => recheck ? "It still holds" : "The token was found",
        CheckOutcome.TokenNotFound => "The token was not found",
        CheckOutcome.TokenLookalike => "About holds something that only looks like the token",
        CheckOutcome.TokenInDescription => "The token stands in the description, not in About",
        CheckOutcome.SeveralTokens => "About holds more than one token",
        CheckOutcome.NumberMismatch => "That profile shows another number",
        CheckOutcome.NumberNotLive => "The number is not running on WhatsApp's Cloud API",
        CheckOutcome.TestNumber => "That is a test number of WhatsApp's",
        CheckOutcome.UsernameMismatch => "That profile holds another username, or none",
        CheckOutcome.UsernameNotApproved => "The username is reserved, not approved yet",
        CheckOutcome.NoGrant => "The registry can't see this profile by itself",
        CheckOutcome.GrantLost => "The profile can't be reached with that access",
        CheckOutcome.Unreachable => "WhatsApp could not be asked",
    };

    public static Tone Tone(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Verified => Identities.Tone.Good,
        CheckOutcome.TokenNotFound or CheckOutcome.NoGrant or CheckOutcome.Unreachable or CheckOutcome.UsernameNotApproved => Identities.Tone.Careful,
        CheckOutcome.TokenLookalike or CheckOutcome.TokenInDescription or CheckOutcome.SeveralTokens or CheckOutcome.NumberMismatch
            or CheckOutcome.NumberNotLive or CheckOutcome.TestNumber or CheckOutcome.UsernameMismatch or CheckOutcome.GrantLost => Identities.Tone.Bad,
    };

    /// <summary>Why an attempt is over, and what to do.</summary>
    public static string Ended(ChallengeStatus status) => status switch
    {
        ChallengeStatus.Expired => "This token was good for 24 hours, and they are over. Get a new one: it takes the place of the old one in About.",
        ChallengeStatus.Exhausted => "This token has been checked 60 times. Get a new one, put it in About, and check only once it is saved.",
        ChallengeStatus.Superseded => "A newer token was dealt for this address, perhaps in another tab. Use that one, or get a new one here.",
        ChallengeStatus.Cancelled => "This token was cancelled. Get a new one.",
        ChallengeStatus.Pending or ChallengeStatus.Verified => "",
    };
}
