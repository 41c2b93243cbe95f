using AiIdentity.Application.Registry;
using AiIdentity.Domain.Identities;

namespace AiIdentity.Infrastructure.Persistence;

/// <summary>The facts behind one identity's public record, written by the unit of work that changes any of them.</summary>
internal sealed class PublicRecordRow
{
    public IdentityId IdentityId { get; private init; }
    public byte[] Facts { get; private set; } = [];

    public static PublicRecordRow Of(IdentityId id, PublicFacts facts) => new() { IdentityId = id, Facts = facts.Write() };

    public PublicFacts Read() => PublicFacts.Read(Facts);

    /// <returns>Whether anything changed.</returns>
    public bool Keep(PublicFacts facts)
    {
        var written = facts.Write();
        if (written.AsSpan().SequenceEqual(Facts)) return false;
        Facts = written;
        return true;
    }
}
