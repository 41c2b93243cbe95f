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

    public Evidence(SurfaceId surface, EvidenceReader reader, CheckOutcome outcome, string? digest, DateTimeOffset at)
    {
        Id = EventId.New(at);
        (SurfaceId, Reader, Outcome, Digest, At) = (surface, reader, outcome, digest, at);
    }

    public EventId Id { get; private init; }
    public SurfaceId SurfaceId { get; private init; }
    public EvidenceReader Reader { get; private init; }
    public CheckOutcome Outcome { get; private init; }
    /// <summary>Keyed digest of what was read; null where the check may not tell that anything was.</summary>
    public string? Digest { get; private init; }
    public DateTimeOffset At { get; private init; }
}

/// <summary>Through what a look was made; snake_case outside.</summary>
public enum EvidenceReader
{
    OwnGrant,
    OperatorToken,
    Directory,
}
