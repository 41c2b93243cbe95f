using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;

namespace AiIdentity.Application.Verification;

/// <summary>One look at a surface: who looked, when, what came of it. Never the text, never a number.</summary>
public sealed class Evidence
{
    private Evidence()
    {
    }

    public Evidence(SurfaceId surface, string reader, CheckOutcome outcome, string? digest, DateTimeOffset at)
    {
        Id = EventId.New(at);
        (SurfaceId, Reader, Outcome, Digest, At) = (surface, reader, outcome.Code, digest, at);
    }

    public EventId Id { get; private init; }
    public SurfaceId SurfaceId { get; private init; }
    /// <summary>Through what it was looked; see <see cref="EvidenceReaders"/>.</summary>
    public string Reader { get; private init; } = "";
    /// <summary>The outcome's code.</summary>
    public string Outcome { get; private init; } = "";
    /// <summary>Keyed digest of what was read; null where the check may not tell that anything was.</summary>
    public string? Digest { get; private init; }
    public DateTimeOffset At { get; private init; }
}

/// <summary>Through what looks are made, in snake_case. The set is open: methods add their own.</summary>
public static class EvidenceReaders
{
    /// <summary>The longest name of a reader.</summary>
    public const int MaxLength = 40;

    /// <summary>The registry's own means.</summary>
    public const string OwnGrant = "own_grant";
    /// <summary>What the operator handed over for that look.</summary>
    public const string OperatorToken = "operator_token";
}
