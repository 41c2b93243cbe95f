using AiIdentity.Client;
using AiIdentity.Dashboard.Pages.Identities;

namespace AiIdentity.Dashboard.Pages.Verification;

/// <summary>What a look saw, in one line; what to do about it is the registry's own hint.</summary>
internal static class Outcomes
{
    private static readonly Dictionary<CheckOutcome, (string Title, Tone Tone)> Words = new()
    {
        [CheckOutcome.Verified] = ("The token was found", Identities.Tone.Good),
        [CheckOutcome.TokenNotFound] = ("The token was not found", Identities.Tone.Careful),
        [CheckOutcome.TokenLookalike] = ("About holds something that only looks like the token", Identities.Tone.Bad),
        [CheckOutcome.TokenInDescription] = ("The token stands in the description, not in About", Identities.Tone.Bad),
        [CheckOutcome.SeveralTokens] = ("About holds more than one token", Identities.Tone.Bad),
        [CheckOutcome.NumberMismatch] = ("That profile shows another number", Identities.Tone.Bad),
        [CheckOutcome.NumberNotLive] = ("The number is not running on WhatsApp's Cloud API", Identities.Tone.Bad),
        [CheckOutcome.TestNumber] = ("That is a test number of WhatsApp's", Identities.Tone.Bad),
        [CheckOutcome.UsernameMismatch] = ("That profile holds another username, or none", Identities.Tone.Bad),
        [CheckOutcome.UsernameNotApproved] = ("The username is reserved, not approved yet", Identities.Tone.Careful),
        [CheckOutcome.NoGrant] = ("The registry can't see this profile by itself", Identities.Tone.Careful),
        [CheckOutcome.GrantLost] = ("The profile can't be reached with that access", Identities.Tone.Bad),
        [CheckOutcome.Unreachable] = ("WhatsApp could not be asked", Identities.Tone.Careful),
    };

    private static readonly Dictionary<ChallengeStatus, string> Ends = new()
    {
        [ChallengeStatus.Pending] = "",
        [ChallengeStatus.Verified] = "",
        [ChallengeStatus.Expired] = "This token was good for 24 hours, and they are over. Get a new one: it takes the place of the old one in About.",
        [ChallengeStatus.Exhausted] = "This token has been checked 60 times. Get a new one, put it in About, and check only once it is saved.",
        [ChallengeStatus.Superseded] = "A newer token was dealt for this address, perhaps in another tab. Use that one, or get a new one here.",
        [ChallengeStatus.Cancelled] = "This token was cancelled. Get a new one.",
    };

    public static string Title(CheckOutcome outcome, bool recheck) =>
        recheck && outcome == CheckOutcome.Verified ? "It still holds"
        : Words.TryGetValue(outcome, out var words) ? words.Title : Wording.Text(outcome);

    public static Tone Tone(CheckOutcome outcome) => Words.TryGetValue(outcome, out var words) ? words.Tone : Identities.Tone.Careful;

    /// <summary>Why an attempt is over, and what to do; empty where there is nothing to say.</summary>
    public static string Ended(ChallengeStatus status) => Ends.GetValueOrDefault(status) ?? $"What the registry says of this token: {Wording.Text(status)}. You can get a new one.";
}
