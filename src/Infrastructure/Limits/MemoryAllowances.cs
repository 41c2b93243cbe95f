using System.Collections.Concurrent;
using AiIdentity.Application.Limits;
using AiIdentity.Infrastructure.Workers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AiIdentity.Infrastructure.Limits;

/// <summary>Windows within this process. A window that has ended is forgotten within a minute, so there are never more than callers in an hour.</summary>
internal sealed class MemoryAllowances : IAllowances, IDisposable
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(Allowance, UInt128), Window> _windows = new();
    private readonly RateLimitOptions _options;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly ITimer _sweeper;

    /// <param name="time">Real time; only its timestamps are read.</param>
    public MemoryAllowances(IOptions<RateLimitOptions> options, TimeProvider time, ILogger<MemoryAllowances>? logger = null)
    {
        (_options, _time, _start) = (options.Value, time, time.GetTimestamp());
        _sweeper = Loop.Every(SweepEvery, "sweep of limits", Sweep, time, logger ?? NullLogger<MemoryAllowances>.Instance);
    }

    /// <summary>Windows remembered.</summary>
    public int Count => _windows.Count;

    private TimeSpan Now => _time.GetElapsedTime(_start);

    public ValueTask<TimeSpan?> TakeAsync(Allowance allowance, UInt128 who, CancellationToken ct) => new(Take(allowance, who));

    public ValueTask CountAsync(Allowance allowance, UInt128 who, int acts)
    {
        if (_windows.TryGetValue((allowance, who), out var window)) window.Count(acts);
        return default;
    }

    public void Dispose() => _sweeper.Dispose();

    private TimeSpan? Take(Allowance allowance, UInt128 who)
    {
        if (!_options.Enabled) return null;
        var (now, (acts, length)) = (Now, _options.Of(allowance));
        while (true)
        {
            if (_windows.GetOrAdd((allowance, who), static _ => new Window()).Take(now, acts, length, out var wait)) return wait;
        }
    }

    private void Sweep()
    {
        var now = Now;
        foreach (var (key, window) in _windows)
        {
            if (window.Close(now)) _windows.TryRemove(key, out _);
        }
    }

    private sealed class Window
    {
        private readonly Lock _lock = new();
        private TimeSpan _ends = TimeSpan.MinValue;
        private int _used;
        private bool _closed;

        /// <returns>False where the sweep closed this window: another is to be taken.</returns>
        public bool Take(TimeSpan now, int acts, TimeSpan length, out TimeSpan? wait)
        {
            wait = null;
            lock (_lock)
            {
                if (_closed) return false;
                if (now >= _ends) (_ends, _used) = (now + length, 0);
                if (_used >= acts) wait = _ends - now;
                else _used++;
                return true;
            }
        }

        public void Count(int acts)
        {
            lock (_lock) _used = Math.Max(0, _used + acts);
        }

        public bool Close(TimeSpan now)
        {
            lock (_lock) return _closed = now >= _ends;
        }
    }
}
