using AiIdentity.Domain.Shared;

namespace AiIdentity.Application.Shared;

/// <summary>One page of a list, newest first.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor)
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    public Page<TOther> Select<TOther>(Func<T, TOther> view) => new([.. Items.Select(view)], NextCursor);
}

/// <summary>Which page is asked for; the cursor is the id of the last item seen.</summary>
public sealed record PageRequest(string? Cursor, int? Limit)
{
    public int Take => Limit ?? Page<object>.DefaultLimit;

    /// <summary>The limit as it may be: 1 to 200.</summary>
    public static bool IsLimit(int limit) => limit is >= 1 and <= Page<object>.MaxLimit;

    /// <summary>The id that the page comes after; null for the first page.</summary>
    public TId? After<TId>() where TId : struct, IId<TId> =>
        Cursor is null ? null
        : Id.TryParse<TId>(Cursor, out var id) ? id
        : throw new RefusedException(RequestErrors.CursorMalformed, "cursor");

    /// <summary>Makes a page from one item more than asked for.</summary>
    public Page<T> Of<T>(IReadOnlyList<T> oneMore, Func<T, string> idOf) =>
        oneMore.Count > Take
            ? new([.. oneMore.Take(Take)], idOf(oneMore[Take - 1]))
            : new(oneMore, null);
}
