using AiIdentity.Application.Limits;
using AiIdentity.Application.Surfaces;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AiIdentity.Infrastructure.Limits;

/// <summary>
/// Windows that all instances share: one counter each, which Redis forgets when its window ends. Where Redis does not answer each
/// instance counts alone, and asks again after a pause.
/// </summary>
internal sealed partial class RedisAllowances(
    IConnectionMultiplexer redis, MemoryAllowances alone, IAddressVault vault, IOptions<RateLimitOptions> options, TimeProvider time, ILogger<RedisAllowances> logger)
    : IAllowances
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    // Milliseconds to wait, or -1. The counter and its end are one step: no counter without an end is left behind.
    private const string Take = """
        if tonumber(redis.call('GET', KEYS[1]) or '0') >= tonumber(ARGV[1]) then return redis.call('PTTL', KEYS[1]) end
        if redis.call('INCR', KEYS[1]) == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
        return -1
        """;

    private const string CountMore = "if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('INCRBY', KEYS[1], ARGV[1]) end return -1";

    private readonly TimeSpan _patience = TimeSpan.FromMilliseconds(options.Value.RedisPatienceMilliseconds);
    private long _awayUntil = long.MinValue;

    public async ValueTask<TimeSpan?> TakeAsync(Allowance allowance, UInt128 who, CancellationToken ct)
    {
        if (!options.Value.Enabled) return null;
        var (acts, window) = options.Value.Of(allowance);
        var wait = await AskAsync(Take, allowance, who, [acts, (long)window.TotalMilliseconds]);
        return wait switch
        {
            null => await alone.TakeAsync(allowance, who, ct),
            < 0 => null,
            _ => TimeSpan.FromMilliseconds(wait.Value),
        };
    }

    public async ValueTask CountAsync(Allowance allowance, UInt128 who, int acts)
    {
        if (!options.Value.Enabled) return;
        if (await AskAsync(CountMore, allowance, who, [acts]) is null) await alone.CountAsync(allowance, who, acts);
    }

    private async ValueTask<long?> AskAsync(string script, Allowance allowance, UInt128 who, RedisValue[] values)
    {
        if (time.GetTimestamp() < Volatile.Read(ref _awayUntil)) return null;
        try
        {
            return (long)await redis.GetDatabase().ScriptEvaluateAsync(script, [KeyOf(allowance, who)], values).WaitAsync(_patience);
        }
        // Whatever it is: a limit that can't be shared is no reason to refuse anybody.
        catch (Exception e)
        {
            Volatile.Write(ref _awayUntil, time.GetTimestamp() + (long)(Pause.TotalSeconds * time.TimestampFrequency));
            LimitsCountedAlone(e.GetType().Name);
            return null;
        }
    }

    // Keyed: who asks is nobody's business, Redis's neither.
    private string KeyOf(Allowance allowance, UInt128 who) => $"aiidentity:limit:{vault.Digest($"limit {allowance}", who.ToString("x32", null))}";

    [LoggerMessage(5000, LogLevel.Warning, "Redis does not answer ({Error}): limits are counted by each instance alone for a moment")]
    private partial void LimitsCountedAlone(string error);
}
