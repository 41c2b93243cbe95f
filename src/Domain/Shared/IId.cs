using System.Diagnostics.CodeAnalysis;

namespace AiIdentity.Domain.Shared;

/// <summary>An id of one kind of thing, written as its prefix and a ULID: <c>srf_01J…</c>; one id of a kind may be reserved and written by name.</summary>
public interface IId<TSelf> where TSelf : struct, IId<TSelf>
{
    static abstract string Prefix { get; }
    static abstract TSelf From(Ulid value);

    /// <summary>The id that is written as its prefix and this name, and in no other way; most kinds have none.</summary>
    static virtual (string Name, Ulid Value)? Reserved => null;

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
        var rest = text.AsSpan(TId.Prefix.Length);
        if (TId.Reserved is { } reserved && rest.SequenceEqual(reserved.Name))
        {
            id = TId.From(reserved.Value);
            return true;
        }

        if (!Ulid.TryParse(rest, out var value) || value == TId.Reserved?.Value) return false;
        id = TId.From(value);
        return true;
    }

    /// <summary>Reads what <see cref="Write{TId}"/> wrote; anything else is a bug of the caller.</summary>
    public static TId Parse<TId>(string text) where TId : struct, IId<TId> =>
        TryParse<TId>(text, out var id) ? id : throw new FormatException($"Not a {TId.Prefix} id.");

    public static string Write<TId>(TId id) where TId : struct, IId<TId> =>
        TId.Prefix + (TId.Reserved is { } reserved && reserved.Value == id.Value ? reserved.Name : id.Value.ToString());
}
