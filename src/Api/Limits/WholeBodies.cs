using System.Buffers;
using System.Threading.RateLimiting;
using AiIdentity.Api.Problems;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Shared;

namespace AiIdentity.Api.Limits;

/// <summary>
/// Bodies that are taken whole before anything is done with them: only so many arrive at once, only a share of those from one client, each
/// within a time. That bounds what slow senders can make the process hold.
/// </summary>
internal sealed class WholeBodies : IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly PartitionedRateLimiter<HttpContext> _webhooks;
    private readonly PartitionedRateLimiter<HttpContext> _idempotent;
    private readonly TimeSpan _patience;

    public WholeBodies(IConfiguration configuration)
    {
        _patience = TimeSpan.FromSeconds(Connections.Of(configuration, "BodySeconds"));
        _webhooks = Places(Connections.Of(configuration, "WebhookBodies"), share: 2);
        _idempotent = Places(Connections.Of(configuration, "IdempotentBodies"), share: 8);
    }

    /// <summary>Megabytes each.</summary>
    public Task<WholeBody> ReadWebhookAsync(HttpContext context) => ReadAsync(_webhooks, context);

    /// <summary>As large as bodies are elsewhere.</summary>
    public Task<WholeBody> ReadIdempotentAsync(HttpContext context) => ReadAsync(_idempotent, context);

    public void Dispose()
    {
        _webhooks.Dispose();
        _idempotent.Dispose();
    }

    private async Task<WholeBody> ReadAsync(PartitionedRateLimiter<HttpContext> places, HttpContext context)
    {
        using var place = places.AttemptAcquire(context);
        if (!place.IsAcquired) throw new RefusedException(RequestErrors.Busy, retryAfter: RetryAfter);
        using var late = new CancellationTokenSource(_patience, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, context.RequestAborted);
        var body = new WholeBody();
        try
        {
            await body.FillAsync(context.Request.Body, either.Token);
            return body;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            body.Dispose();
            // What is still on its way is not waited for either.
            context.Response.Headers.Connection = "close";
            throw new RefusedException(HttpErrors.BodyTooSlow);
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private static PartitionedRateLimiter<HttpContext> Places(int most, int share) => PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<HttpContext, UInt128>(context => RateLimitPartition.GetConcurrencyLimiter(
            ClientAddress.Of(context.Connection.RemoteIpAddress), _ => Of(Math.Max(1, most / share)))),
        PartitionedRateLimiter.Create<HttpContext, bool>(_ => RateLimitPartition.GetConcurrencyLimiter(true, _ => Of(most))));

    private static ConcurrencyLimiterOptions Of(int most) => new() { PermitLimit = most, QueueLimit = 0 };
}

/// <summary>A body in memory that goes back to the pool.</summary>
internal sealed class WholeBody : IDisposable
{
    private const int First = 4 * 1024;

    private byte[] _buffer = [];
    private int _length;

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>For who binds it.</summary>
    public Stream Open() => new MemoryStream(_buffer, 0, _length, writable: false);

    /// <summary>Takes memory as bytes come, not as they are announced. The server bounds how many come.</summary>
    public async Task FillAsync(Stream from, CancellationToken ct)
    {
        do
        {
            if (_length == _buffer.Length) Grow();
        }
        while (await from.ReadAsync(_buffer.AsMemory(_length), ct) is > 0 and var read && (_length += read) > 0);
    }

    public void Dispose()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _length) = ([], 0);
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(First, _buffer.Length * 2));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
