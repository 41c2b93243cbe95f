#pragma warning disable CA1051 // Fields that are open on purpose.
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;

namespace AiIdentity.Architecture.Tests.Wrong;

internal sealed class KnowsASurface
{
    public SurfaceId Id { get; private init; }

    public static SurfaceStatus? At(object surface, DateTimeOffset now) => (surface as Surface)?.StatusAt(now);
}

public class OpenAggregate : Aggregate
{
    public int Count = 1;

    public string Status { get; set; } = "";
    public string Name { get; init; } = "";
    public string Note { get; private set; } = "";
}

internal sealed record MutableEvent(string Type)
{
    public string? Reason { get; private set; }
}

internal sealed record LooseId(string Value);
