using System.Text.Json;
using AiIdentity.Application.Verification;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;
using Refit;

namespace AiIdentity.Infrastructure.WhatsApp;

internal sealed class WhatsAppReader(GraphReader graph, IDirectoryApi directory, WhatsAppTarget target) : IWhatsAppReader
{
    private const int AtOnce = 8;

    public Task<Sightings> FindAsync(SurfaceAddress address, CancellationToken ct) => address switch
    {
        WaPhone phone => FindPhoneAsync(phone, ct),
        WaUsername handle => FindHandleAsync(handle, ct),
        _ => Task.FromResult(new Sightings([], ReaderDown: false)),
    };

    public Task<ReadResult> ReadAsync(OperatorGrant grant, CancellationToken ct)
    {
        var (id, token) = (grant.PhoneNumberId.Trim(), grant.AccessToken.Trim());
        return PhoneNumberIds.IsId(id) && token.Length > 0 && token.All(c => c is > ' ' and <= '~')
            ? graph.ReadAsync(id, new GraphGrant(token, null), ct)
            : Task.FromResult<ReadResult>(new ReadResult.Failed(ReadFailure.GrantLost));
    }

    public async Task<ReadResult> ReadAgainAsync(ReaderKind reader, string locator, SurfaceAddress address, CancellationToken ct) => (reader, address) switch
    {
        (ReaderKind.CloudApi, _) when target.OwnGrant is { } own => await graph.ReadAsync(locator, own, ct),
        (ReaderKind.Directory, WaUsername handle) when target.HasDirectory => await LookUpAsync(handle, ct),
        _ => new ReadResult.Failed(ReadFailure.GrantLost),
    };

    public async Task<bool> ReachesAsync(string phoneNumberId, CancellationToken ct) =>
        target.OwnGrant is { } own && (await graph.NodeAsync(phoneNumberId, own, ct)).Value is not null;

    private async Task<Sightings> FindPhoneAsync(WaPhone phone, CancellationToken ct)
    {
        if (target.OwnGrant is not { } own) return new Sightings([], ReaderDown: false);
        var (numbers, down) = await SharedNumbersAsync(own, ct);
        var readings = new List<ProfileReading>();
        // During a migration two records carry one number: each may hold a token.
        foreach (var number in numbers.Where(n => WaPhone.FromDisplay(n.DisplayPhoneNumber)?.Folded == phone.Folded))
        {
            if (await graph.ReadAsync(number.Id!, own, ct) is ReadResult.Read { Profile: var reading }) readings.Add(reading);
        }

        return new Sightings(readings, down);
    }

    // No look-up by handle exists: each shared number is asked what it is called, then the directory.
    private async Task<Sightings> FindHandleAsync(WaUsername handle, CancellationToken ct)
    {
        var down = false;
        if (target.OwnGrant is { } own)
        {
            (var numbers, down) = await SharedNumbersAsync(own, ct);
            string? holder = null;
            await Parallel.ForEachAsync(numbers, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (number, stop) =>
            {
                if (Volatile.Read(ref holder) is not null) return;
                var edge = await graph.UsernameAsync(number.Id!, own, stop);
                if (WaUsername.FromPlatform(edge.Value?.Username) == handle) Volatile.Write(ref holder, number.Id);
            });
            if (holder is not null)
                return new Sightings(await graph.ReadAsync(holder, own, ct) is ReadResult.Read { Profile: var reading } ? [reading] : [], ReaderDown: false);
        }

        if (!target.HasDirectory) return new Sightings([], down);
        return await LookUpAsync(handle, ct) switch
        {
            ReadResult.Read { Profile: { Username: not null } reading } => new Sightings([reading], ReaderDown: false),
            ReadResult.Read => new Sightings([], down),
            _ => new Sightings([], ReaderDown: true),
        };
    }

    private async Task<(IReadOnlyList<GraphNode> Numbers, bool Down)> SharedNumbersAsync(GraphGrant own, CancellationToken ct)
    {
        var (all, down) = (new List<GraphNode>(), false);
        foreach (var waba in target.WabaIds)
        {
            if (await graph.NumbersAsync(waba, own, ct) is { } numbers) all.AddRange(numbers);
            else down = true;
        }

        return (all, down);
    }

    // Asked twice: what changed hands between the two proves nothing. A handle that nobody holds is a reading too.
    private async Task<ReadResult> LookUpAsync(WaUsername handle, CancellationToken ct)
    {
        var (first, again) = (await AskAsync(handle, ct), await AskAsync(handle, ct));
        if (first is null || again is null || first.ProfileId != again.ProfileId) return new ReadResult.Failed(ReadFailure.Unreachable);
        return new ReadResult.Read(new ProfileReading(
            ReaderKind.Directory, again.ProfileId ?? "", Number: null, NumberStanding.Live,
            WaUsername.FromPlatform(again.Username), UsernameApproved: again.Username is not null,
            string.IsNullOrEmpty(again.About) ? null : again.About, Description: null));
    }

    private async Task<DirectoryProfile?> AskAsync(WaUsername handle, CancellationToken ct)
    {
        try
        {
            using var response = await directory.LookUpAsync(handle.Name, ct);
            if (response.StatusCode is System.Net.HttpStatusCode.NotFound && IsJson(response)) return new DirectoryProfile(null, null, null);
            return response is { IsSuccessStatusCode: true, Content: { } body }
                && JsonSerializer.Deserialize<DirectoryProfile>(body, WireJson.Options) is { ProfileId: { Length: > 0 and <= 200 }, Username: not null } profile
                    ? profile
                    : null;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or IOException or ApiException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return null;
        }
    }

    // A gateway's own 404 page says nothing about the handle.
    private static bool IsJson(IApiResponse<string> response) =>
        response.ContentHeaders?.ContentType?.MediaType is { } type && type.EndsWith("json", StringComparison.OrdinalIgnoreCase);
}
