using System.Collections.Concurrent;
using System.Text.Json;
using AiIdentity.Application.Registry;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Surfaces;
using BitFaster.Caching.Lru;

namespace AiIdentity.Api.Http;

/// <summary>An answer of whois as its bytes, and what it takes to know whether they are still right.</summary>
/// <param name="ReadAt"><see cref="RecordChanges.Count"/> before the store was read.</param>
/// <param name="CachedAt">A timestamp of the clock.</param>
internal sealed record CachedAnswer(byte[] Body, string ETag, DateTimeOffset? GoodUntil, int Slot, long ReadAt, long CachedAt)
{
    /// <summary>Read back from the body: pages show what the API answers, and the cache keeps each record once.</summary>
    public PublicRecord Record() => JsonSerializer.Deserialize<PublicRecord>(Body, Json.Options)!;

    /// <summary>For how long an answer may be reused, at most so long.</summary>
    public TimeSpan MaxAge(TimeSpan most, DateTimeOffset now)
    {
        var left = GoodUntil is { } until ? until - now : most;
        return left < TimeSpan.Zero ? TimeSpan.Zero : left < most ? left : most;
    }
}

/// <summary>
/// The one way to a public record for the API and the pages: the answers asked for last, else the store. An answer is served while
/// no change of its identity was committed here or told of by another instance, time has not made it another, and it is not too old,
/// should a message be lost. What is not bound is never cached: it costs one look into an index each time, whatever the reason.
/// </summary>
internal sealed class WhoisCache(Whois whois, RecordChanges changes, IConfiguration configuration, TimeProvider clock)
{
    private const int MostAnswers = 16_384;
    /// <summary>A larger body is not cached, so that the memory stays bounded.</summary>
    private const int LargestBody = 8 * 1024;
    private const int Seconds = 10;
    /// <summary>What is promised of an instance that no message reaches.</summary>
    private const int MostSeconds = 30;

    private readonly ConcurrentLru<string, CachedAnswer>? _cached =
        configuration.GetValue("Whois:KeptRecords", MostAnswers) is > 0 and var most ? new(Math.Max(3, most)) : null;

    private readonly TimeSpan _life = TimeSpan.FromSeconds(Math.Clamp(configuration.GetValue("Whois:KeptSeconds", Seconds), 0, MostSeconds));
    private readonly ConcurrentDictionary<string, Reading> _readings = new(StringComparer.Ordinal);

    public ValueTask<CachedAnswer?> FindByAddressAsync(SurfaceAddress address, DateTimeOffset now) =>
        Cached(address.Folded, now) is { } cached ? new(cached) : ReadOnceAsync(address.Folded, (whois, address), static (of, ct) => of.whois.FindByAddressAsync(of.address, ct));

    public ValueTask<CachedAnswer?> FindAsync(IdentityId id, DateTimeOffset now)
    {
        var key = id.ToString();
        return Cached(key, now) is { } cached ? new(cached) : ReadOnceAsync(key, (whois, id), static (of, ct) => of.whois.FindAsync(of.id, ct));
    }

    private CachedAnswer? Cached(string key, DateTimeOffset now) =>
        _cached is not null && _cached.TryGet(key, out var cached)
        && changes.IsUnchangedSince(cached.ReadAt, cached.Slot)
        && !(now >= cached.GoodUntil)
        && clock.GetElapsedTime(cached.CachedAt) < _life
            ? cached
            : null;

    // Concurrent requests for one key share a reading, unless something changed since it began.
    private async ValueTask<CachedAnswer?> ReadOnceAsync<T>(string key, T of, Func<T, CancellationToken, ValueTask<WhoisAnswer?>> read)
    {
        var own = new Reading(changes.Count);
        var current = _readings.GetOrAdd(key, own);
        if (current != own && current.ReadAt == own.ReadAt) return await current.Task;
        try
        {
            // Not cancelled with the request that began it: others may be waiting for it.
            var answer = await read(of, CancellationToken.None);
            var cached = answer is null ? null : Serialize(answer, own.ReadAt);
            if (cached is { Body.Length: <= LargestBody }) _cached?.AddOrUpdate(key, cached);
            own.SetResult(cached);
            return cached;
        }
        catch (Exception e)
        {
            own.SetException(e);
            // Observed here, whether or not anybody waits.
            _ = own.Task.Exception;
            throw;
        }
        finally
        {
            _readings.TryRemove(new KeyValuePair<string, Reading>(key, own));
        }
    }

    private CachedAnswer Serialize(WhoisAnswer answer, long readAt)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(answer.Record, Json.Options);
        return new CachedAnswer(body, EntityTags.Of(body), answer.GoodUntil, RecordChanges.SlotOf(answer.Record.Identity), readAt, clock.GetTimestamp());
    }

    private sealed class Reading(long readAt) : TaskCompletionSource<CachedAnswer?>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public long ReadAt { get; } = readAt;
    }
}
