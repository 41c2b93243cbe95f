namespace AiIdentity.Domain.Surfaces;

/// <summary>What an outcome means, whatever its method; snake_case outside. In the order in which an answer comes nearer to a proof: the first is the nearest.</summary>
public enum OutcomeKind
{
    Verified,
    /// <summary>The address was read, and something about it forbids a binding.</summary>
    Ineligible,
    /// <summary>What was read belongs to another address or another identity.</summary>
    Mismatch,
    /// <summary>The address was read, or could not be seen, and shows no proof.</summary>
    NotFound,
    /// <summary>The means to look were taken away, or are missing.</summary>
    AccessLost,
    /// <summary>Nothing was learnt.</summary>
    Unreachable,
}

/// <summary>What one look told the operator. The set is open: methods add their own.</summary>
/// <param name="Code">snake_case; kept in the store and shown outside.</param>
public sealed record CheckOutcome(string Code, OutcomeKind Kind)
{
    /// <summary>The longest code of an outcome.</summary>
    public const int MaxLength = 40;

    public static readonly CheckOutcome Verified = new("verified", OutcomeKind.Verified);
    public static readonly CheckOutcome TokenNotFound = new("token_not_found", OutcomeKind.NotFound);
    public static readonly CheckOutcome TokenLookalike = new("token_lookalike", OutcomeKind.NotFound);
    public static readonly CheckOutcome SeveralTokens = new("several_tokens", OutcomeKind.NotFound);
    /// <summary>The registry itself can't look, and nothing was handed over.</summary>
    public static readonly CheckOutcome NoGrant = new("no_grant", OutcomeKind.AccessLost);
    public static readonly CheckOutcome GrantLost = new("grant_lost", OutcomeKind.AccessLost);
    public static readonly CheckOutcome Unreachable = new("unreachable", OutcomeKind.Unreachable);

    public override string ToString() => Code;
}
