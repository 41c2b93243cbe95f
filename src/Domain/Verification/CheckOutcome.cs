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
        OfStanding(claim, reading) ?? AboutText.Find(token, reading.About, reading.Description) switch
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
        OfStanding(claim, reading) ?? (
            reading.Reader == binding.Reader && pair == binding.Pair ? CheckOutcome.Verified
            : claim is WaUsername ? CheckOutcome.UsernameMismatch
            : CheckOutcome.NumberMismatch);

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
        CheckOutcome.GrantLost or CheckOutcome.NoGrant => LookVerdict.GrantLost,
        CheckOutcome.NumberMismatch or CheckOutcome.NumberNotLive or CheckOutcome.TestNumber
            or CheckOutcome.UsernameMismatch or CheckOutcome.UsernameNotApproved => LookVerdict.Contradicted,
        CheckOutcome.TokenNotFound or CheckOutcome.TokenLookalike or CheckOutcome.TokenInDescription
            or CheckOutcome.SeveralTokens => throw new ArgumentOutOfRangeException(nameof(outcome), "A re-check asks for no token."),
    };

    // A directory shows no number: the handle it resolved is all that can be compared.
    private static CheckOutcome? OfStanding(SurfaceAddress claim, ProfileReading reading) => (claim, reading) switch
    {
        (WaPhone phone, _) when reading.Number?.Folded != phone.Folded => CheckOutcome.NumberMismatch,
        (WaUsername handle, _) when reading.Username != handle => CheckOutcome.UsernameMismatch,
        (WaUsername, { UsernameApproved: false }) => CheckOutcome.UsernameNotApproved,
        (_, { Standing: NumberStanding.Test }) => CheckOutcome.TestNumber,
        (_, { Standing: NumberStanding.NotLive }) => CheckOutcome.NumberNotLive,
        _ => null,
    };
}
