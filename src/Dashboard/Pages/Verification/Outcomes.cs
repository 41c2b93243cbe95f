using AiIdentity.Client;
using AiIdentity.Dashboard.Pages.Identities;

namespace AiIdentity.Dashboard.Pages.Verification;

/// <summary>What a look saw, in one line; what to do about it is the registry's own hint.</summary>
internal static class Outcomes
{
    private static readonly Dictionary<OutcomeKind, (string Title, Tone Tone)> Kinds = new()
    {
        [OutcomeKind.Verified] = ("The token was found", Identities.Tone.Good),
        [OutcomeKind.NotFound] = ("The token was not found", Identities.Tone.Careful),
        [OutcomeKind.Mismatch] = ("What was seen belongs to another address", Identities.Tone.Bad),
        [OutcomeKind.Ineligible] = ("It can't be bound as it is", Identities.Tone.Bad),
        [OutcomeKind.AccessLost] = ("The registry can't see it", Identities.Tone.Bad),
        [OutcomeKind.Unreachable] = ("It could not be asked just now", Identities.Tone.Careful),
    };

    private static readonly Dictionary<ChallengeStatus, string> Ends = new()
    {
        [ChallengeStatus.Pending] = "",
        [ChallengeStatus.Verified] = "",
        [ChallengeStatus.Expired] = "This token was good for 24 hours, and they are over. Get a new one: it takes the place of the old one.",
        [ChallengeStatus.Exhausted] = "This token has been checked 60 times. Get a new one, put it in its place, and check only once it is saved.",
        [ChallengeStatus.Superseded] = "A newer token was dealt for this address, perhaps in another tab. Use that one, or get a new one here.",
        [ChallengeStatus.Cancelled] = "This token was cancelled. Get a new one.",
    };

    /// <param name="outcome">Stands for a kind that this version does not know.</param>
    public static string Title(OutcomeKind kind, string outcome, bool recheck) =>
        recheck && kind == OutcomeKind.Verified ? "It still holds"
        : Kinds.TryGetValue(kind, out var words) ? words.Title : outcome.Replace('_', ' ');

    public static Tone Tone(OutcomeKind kind) => Kinds.TryGetValue(kind, out var words) ? words.Tone : Identities.Tone.Careful;

    /// <summary>Why an attempt is over, and what to do; empty where there is nothing to say.</summary>
    public static string Ended(ChallengeStatus status) => Ends.GetValueOrDefault(status) ?? $"What the registry says of this token: {Wording.Text(status)}. You can get a new one.";
}
