using System.Security.Claims;
using System.Threading.RateLimiting;
using AiIdentity.Api.Authentication;
using AiIdentity.Application.Limits;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;
using Microsoft.Extensions.Options;

namespace AiIdentity.Api.Limits;

/// <summary>
/// ASP.NET Core's limiter over the registry's allowances: its own partitions can't be charged afterwards, as a miss must be, nor be
/// shared by instances.
/// </summary>
internal sealed class PublicRateLimiter(IAllowances allowances, IOptions<RateLimitOptions> options) : PartitionedRateLimiter<HttpContext>
{
    private static readonly Lease Allowed = new(null);
    /// <summary>Sends the middleware on to ask in earnest, which may take a moment.</summary>
    private static readonly Lease NotYet = new(TimeSpan.Zero);

    protected override RateLimitLease AttemptAcquireCore(HttpContext resource, int permitCount) => LimitOf(resource) is null ? Allowed : NotYet;

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(HttpContext resource, int permitCount, CancellationToken cancellationToken)
    {
        if (LimitOf(resource) is not { } limit) return new(Allowed);
        var (allowance, who) = PartitionOf(resource, limit);
        var taken = allowances.TakeAsync(allowance, who, cancellationToken);
        // Where nobody is asked but this process, nothing is awaited and nothing allocated.
        if (!taken.IsCompletedSuccessfully) return AwaitAsync(taken);
        return new(LeaseOf(taken.Result));
    }

    public override RateLimiterStatistics? GetStatistics(HttpContext resource) => null;

    /// <summary>Charges a miss the rest of its weight, before its answer leaves.</summary>
    public Task ChargeMissAsync(HttpContext context)
    {
        if (!PublicLimits.IsMiss(context) || LimitOf(context) is not { } limit || PartitionOf(context, limit) is not (Allowance.Public, var who)) return Task.CompletedTask;
        return allowances.CountAsync(Allowance.Public, who, options.Value.MissWeight - 1).AsTask();
    }

    public static PublicLimit? LimitOf(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<PublicLimit>();

    private static (Allowance Allowance, UInt128 Who) PartitionOf(HttpContext context, PublicLimit limit) =>
        context.User.FindFirstValue(CallerClaims.ApiKeyId) is { } key
            ? (limit.OfKey, Id.Parse<ApiKeyId>(key).Value.Value)
            : (Allowance.Public, ClientAddress.Of(context.Connection.RemoteIpAddress));

    private static async ValueTask<RateLimitLease> AwaitAsync(ValueTask<TimeSpan?> taken) => LeaseOf(await taken);

    private static Lease LeaseOf(TimeSpan? wait) => wait is null ? Allowed : new Lease(wait);

    private sealed class Lease(TimeSpan? wait) : RateLimitLease
    {
        public override bool IsAcquired => wait is null;

        public override IEnumerable<string> MetadataNames => wait is null ? [] : [MetadataName.RetryAfter.Name];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = metadataName == MetadataName.RetryAfter.Name ? wait : null;
            return metadata is not null;
        }
    }
}
