using AiIdentity.Domain.Shared;

namespace AiIdentity.Domain.Surfaces;

/// <summary>Names a surface of an identity, written <c>srf_</c> + ULID.</summary>
public readonly record struct SurfaceId(Ulid Value) : IId<SurfaceId>
{
    public static string Prefix => "srf_";
    public static SurfaceId From(Ulid value) => new(value);
    public static SurfaceId New(DateTimeOffset now) => Id.New<SurfaceId>(now);
    public override string ToString() => Id.Write(this);

    public static bool operator <(SurfaceId left, SurfaceId right) => left.Value < right.Value;
    public static bool operator >(SurfaceId left, SurfaceId right) => left.Value > right.Value;
}
