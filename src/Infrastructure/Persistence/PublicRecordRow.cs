using AiIdentity.Application.Registry;
using AiIdentity.Domain.Identities;

namespace AiIdentity.Infrastructure.Persistence;

/// <summary>The row of a <see cref="StoredRecord"/>, written by the projector.</summary>
internal sealed class PublicRecordRow
{
    public IdentityId IdentityId { get; private init; }
    public byte[] Facts { get; private set; } = [];

    public static PublicRecordRow Of(IdentityId id, StoredRecord record) => new() { IdentityId = id, Facts = record.ToJson() };

    public StoredRecord Read() => StoredRecord.FromJson(Facts);

    /// <returns>Whether anything changed.</returns>
    public bool Update(StoredRecord record)
    {
        var json = record.ToJson();
        if (json.AsSpan().SequenceEqual(Facts)) return false;
        Facts = json;
        return true;
    }
}
