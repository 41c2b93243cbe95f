using AiIdentity.Application.Verification;
using AiIdentity.Application.WhatsApp;
using AiIdentity.Domain.WhatsApp;
using Microsoft.Extensions.Options;

namespace AiIdentity.Infrastructure.WhatsApp;

internal sealed class WhatsAppReader(
    CloudApiReader cloud, DirectoryReader directory, GraphCalls graph, GrantIndex index, EvenSearch even, WhatsAppTarget target, IOptions<WhatsAppOptions> options) : IWhatsAppReader
{
    public async Task<Sightings> FindAsync(WhatsAppAddress address, CancellationToken ct)
    {
        // A search makes many requests: were each slow, it would outlast every lease and every caller.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(options.Value.SearchPatience);
        try
        {
            return address switch
            {
                WaPhone phone => await FindPhoneAsync(phone, patience.Token),
                WaUsername handle => await FindHandleAsync(handle, patience.Token),
                _ => Sightings.Nothing,
            };
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Sightings.Down;
        }
    }

    public Task<Sightings> FindEvenlyAsync(WhatsAppAddress address, Func<ProfileReading, bool> settles, ISearchBudget budget, CancellationToken ct) =>
        even.RunAsync(address, settles, budget, ct);

    public Task<ReadResult> ReadAsync(NumberGrant grant, CancellationToken ct)
    {
        var id = grant.PhoneNumberId.Trim();
        return GraphId.IsOne(id) && GraphGrant.Operators(grant.AccessToken.Trim()) is { } theirs
            ? cloud.ReadAsync(id, theirs, HandleUse.IfThere, ct)
            : Task.FromResult<ReadResult>(new ReadResult.Failed(ReadFailure.GrantLost));
    }

    public Task<ReadResult> ReadAgainAsync(ProvedProfile proved, WhatsAppAddress address, CancellationToken ct) => (proved.Reader, address) switch
    {
        (ReaderKind.CloudApi, _) when target.OwnGrant is { } own && GraphId.IsOne(proved.Locator) =>
            cloud.ReadAsync(proved.Locator, own, address is WaUsername ? HandleUse.Decides : HandleUse.None, ct),
        (ReaderKind.Directory, WaUsername handle) when target.HasDirectory => directory.ReadAsync(handle, ct),
        _ => Task.FromResult<ReadResult>(new ReadResult.Failed(ReadFailure.GrantLost)),
    };

    public async Task<bool> ReachesAsync(string phoneNumberId, CancellationToken ct) =>
        target.OwnGrant is { } own && GraphId.IsOne(phoneNumberId) && await cloud.ReachesAsync(phoneNumberId, own, ct);

    // During a migration two records show a number, and either may hold the token.
    private async Task<Sightings> FindPhoneAsync(WaPhone phone, CancellationToken ct)
    {
        if (target.OwnGrant is not { } own) return Sightings.Nothing;
        var shared = await index.RecentListAsync(graph, own, ct);
        var readings = new List<ProfileReading>();
        foreach (var number in shared.Of(phone))
            if (await cloud.ReadAsync(number, own, HandleUse.None, ct) is ReadResult.Read { Profile: var reading }) readings.Add(reading);
        return new Sightings(readings, ReaderDown: !shared.Complete);
    }

    private async Task<Sightings> FindHandleAsync(WaUsername handle, CancellationToken ct)
    {
        var shared = SharedNumbers.None;
        if (target.OwnGrant is { } own)
        {
            shared = await index.RecentListAsync(graph, own, ct);
            if (await index.FindHolderAsync(graph, own, handle, shared, ct) is { } holder)
            {
                return await cloud.ReadAsync(holder, own, HandleUse.Decides, ct) is ReadResult.Read { Profile: var held }
                    ? new([held], ReaderDown: false) { Incomplete = !shared.Complete }
                    : new([], ReaderDown: !shared.Complete);
            }
        }

        if (!target.HasDirectory) return new Sightings([], ReaderDown: !shared.Complete);
        return await directory.ReadAsync(handle, ct) switch
        {
            ReadResult.Read { Profile: { Username: not null } reading } => new Sightings([reading], ReaderDown: false),
            ReadResult.Read => new Sightings([], ReaderDown: !shared.Complete),
            // Beside a grant of ours the directory's trouble is not told: where the grant has the handle, it is not asked.
            _ => new Sightings([], ReaderDown: !shared.Complete || (target.OwnGrant is null && !await directory.AnswersAsync(ct))),
        };
    }
}
