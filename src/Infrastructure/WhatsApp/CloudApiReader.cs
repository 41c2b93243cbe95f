using AiIdentity.Application.Verification;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;

namespace AiIdentity.Infrastructure.WhatsApp;

/// <summary>What the username edge is read for.</summary>
internal enum HandleUse
{
    /// <summary>A number is asked for: the handle decides nothing, and its edge is not asked.</summary>
    None,
    /// <summary>The claim is not known here: an edge that is missing or hidden reads as no handle.</summary>
    IfThere,
    /// <summary>A handle is asked for: without its edge nothing can be said.</summary>
    Decides,
}

/// <summary>Reads profiles through the Graph API.</summary>
internal sealed class CloudApiReader(GraphCalls graph, WhatsAppTarget target, HandleHints hints)
{
    private const int AtOnce = 8;
    private static readonly GraphUsername NoHandle = new(null, null);

    /// <summary>One consistent look: node, handle, profile, then handle and node again; what changed meanwhile proves nothing.</summary>
    public async Task<ReadResult> ReadAsync(string id, GraphGrant grant, HandleUse use, CancellationToken ct)
    {
        var node = await graph.NodeAsync(id, grant, ct);
        if (node.Value is not { } number) return Failed(node.Error);
        var handle = await HandleAsync(id, grant, use, ct);
        if (handle.Value is not { } name) return Failed(handle.Error);
        var profile = await graph.ProfileAsync(id, grant, ct);
        if (profile.Value is not { } profiles) return Failed(profile.Error);
        var handleAgain = await HandleAsync(id, grant, use, ct);
        if (handleAgain.Value is null) return Failed(handleAgain.Error);
        var nodeAgain = await graph.NodeAsync(id, grant, ct);
        if (nodeAgain.Value is null) return Failed(nodeAgain.Error);
        return number == nodeAgain.Value && name == handleAgain.Value
            ? new ReadResult.Read(Reading(number, name, profiles))
            : new ReadResult.Failed(ReadFailure.Unreachable);
    }

    public async Task<bool> ReachesAsync(string id, GraphGrant grant, CancellationToken ct) => (await graph.NodeAsync(id, grant, ct)).Value is not null;

    /// <summary>Every number of the accounts that were shared with the registry; <c>Complete</c> is false where one could not be listed.</summary>
    public async Task<(IReadOnlyList<GraphNode> Numbers, bool Complete)> SharedNumbersAsync(GraphGrant own, CancellationToken ct)
    {
        var wabas = target.WabaIds;
        var listed = new IReadOnlyList<GraphNode>?[wabas.Count];
        await Parallel.ForAsync(0, wabas.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct },
            async (at, stop) => listed[at] = await graph.NumbersAsync(wabas[at], own, stop));
        return ([.. listed.SelectMany(numbers => numbers ?? []).DistinctBy(number => number.Id)], listed.All(numbers => numbers is not null));
    }

    /// <summary>Reads all records that show a number: during a migration two do, and either may hold the token.</summary>
    public async Task<IReadOnlyList<ProfileReading>> HoldersAsync(WaPhone phone, IReadOnlyList<GraphNode> numbers, GraphGrant own, CancellationToken ct)
    {
        var readings = new List<ProfileReading>();
        foreach (var number in numbers.Where(number => WaPhone.FromDisplay(number.DisplayPhoneNumber)?.Folded == phone.Folded))
            if (await ReadAsync(number.Id!, own, HandleUse.None, ct) is ReadResult.Read { Profile: var reading }) readings.Add(reading);
        return readings;
    }

    /// <summary>Asks each number what it is called, until one answers to the handle: the platform has no look-up.</summary>
    public async Task<string?> HolderAsync(WaUsername handle, IReadOnlyList<GraphNode> numbers, GraphGrant own, CancellationToken ct)
    {
        var likely = hints.Of(handle) is { } hint && numbers.Any(number => number.Id == hint) ? hint : null;
        if (likely is not null && await HoldsAsync(likely, ct)) return likely;

        string? holder = null;
        using var found = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            await Parallel.ForEachAsync(numbers.Select(number => number.Id!).Where(id => id != likely),
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = found.Token }, async (id, stop) =>
                {
                    if (!await HoldsAsync(id, stop)) return;
                    Interlocked.CompareExchange(ref holder, id, null);
                    await found.CancelAsync();
                });
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Found: the others need not answer any more.
        }

        return holder;

        async Task<bool> HoldsAsync(string id, CancellationToken stop)
        {
            if (WaUsername.FromPlatform((await graph.UsernameAsync(id, own, stop)).Value?.Username) is not { } held) return false;
            hints.Note(held, id);
            return held == handle;
        }
    }

    private async Task<GraphResult<GraphUsername>> HandleAsync(string id, GraphGrant grant, HandleUse use, CancellationToken ct)
    {
        if (use is HandleUse.None) return new(NoHandle, null);
        var edge = await graph.UsernameAsync(id, grant, ct);
        return edge is { Error: GraphErrorClass.Ambiguous } && use is HandleUse.IfThere || edge.Value is { IsNone: true } ? new(NoHandle, null) : edge;
    }

    private static ProfileReading Reading(GraphNode node, GraphUsername name, GraphProfiles profiles)
    {
        var profile = profiles.Data is [{ } only] ? only.BusinessProfile ?? only : null;
        var number = WaPhone.FromDisplay(node.DisplayPhoneNumber);
        var handle = WaUsername.FromPlatform(name.Username);
        return new(
            ReaderKind.CloudApi,
            node.Id!,
            number,
            NumberNode.StandingOf(number, node.Status, node.PlatformType, node.CodeVerificationStatus, node.AccountMode),
            handle,
            UsernameApproved: handle is not null && name.Status == "approved",
            Wire.Text(profile?.About),
            Wire.Text(profile?.Description));
    }

    private static ReadResult.Failed Failed(GraphErrorClass? error) => new((error ?? GraphErrorClass.Transient).Failure());
}
