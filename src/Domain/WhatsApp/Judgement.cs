using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;

namespace AiIdentity.Domain.WhatsApp;

/// <summary>The outcomes that only WhatsApp has.</summary>
public static class WhatsAppOutcomes
{
    public static readonly CheckOutcome TokenInDescription = new("token_in_description", OutcomeKind.NotFound);
    public static readonly CheckOutcome NumberMismatch = new("number_mismatch", OutcomeKind.Mismatch);
    public static readonly CheckOutcome NumberNotLive = new("number_not_live", OutcomeKind.Ineligible);
    public static readonly CheckOutcome TestNumber = new("test_number", OutcomeKind.Ineligible);
    public static readonly CheckOutcome UsernameMismatch = new("username_mismatch", OutcomeKind.Mismatch);
    public static readonly CheckOutcome UsernameNotApproved = new("username_not_approved", OutcomeKind.Ineligible);

    /// <summary>Every outcome of a look at WhatsApp; where several profiles show an address, the first of these is told.</summary>
    public static readonly IReadOnlyList<CheckOutcome> All =
    [
        CheckOutcome.Verified, CheckOutcome.TokenNotFound, CheckOutcome.TokenLookalike, TokenInDescription, CheckOutcome.SeveralTokens,
        NumberMismatch, NumberNotLive, TestNumber, UsernameMismatch, UsernameNotApproved, CheckOutcome.NoGrant, CheckOutcome.GrantLost, CheckOutcome.Unreachable,
    ];
}

/// <summary>Judges readings; knows nothing of how they came.</summary>
public static class Judgement
{
    /// <summary>Whether a reading proves control of <paramref name="claim"/> by this challenge's token.</summary>
    public static CheckOutcome OfProof(WhatsAppAddress claim, string token, ProfileReading reading) =>
        claim.Mismatch(reading) ?? OfNumber(reading) ?? AboutText.Find(token, reading.About, reading.Description) switch
        {
            TokenPlace.About => CheckOutcome.Verified,
            TokenPlace.AmongOthers or TokenPlace.OnlyOthers => CheckOutcome.SeveralTokens,
            TokenPlace.Lookalike => CheckOutcome.TokenLookalike,
            TokenPlace.Description => WhatsAppOutcomes.TokenInDescription,
            TokenPlace.Nowhere => CheckOutcome.TokenNotFound,
        };

    /// <summary>Whether the reading saw this challenge's token at all: its sender may then be told what else it saw.</summary>
    public static bool SawToken(string token, ProfileReading reading) =>
        AboutText.Find(token, reading.About, reading.Description)
            is TokenPlace.About or TokenPlace.AmongOthers or TokenPlace.Lookalike or TokenPlace.Description;

    /// <summary>Whether the pair that was once proved still holds; the token is not asked for again.</summary>
    /// <param name="proved">What the binding remembers.</param>
    /// <param name="pair">The reading's other half, in the form that the binding remembers.</param>
    public static CheckOutcome OfPair(WhatsAppAddress claim, ProvedProfile proved, string pair, ProfileReading reading) =>
        claim.Mismatch(reading)
        ?? (reading.Reader == proved.Reader && pair == proved.Pair ? null : claim.OtherProfile)
        ?? OfNumber(reading)
        ?? CheckOutcome.Verified;

    public static CheckOutcome OfFailure(ReadFailure failure) => failure switch
    {
        ReadFailure.Unreachable => CheckOutcome.Unreachable,
        ReadFailure.GrantLost => CheckOutcome.GrantLost,
        ReadFailure.NotLive => WhatsAppOutcomes.NumberNotLive,
    };

    // A directory shows no number: its readings stand as live.
    private static CheckOutcome? OfNumber(ProfileReading reading) => reading.Standing switch
    {
        NumberStanding.Live => null,
        NumberStanding.NotLive => WhatsAppOutcomes.NumberNotLive,
        NumberStanding.Test => WhatsAppOutcomes.TestNumber,
    };
}
