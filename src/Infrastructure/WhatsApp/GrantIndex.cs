using AiIdentity.Application.Limits;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.WhatsApp;
using Microsoft.Extensions.Options;

namespace AiIdentity.Infrastructure.WhatsApp;

/// <summary>The numbers that were shared with the registry; <c>Complete</c> is false where an account could not be listed.</summary>
internal sealed record SharedNumbers(IReadOnlyList<GraphNode> Numbers, bool Complete)
{
    public static readonly SharedNumbers None = new([], Complete: true);

    public IEnumerable<string> Of(WaPhone phone) =>
        Numbers.Where(number => WaPhone.FromDisplay(number.DisplayPhoneNumber)?.Folded == phone.Folded).Select(number => number.Id!);
}

/// <summary>
/// What the registry's own grant reaches: its numbers and what each is called, kept for all looks together. The platform has no look-up
/// by handle, so that a miss costs as many calls as there are numbers: it is remembered as a hit is. Whom to ask, never what to believe.
/// </summary>
internal sealed class GrantIndex(WhatsAppTarget target, IOptions<RateLimitOptions> limits, TimeProvider clock) : IDisposable
{
    private const int AtOnce = 8;
    /// <summary>How old the list may be for a look of the registry's own: a round asks for it once.</summary>
    internal static readonly TimeSpan ListAge = TimeSpan.FromSeconds(2);
    internal static readonly TimeSpan HandleAge = TimeSpan.FromMinutes(5);
    /// <summary>A number that could not be asked is asked again sooner.</summary>
    internal static readonly TimeSpan FailureAge = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _listing = new(1, 1);
    private readonly SemaphoreSlim _asking = new(1, 1);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Known> _handles = new(StringComparer.Ordinal);
    private (SharedNumbers Shared, DateTimeOffset At)? _list;

    /// <summary>The list as somebody else may have read it a moment ago.</summary>
    public async Task<SharedNumbers> RecentListAsync(GraphCalls graph, GraphGrant own, CancellationToken ct)
    {
        await _listing.WaitAsync(ct);
        try
        {
            return limits.Value.Enabled && _list is { } list && clock.Now() - list.At < ListAge ? list.Shared : await ListAsync(graph, own, ct);
        }
        finally
        {
            _listing.Release();
        }
    }

    /// <summary>The list as it is now: what was shared just before is on it.</summary>
    public async Task<SharedNumbers> ListAsync(GraphCalls graph, GraphGrant own, CancellationToken ct)
    {
        var (wabas, now) = (target.WabaIds, clock.Now());
        var listed = new IReadOnlyList<GraphNode>?[wabas.Count];
        await Parallel.ForAsync(0, wabas.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct },
            async (at, stop) => listed[at] = await graph.NumbersAsync(wabas[at], own, stop));
        var shared = new SharedNumbers([.. listed.SelectMany(numbers => numbers ?? []).DistinctBy(number => number.Id)], listed.All(numbers => numbers is not null));
        lock (_gate)
        {
            _list = (shared, now);
            if (shared.Complete) Forget(shared);
        }

        return shared;
    }

    /// <summary>The number that answers to the handle, as far as is known.</summary>
    public string? HolderOf(WaUsername handle, SharedNumbers shared)
    {
        lock (_gate) return shared.Numbers.Select(number => number.Id!).Where(id => _handles.TryGetValue(id, out var known) && known.Handle == handle).MaxBy(id => _handles[id].AskedAt);
    }

    /// <summary>The numbers of which nothing is known, or only from before <paramref name="asOf"/>; one that could not be asked is left alone for a while.</summary>
    public IReadOnlyList<string> UnaskedSince(DateTimeOffset? asOf, SharedNumbers shared)
    {
        var now = clock.Now();
        lock (_gate)
        {
            return [.. shared.Numbers.Select(number => number.Id!).Where(id =>
                !_handles.TryGetValue(id, out var known) || (known.AskedAt < asOf && (!known.Failed || now - known.AskedAt >= FailureAge)))];
        }
    }

    /// <summary>Asks those numbers what they are called, whatever they answer; whom somebody else asked meanwhile is not asked again.</summary>
    public async Task AskAsync(GraphCalls graph, GraphGrant own, DateTimeOffset? asOf, SharedNumbers shared, CancellationToken ct)
    {
        await _asking.WaitAsync(ct);
        try
        {
            await EachAsync(graph, own, UnaskedSince(asOf, shared), _ => false, ct);
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>The number that answers to the handle: known for some minutes, else asked, at most until one does.</summary>
    public async Task<string?> FindHolderAsync(GraphCalls graph, GraphGrant own, WaUsername handle, SharedNumbers shared, CancellationToken ct)
    {
        await _asking.WaitAsync(ct);
        try
        {
            var stale = Stale(shared);
            // Whoever answered to it last comes first: most often that is all there is to ask.
            if (HolderOf(handle, shared) is { } likely)
            {
                if (!stale.Remove(likely)) return likely;
                await EachAsync(graph, own, [likely], _ => false, ct);
                if (HolderOf(handle, shared) == likely) return likely;
            }

            await EachAsync(graph, own, stale, held => held == handle, ct);
            return HolderOf(handle, shared);
        }
        finally
        {
            _asking.Release();
        }
    }

    public void Dispose()
    {
        _listing.Dispose();
        _asking.Dispose();
    }

    private List<string> Stale(SharedNumbers shared)
    {
        var now = clock.Now();
        lock (_gate)
        {
            return [.. shared.Numbers.Select(number => number.Id!).Where(id =>
                !limits.Value.Enabled || !_handles.TryGetValue(id, out var known) || now - known.AskedAt >= (known.Failed ? FailureAge : HandleAge))];
        }
    }

    private async Task EachAsync(GraphCalls graph, GraphGrant own, IReadOnlyList<string> numbers, Func<WaUsername?, bool> enough, CancellationToken ct)
    {
        using var found = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            await Parallel.ForEachAsync(numbers, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = found.Token }, async (id, stop) =>
            {
                var asked = clock.Now();
                var edge = await graph.UsernameAsync(id, own, stop);
                var handle = WaUsername.FromPlatform(edge.Value?.Username);
                Note(id, handle, failed: edge.Value is null, asked);
                if (enough(handle)) await found.CancelAsync();
            });
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Found: the others need not answer any more.
        }
    }

    // A number that could not be asked is called what it was called before.
    private void Note(string id, WaUsername? handle, bool failed, DateTimeOffset asked)
    {
        lock (_gate) _handles[id] = new(failed && _handles.TryGetValue(id, out var before) ? before.Handle : handle, asked, failed);
    }

    private void Forget(SharedNumbers shared)
    {
        var listed = shared.Numbers.Select(number => number.Id!).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in _handles.Keys.Where(id => !listed.Contains(id)).ToList()) _handles.Remove(gone);
    }

    private readonly record struct Known(WaUsername? Handle, DateTimeOffset AskedAt, bool Failed);
}
