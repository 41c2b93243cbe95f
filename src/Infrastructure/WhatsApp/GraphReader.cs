using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AiIdentity.Application.Verification;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;
using Microsoft.Extensions.Logging;
using Refit;

namespace AiIdentity.Infrastructure.WhatsApp;

/// <summary>A token and whose it is: the proof of our app secret goes with our own only, it fails for others'.</summary>
internal sealed record GraphGrant(string Token, string? AppSecretProof)
{
    public static GraphGrant Own(string token, string? appSecret) => new(token, appSecret is null
        ? null
        : Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(appSecret), Encoding.UTF8.GetBytes(token))));

    public override string ToString() => "(grant)";
}

/// <summary>What one Graph call gave: a value, or the class of its failure.</summary>
internal readonly record struct GraphResult<T>(T? Value, ReadFailure? Failure) where T : class;

/// <summary>Reads numbers and profiles through the Graph API; a fault is an answer, nothing is retried within a look.</summary>
internal sealed class GraphReader(IGraphApi api, WhatsAppTarget target, GraphUsage usage, ILogger<GraphReader> logger)
{
    private const int MaxPages = 100;
    private static readonly Microsoft.Extensions.Logging.EventId OurMistake = new(3000, "GraphRefusedOurRequest");

    /// <summary>One consistent look: node, username, profile, then both again; what changed meanwhile proves nothing.</summary>
    public async Task<ReadResult> ReadAsync(string id, GraphGrant grant, CancellationToken ct)
    {
        var node = await NodeAsync(id, grant, ct);
        if (node.Failure is { } lost) return new ReadResult.Failed(lost);
        var name = await UsernameAsync(id, grant, ct);
        if (name.Failure is ReadFailure.Unreachable) return new ReadResult.Failed(ReadFailure.Unreachable);
        var profiles = await Call<GraphProfiles>(c => api.ProfileAsync(target.Version, id, grant.Token, grant.AppSecretProof, c), ct);
        if (profiles.Failure is { } noProfile) return new ReadResult.Failed(noProfile);
        if (profiles.Value!.Data is { Count: > 1 }) return new ReadResult.Failed(ReadFailure.Unreachable);
        var nameAgain = await UsernameAsync(id, grant, ct);
        var nodeAgain = await NodeAsync(id, grant, ct);
        if (nodeAgain.Failure is { } lostMeanwhile) return new ReadResult.Failed(lostMeanwhile);
        if (node.Value != nodeAgain.Value || name != nameAgain) return new ReadResult.Failed(ReadFailure.Unreachable);

        var profile = profiles.Value.Data is [{ } only] ? only.BusinessProfile ?? only : null;
        var number = WaPhone.FromDisplay(node.Value!.DisplayPhoneNumber);
        return new ReadResult.Read(new ProfileReading(
            ReaderKind.CloudApi,
            id,
            number,
            NumberNode.StandingOf(number, node.Value.Status, node.Value.PlatformType, node.Value.CodeVerificationStatus, node.Value.AccountMode),
            WaUsername.FromPlatform(name.Value?.Username),
            name.Value?.Status == "approved",
            Text(profile?.About),
            Text(profile?.Description)));
    }

    public Task<GraphResult<GraphNode>> NodeAsync(string id, GraphGrant grant, CancellationToken ct) =>
        Call<GraphNode>(c => api.NodeAsync(target.Version, id, grant.Token, grant.AppSecretProof, c), ct);

    public Task<GraphResult<GraphUsername>> UsernameAsync(string id, GraphGrant grant, CancellationToken ct) =>
        Call<GraphUsername>(c => api.UsernameAsync(target.Version, id, grant.Token, grant.AppSecretProof, c), ct);

    /// <summary>Every number of a business account, to the last page; null where a page could not be had.</summary>
    public async Task<IReadOnlyList<GraphNode>?> NumbersAsync(string waba, GraphGrant grant, CancellationToken ct)
    {
        var numbers = new List<GraphNode>();
        string? after = null;
        for (var page = 0; page < MaxPages; page++)
        {
            var cursor = after;
            var got = await Call<GraphNumbers>(c => api.NumbersAsync(target.Version, waba, cursor, grant.Token, grant.AppSecretProof, c), ct);
            if (got.Value?.Data is null) return null;
            numbers.AddRange(got.Value.Data.Where(n => PhoneNumberIds.IsId(n?.Id)));
            // Only the cursor is used: the next address is the wire's word, and we follow none of those.
            after = got.Value.Paging is { Next: not null, Cursors.After: { Length: > 0 } next } ? next : null;
            if (after is null) return numbers;
        }

        return null;
    }

    private async Task<GraphResult<T>> Call<T>(Func<CancellationToken, Task<IApiResponse<string>>> call, CancellationToken ct) where T : class
    {
        try
        {
            using var response = await call(ct);
            if (response.Headers is { } headers) usage.Note(headers);
            if (response is { IsSuccessStatusCode: true, Content: { } body } && !LooksLikeFailure(body))
                return new GraphResult<T>(JsonSerializer.Deserialize<T>(body, WireJson.Options), null) is { Value: not null } good ? good : Unreachable<T>();
            return Failed<T>(response.Content ?? (response.Error as ApiException)?.Content);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or IOException or ApiException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            // Whatever it was, nothing was learnt; the exception may hold what was read, so it goes no further.
            return Unreachable<T>();
        }
    }

    private GraphResult<T> Failed<T>(string? body) where T : class
    {
        var error = body is null ? null : JsonSerializer.Deserialize<GraphFailure>(body, WireJson.Options)?.Error;
        if (GraphErrorClass.IsOurs(error)) logger.LogError(OurMistake, "The Graph API refused a request of ours as wrong");
        return new GraphResult<T>(null, GraphErrorClass.Of(error));
    }

    private static GraphResult<T> Unreachable<T>() where T : class => new(null, ReadFailure.Unreachable);

    private static bool LooksLikeFailure(string body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.ValueKind is not JsonValueKind.Object || document.RootElement.TryGetProperty("error", out _);
    }

    private static string? Text(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
