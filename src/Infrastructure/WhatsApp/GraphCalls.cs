using Microsoft.Extensions.Logging;

namespace AiIdentity.Infrastructure.WhatsApp;

/// <summary>What one Graph call gave: a value of the right shape, or the class of its failure.</summary>
internal readonly record struct GraphResult<T>(T? Value, GraphErrorClass? Error) where T : class
{
    public static GraphResult<T> Unusable => new(null, GraphErrorClass.Transient);
}

/// <summary>Makes one Graph call each; a fault is an answer, and nothing is asked twice.</summary>
internal sealed partial class GraphCalls(IGraphApi api, WhatsAppTarget target, GraphUsage usage, ILogger<GraphCalls> logger)
{
    private const int MostPages = 100;

    public Task<GraphResult<GraphNode>> NodeAsync(string id, GraphGrant grant, CancellationToken ct) =>
        Call<GraphNode>("number node", grant, () => api.NodeAsync(target.Version, id, grant.Token, grant.AppSecretProof, ct),
            node => node.Id == id && node.DisplayPhoneNumber is not null, ct);

    public Task<GraphResult<GraphProfiles>> ProfileAsync(string id, GraphGrant grant, CancellationToken ct) =>
        Call<GraphProfiles>("profile", grant, () => api.ProfileAsync(target.Version, id, grant.Token, grant.AppSecretProof, ct),
            profiles => profiles.Data is [] or [not null], ct);

    public Task<GraphResult<GraphUsername>> UsernameAsync(string id, GraphGrant grant, CancellationToken ct) =>
        Call<GraphUsername>("username", grant, () => api.UsernameAsync(target.Version, id, grant.Token, grant.AppSecretProof, ct), _ => true, ct);

    /// <summary>Every number of a business account, to the last page; null where a page could not be had.</summary>
    public async Task<IReadOnlyList<GraphNode>?> NumbersAsync(string waba, GraphGrant grant, CancellationToken ct)
    {
        var numbers = new List<GraphNode>();
        string? after = null;
        for (var page = 0; page < MostPages; page++)
        {
            var cursor = after;
            var got = await Call<GraphNumbers>("numbers of an account", grant,
                () => api.NumbersAsync(target.Version, waba, cursor, grant.Token, grant.AppSecretProof, ct), numbers => numbers.Data is not null, ct);
            if (got.Value is not { } answer)
            {
                GraphListingFailed(got.Error);
                return null;
            }

            numbers.AddRange(answer.Data!.OfType<GraphNode>().Where(number => GraphId.IsOne(number.Id)));
            // Only the cursor is used: the next address is the wire's word, and we follow none of those.
            after = answer.Paging is { Next: not null, Cursors.After: { Length: > 0 } next } ? next : null;
            if (after is null) return numbers;
        }

        GraphListingTooLong(MostPages);
        return null;
    }

    private async Task<GraphResult<T>> Call<T>(string what, GraphGrant grant, Func<Task<HttpResponseMessage>> call, Func<T, bool> isShape, CancellationToken ct)
        where T : class
    {
        try
        {
            using var response = await call();
            // An operator's token belongs to another app, whose allowance is none of ours.
            if (grant.IsOwn) usage.Note(response.Headers);
            var body = await Wire.BytesAsync(response, ct);
            if (Wire.Read<GraphFailure>(body)?.Error is { } error) return Refused<T>(what, GraphErrorClasses.Of(response.StatusCode, error));
            return response.IsSuccessStatusCode && Wire.Read<T>(body) is { } value && isShape(value) ? new(value, null) : GraphResult<T>.Unusable;
        }
        catch (Exception e) when (Wire.IsFault(e))
        {
            // Nothing was learnt. The exception may hold what was sent or read: it goes no further.
            ct.ThrowIfCancellationRequested();
            return GraphResult<T>.Unusable;
        }
    }

    private GraphResult<T> Refused<T>(string what, GraphErrorClass error) where T : class
    {
        if (error is GraphErrorClass.Ours) GraphRequestRefused(what);
        return new(null, error);
    }

    [LoggerMessage(3000, LogLevel.Error, "The Graph API refused our request for a {What} as wrong")]
    private partial void GraphRequestRefused(string what);

    [LoggerMessage(3001, LogLevel.Warning, "The numbers of a WhatsApp business account could not be listed: {Failure}")]
    private partial void GraphListingFailed(GraphErrorClass? failure);

    [LoggerMessage(3002, LogLevel.Warning, "A WhatsApp business account lists more than {Pages} pages of numbers")]
    private partial void GraphListingTooLong(int pages);
}
