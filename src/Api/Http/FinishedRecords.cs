using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using AiIdentity.Application.Registry;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Surfaces;
using BitFaster.Caching.Lru;

namespace AiIdentity.Api.Http;

/// <summary>A public record as it goes over the wire, and what it takes to know whether it still may.</summary>
/// <param name="ReadAt"><see cref="PublicChanges.Count"/> before the store was read.</param>
/// <param name="KeptSince">A timestamp of the clock.</param>
internal sealed record FinishedRecord(byte[] Body, string ETag, DateTimeOffset? GoodUntil, int Place, long ReadAt, long KeptSince);

/// <summary>
/// Finished public records, the most recently asked for ones. One is served while no change of its identity was committed here or
/// told of by another instance, time has not made it another, and it is not too old, should a message be lost.
/// What is not bound is never kept: it costs one look into an index each time, whatever the reason.
/// </summary>
internal sealed class FinishedRecords(PublicRecords records, PublicChanges changes, IConfiguration configuration, TimeProvider clock)
{
    private const int MostRecords = 16_384;
    /// <summary>A larger one is made anew each time, so that the memory stays bounded.</summary>
    private const int LargestKept = 8 * 1024;
    private const int Seconds = 10;
    /// <summary>What is promised of an instance that no message reaches.</summary>
    private const int MostSeconds = 30;

    private readonly ConcurrentLru<string, FinishedRecord>? _kept =
        configuration.GetValue("Whois:KeptRecords", MostRecords) is > 0 and var most ? new(Math.Max(3, most)) : null;

    private readonly TimeSpan _life = TimeSpan.FromSeconds(Math.Clamp(configuration.GetValue("Whois:KeptSeconds", Seconds), 0, MostSeconds));
    private readonly ConcurrentDictionary<string, Reading> _readings = new(StringComparer.Ordinal);

    public ValueTask<FinishedRecord?> AtAsync(SurfaceAddress address, DateTimeOffset now) =>
        Kept(address.Folded, now) is { } kept ? new(kept) : ReadOnceAsync(address.Folded, (records, address), static (of, ct) => of.records.AtAsync(of.address, ct));

    public ValueTask<FinishedRecord?> OfAsync(IdentityId id, DateTimeOffset now)
    {
        var key = id.ToString();
        return Kept(key, now) is { } kept ? new(kept) : ReadOnceAsync(key, (records, id), static (of, ct) => of.records.OfAsync(of.id, ct));
    }

    private FinishedRecord? Kept(string key, DateTimeOffset now) =>
        _kept is not null && _kept.TryGet(key, out var kept)
        && changes.IsGoodSince(kept.ReadAt, kept.Place)
        && !(now >= kept.GoodUntil)
        && clock.GetElapsedTime(kept.KeptSince) < _life
            ? kept
            : null;

    // Who asks while another reads the same waits for that answer, unless something changed since that reading began.
    private async ValueTask<FinishedRecord?> ReadOnceAsync<T>(string key, T of, Func<T, CancellationToken, ValueTask<WhoisAnswer?>> read)
    {
        var mine = new Reading(changes.Count);
        var current = _readings.GetOrAdd(key, mine);
        if (current != mine && current.ReadAt == mine.ReadAt) return await current.Task;
        try
        {
            // Nobody's own cancellation: others may be waiting for it.
            var answer = await read(of, CancellationToken.None);
            var finished = answer is null ? null : Finish(answer, mine.ReadAt);
            if (finished is { Body.Length: <= LargestKept }) _kept?.AddOrUpdate(key, finished);
            mine.SetResult(finished);
            return finished;
        }
        catch (Exception e)
        {
            mine.SetException(e);
            // Whether anybody waited or not: it is looked at here.
            _ = mine.Task.Exception;
            throw;
        }
        finally
        {
            _readings.TryRemove(new KeyValuePair<string, Reading>(key, mine));
        }
    }

    private FinishedRecord Finish(WhoisAnswer answer, long readAt)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(answer.Record, Json.Options);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return new FinishedRecord(
            body, $"\"{Convert.ToHexStringLower(hash[..16])}\"", answer.GoodUntil, PublicChanges.PlaceOf(answer.Record.Identity), readAt, clock.GetTimestamp());
    }

    private sealed class Reading(long readAt) : TaskCompletionSource<FinishedRecord?>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public long ReadAt { get; } = readAt;
    }
}
