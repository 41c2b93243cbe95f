namespace AiIdentity.Client;

/// <summary>Reads lists to their ends, page after page.</summary>
public static class RegistryPages
{
    private const string PageSize = "200";

    /// <summary>All that has been revoked and has not expired yet, newest first.</summary>
    /// <param name="since">Only from this instant on, RFC 3339; null: all.</param>
    public static Task<IReadOnlyList<RevocationView>> ReadAllRevocationsAsync(this IRegistryClient registry, string? since = null, CancellationToken cancellationToken = default) =>
        ReadAllAsync((cursor, ct) => registry.ListRevocationsAsync(since, PageSize, cursor, ct), page => page.Items, page => page.NextCursor, cancellationToken);

    /// <summary>All identities of the account, newest first.</summary>
    public static Task<IReadOnlyList<IdentityView>> ReadAllIdentitiesAsync(this IRegistryClient registry, CancellationToken cancellationToken = default) =>
        ReadAllAsync((cursor, ct) => registry.ListIdentitiesAsync(cursor, PageSize, ct), page => page.Items, page => page.NextCursor, cancellationToken);

    /// <summary>All Passports of an identity, newest first.</summary>
    public static Task<IReadOnlyList<PassportView>> ReadAllPassportsAsync(this IRegistryClient registry, string identity, CancellationToken cancellationToken = default) =>
        ReadAllAsync((cursor, ct) => registry.ListPassportsAsync(identity, cursor, PageSize, ct), page => page.Items, page => page.NextCursor, cancellationToken);

    /// <summary>All events of the account, newest first.</summary>
    /// <param name="identity">Only of this identity; null: of all.</param>
    public static Task<IReadOnlyList<EventView>> ReadAllEventsAsync(this IRegistryClient registry, string? identity = null, CancellationToken cancellationToken = default) =>
        ReadAllAsync((cursor, ct) => registry.ListEventsAsync(identity, cursor, PageSize, ct), page => page.Items, page => page.NextCursor, cancellationToken);

    /// <summary>Any list: <c>ReadAllAsync((cursor, ct) =&gt; registry.ListApiKeysAsync(cursor, null, ct), page =&gt; page.Items, page =&gt; page.NextCursor)</c>.</summary>
    /// <param name="read">Asks for the page at a cursor; null is the first.</param>
    public static async Task<IReadOnlyList<TItem>> ReadAllAsync<TPage, TItem>(
        Func<string?, CancellationToken, Task<TPage>> read, Func<TPage, IEnumerable<TItem>> items, Func<TPage, string?> next, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(next);
        var all = new List<TItem>();
        string? cursor = null;
        string? last;
        do
        {
            var page = await read(cursor, cancellationToken).ConfigureAwait(false);
            all.AddRange(items(page));
            (last, cursor) = (cursor, next(page));
        }
        while (cursor is not null && cursor != last);
        return all;
    }
}
