using AiIdentity.Application.Verification;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;
using Microsoft.Extensions.Options;

namespace AiIdentity.Infrastructure.WhatsApp;

internal sealed class WhatsAppReader(CloudApiReader cloud, DirectoryReader directory, WhatsAppTarget target, IOptions<WhatsAppOptions> options) : IWhatsAppReader
{
    private static readonly Sightings Nothing = new([], ReaderDown: false);

    public async Task<Sightings> FindAsync(SurfaceAddress address, CancellationToken ct)
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
                _ => Nothing,
            };
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new Sightings([], ReaderDown: true);
        }
    }

    public Task<ReadResult> ReadAsync(OperatorGrant grant, CancellationToken ct)
    {
        var id = grant.PhoneNumberId.Trim();
        return GraphId.IsOne(id) && GraphGrant.Operators(grant.AccessToken.Trim()) is { } theirs
            ? cloud.ReadAsync(id, theirs, HandleUse.IfThere, ct)
            : Task.FromResult<ReadResult>(new ReadResult.Failed(ReadFailure.GrantLost));
    }

    public Task<ReadResult> ReadAgainAsync(ReaderKind reader, string locator, SurfaceAddress address, CancellationToken ct) => (reader, address) switch
    {
        (ReaderKind.CloudApi, _) when target.OwnGrant is { } own && GraphId.IsOne(locator) =>
            cloud.ReadAsync(locator, own, address is WaUsername ? HandleUse.Decides : HandleUse.None, ct),
        (ReaderKind.Directory, WaUsername handle) when target.HasDirectory => directory.ReadAsync(handle, ct),
        _ => Task.FromResult<ReadResult>(new ReadResult.Failed(ReadFailure.GrantLost)),
    };

    public async Task<bool> ReachesAsync(string phoneNumberId, CancellationToken ct) =>
        target.OwnGrant is { } own && GraphId.IsOne(phoneNumberId) && await cloud.ReachesAsync(phoneNumberId, own, ct);

    private async Task<Sightings> FindPhoneAsync(WaPhone phone, CancellationToken ct)
    {
        if (target.OwnGrant is not { } own) return Nothing;
        var (numbers, complete) = await cloud.SharedNumbersAsync(own, ct);
        return new Sightings(await cloud.HoldersAsync(phone, numbers, own, ct), ReaderDown: !complete);
    }

    private async Task<Sightings> FindHandleAsync(WaUsername handle, CancellationToken ct)
    {
        var complete = true;
        if (target.OwnGrant is { } own)
        {
            (var numbers, complete) = await cloud.SharedNumbersAsync(own, ct);
            if (await cloud.HolderAsync(handle, numbers, own, ct) is { } holder)
                return await cloud.ReadAsync(holder, own, HandleUse.Decides, ct) is ReadResult.Read { Profile: var held } ? new([held], ReaderDown: false) : Nothing;
        }

        if (!target.HasDirectory) return new Sightings([], ReaderDown: !complete);
        return await directory.ReadAsync(handle, ct) switch
        {
            ReadResult.Read { Profile: { Username: not null } reading } => new Sightings([reading], ReaderDown: false),
            ReadResult.Read => new Sightings([], ReaderDown: !complete),
            _ => new Sightings([], ReaderDown: !complete || !await directory.AnswersAsync(ct)),
        };
    }
}
