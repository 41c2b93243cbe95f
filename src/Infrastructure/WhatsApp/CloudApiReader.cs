using AiIdentity.Application.Verification;
using AiIdentity.Application.WhatsApp;
using AiIdentity.Domain.WhatsApp;

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
internal sealed class CloudApiReader(GraphCalls graph)
{
    private static readonly GraphUsername NoHandle = new(null, null);

    /// <summary>One consistent look: node, handle, profile, then handle and node again; what changed meanwhile proves nothing.</summary>
    public Task<ReadResult> ReadAsync(string id, GraphGrant grant, HandleUse use, CancellationToken ct) => ReadAsync(id, grant, use, whole: false, ct);

    /// <summary>As <see cref="ReadAsync(string, GraphGrant, HandleUse, CancellationToken)"/>, but asks all of it though the first call failed.</summary>
    public Task<ReadResult> ReadWholeAsync(string id, GraphGrant grant, HandleUse use, CancellationToken ct) => ReadAsync(id, grant, use, whole: true, ct);

    public async Task<bool> ReachesAsync(string id, GraphGrant grant, CancellationToken ct) => (await graph.NodeAsync(id, grant, ct)).Value is not null;

    private async Task<ReadResult> ReadAsync(string id, GraphGrant grant, HandleUse use, bool whole, CancellationToken ct)
    {
        ReadResult.Failed? failed = null;
        var node = await graph.NodeAsync(id, grant, ct);
        if (IsEnd(node)) return failed!;
        var handle = await HandleAsync(id, grant, use, ct);
        if (IsEnd(handle)) return failed!;
        var profile = await graph.ProfileAsync(id, grant, ct);
        if (IsEnd(profile)) return failed!;
        var handleAgain = await HandleAsync(id, grant, use, ct);
        if (IsEnd(handleAgain)) return failed!;
        var nodeAgain = await graph.NodeAsync(id, grant, ct);
        if (IsEnd(nodeAgain) || failed is not null) return failed!;
        return node.Value == nodeAgain.Value && handle.Value == handleAgain.Value
            ? new ReadResult.Read(Reading(node.Value!, handle.Value!, profile.Value!))
            : new ReadResult.Failed(ReadFailure.Unreachable);

        bool IsEnd<T>(GraphResult<T> result) where T : class
        {
            if (result.Value is null) failed ??= Failed(result.Error);
            return failed is not null && !whole;
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
