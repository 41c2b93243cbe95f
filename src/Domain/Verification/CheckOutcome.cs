using AiIdentity.Domain.Surfaces;

namespace AiIdentity.Domain.Verification;

/// <summary>What one look told the operator; snake_case outside.</summary>
public enum CheckOutcome
{
    Verified,
    TokenNotFound,
    TokenLookalike,
    TokenInDescription,
    SeveralTokens,
    NumberMismatch,
    NumberNotLive,
    TestNumber,
    UsernameMismatch,
    UsernameNotApproved,
    NoGrant,
    GrantLost,
    Unreachable,
}

/// <summary>Judges readings; knows nothing of how they came.</summary>
public static class Judgement
{
    /// <summary>Whether a reading proves control of <paramref name="claim"/> by this challenge's token.</summary>
    public static CheckOutcome OfProof(SurfaceAddress claim, string token, ProfileReading reading) =>
        OfAddress(claim, reading) ?? OfNumber(reading) ?? AboutText.Find(token, reading.About, reading.Description) switch
        {
            TokenPlace.About => CheckOutcome.Verified,
            TokenPlace.AmongOthers or TokenPlace.OnlyOthers => CheckOutcome.SeveralTokens,
            TokenPlace.Lookalike => CheckOutcome.TokenLookalike,
            TokenPlace.Description => CheckOutcome.TokenInDescription,
            TokenPlace.Nowhere => CheckOutcome.TokenNotFound,
        };

    /// <summary>Whether the reading saw this challenge's token at all: its sender may then be told what else it saw.</summary>
    public static bool SawToken(string token, ProfileReading reading) =>
        AboutText.Find(token, reading.About, reading.Description)
            is TokenPlace.About or TokenPlace.AmongOthers or TokenPlace.Lookalike or TokenPlace.Description;

    /// <summary>Whether the pair that was once proved still holds; the token is not asked for again.</summary>
    /// <param name="pair">The reading's other half, in the form that the binding remembers.</param>
    public static CheckOutcome OfPair(SurfaceAddress claim, Binding binding, string pair, ProfileReading reading) =>
        OfAddress(claim, reading)
        ?? (reading.Reader == binding.Reader && pair == binding.Pair ? (CheckOutcome?)null
            : claim is WaUsername ? CheckOutcome.UsernameMismatch
            : CheckOutcome.NumberMismatch)
        ?? OfNumber(reading)
        ?? CheckOutcome.Verified;

    public static CheckOutcome OfFailure(ReadFailure failure) => failure switch
    {
        ReadFailure.Unreachable => CheckOutcome.Unreachable,
        ReadFailure.GrantLost => CheckOutcome.GrantLost,
        ReadFailure.NotLive => CheckOutcome.NumberNotLive,
    };

    /// <summary>What a re-check's outcome means for the binding.</summary>
    public static LookVerdict VerdictOf(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Verified => LookVerdict.Confirmed,
        CheckOutcome.Unreachable => LookVerdict.Unreachable,
        CheckOutcome.GrantLost => LookVerdict.GrantLost,
        CheckOutcome.NumberMismatch or CheckOutcome.NumberNotLive or CheckOutcome.TestNumber
            or CheckOutcome.UsernameMismatch or CheckOutcome.UsernameNotApproved => LookVerdict.Contradicted,
        CheckOutcome.TokenNotFound or CheckOutcome.TokenLookalike or CheckOutcome.TokenInDescription
            or CheckOutcome.SeveralTokens or CheckOutcome.NoGrant =>
            throw new ArgumentOutOfRangeException(nameof(outcome), "Says nothing about a pair."),
    };

    private static CheckOutcome? OfAddress(SurfaceAddress claim, ProfileReading reading) => claim switch
    {
        WaPhone phone when reading.Number?.Folded != phone.Folded => CheckOutcome.NumberMismatch,
        WaUsername handle when reading.Username != handle => CheckOutcome.UsernameMismatch,
        WaUsername when !reading.UsernameApproved => CheckOutcome.UsernameNotApproved,
        _ => null,
    };

    // A directory shows no number: its readings stand as live.
    private static CheckOutcome? OfNumber(ProfileReading reading) => reading.Standing switch
    {
        NumberStanding.Live => null,
        NumberStanding.NotLive => CheckOutcome.NumberNotLive,
        NumberStanding.Test => CheckOutcome.TestNumber,
    };
}
