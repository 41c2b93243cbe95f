using System.Diagnostics.CodeAnalysis;

namespace AiIdentity.Domain.Shared;

/// <summary>An id of one kind of thing, written as its prefix and a ULID: <c>srf_01J…</c>.</summary>
public interface IId<TSelf> where TSelf : struct, IId<TSelf>
{
    static abstract string Prefix { get; }
    static abstract TSelf From(Ulid value);

    Ulid Value { get; }
}

/// <summary>Makes, reads and writes ids of every kind.</summary>
public static class Id
{
    public static TId New<TId>(DateTimeOffset now) where TId : struct, IId<TId> => TId.From(Ulid.New(now));

    public static bool TryParse<TId>([NotNullWhen(true)] string? text, out TId id) where TId : struct, IId<TId>
    {
        id = default;
        if (text is null || !text.StartsWith(TId.Prefix, StringComparison.Ordinal)) return false;
        if (!Ulid.TryParse(text.AsSpan(TId.Prefix.Length), out var value)) return false;
        id = TId.From(value);
        return true;
    }

    /// <summary>Reads what <see cref="Write{TId}"/> wrote; anything else is a bug of the caller.</summary>
    public static TId Parse<TId>(string text) where TId : struct, IId<TId> =>
        TryParse<TId>(text, out var id) ? id : throw new FormatException($"Not a {TId.Prefix} id.");

    public static string Write<TId>(TId id) where TId : struct, IId<TId> => TId.Prefix + id.Value;
}
