using System.Collections.Concurrent;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AiIdentity.Application.Passports;

/// <summary>A signed status list, at most a few seconds old.</summary>
public sealed record GetStatusList(int List) : IQuery<SignedStatusList>;

/// <param name="Token">A JWT, <c>application/statuslist+jwt</c>.</param>
/// <param name="MaxAge">How long a cache on the way may keep it.</param>
public sealed record SignedStatusList(string Token, TimeSpan MaxAge);

/// <summary>The lists that this process signed last; each serves only while the key that signed it is in use.</summary>
internal sealed class SignedStatusLists
{
    public sealed record Signed(string Token, SigningKeyId KeyId, DateTimeOffset IssuedAt, long At);

    public ConcurrentDictionary<int, Signed> Newest { get; } = new();

    /// <summary>Who builds: one at a time, the others take what it built.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);
}

internal sealed class GetStatusListHandler(
    IRegistryDb db, IPassportSigner signer, IStatusPlaces places, SignedStatusLists lists, IOptions<RegistryOptions> registry, TimeProvider clock)
    : IRequestHandler<GetStatusList, SignedStatusList>
{
    // A revocation is seen everywhere within 60 s: here, plus caches on the way, plus the verifier's own (ttl) make 50.
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(30);

    public async Task<SignedStatusList> Handle(GetStatusList request, CancellationToken cancellationToken)
    {
        if (await KeptAsync(request.List, cancellationToken) is { } kept) return kept;
        await lists.Turn.WaitAsync(cancellationToken);
        try
        {
            return await KeptAsync(request.List, cancellationToken) ?? await SignAsync(request.List, cancellationToken);
        }
        finally
        {
            lists.Turn.Release();
        }
    }

    // The key in use is read from the store each time: what a compromised key signed is not served, whoever recorded it where.
    private async Task<SignedStatusList?> KeptAsync(int list, CancellationToken ct) =>
        lists.Newest.TryGetValue(list, out var newest)
        && clock.GetElapsedTime(newest.At) < Kept
        // Where the clock was moved, its own iat would make it old to verifiers.
        && clock.Now() - newest.IssuedAt < Kept
        && newest.KeyId == await signer.KeyInUseAsync(clock.Now(), ct)
            ? new SignedStatusList(newest.Token, MaxAge)
            : null;

    private async Task<SignedStatusList> SignAsync(int list, CancellationToken ct)
    {
        var newest = await db.Passports.MaxAsync(p => (long?)p.Sequence, ct);
        if (list < 0 || newest is null || list > newest / StatusList.Places) throw new RefusedException(StatusListErrors.Unknown);
        var (now, at) = (clock.Now(), clock.GetTimestamp());
        // Should the key change between these two lines, the next request finds the list under a key that is not in use.
        var key = await signer.KeyInUseAsync(now, ct);
        var bits = await BuildAsync(list, ct);
        var token = await signer.SignStatusListAsync(registry.Value.StatusListUrl(list), bits.Compressed(), TimeToLive, now, ct);
        lists.Newest[list] = new SignedStatusLists.Signed(token, key, now, at);
        return new SignedStatusList(token, MaxAge);
    }

    private async Task<StatusList> BuildAsync(int list, CancellationToken ct)
    {
        var compromised = await db.SigningKeys.Where(k => k.CompromisedAt != null).Select(k => k.Id).ToListAsync(ct);
        var (first, end) = ((long)list * StatusList.Places, (list + 1L) * StatusList.Places);
        var marked = await (
            from passport in db.Passports
            join identity in db.Identities on passport.IdentityId equals identity.Id
            let revoked = passport.RevokedAt != null || compromised.Contains(passport.KeyId)
            where passport.Sequence >= first && passport.Sequence < end && (revoked || identity.SuspendedAt != null)
            select new { passport.Sequence, Revoked = revoked }).ToListAsync(ct);
        var bits = new StatusList();
        foreach (var passport in marked)
            bits[places.PlaceOf(passport.Sequence).Index] = passport.Revoked ? PlaceStatus.Revoked : PlaceStatus.Suspended;
        return bits;
    }
}
