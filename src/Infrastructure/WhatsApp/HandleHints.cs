using AiIdentity.Application.Shared;
using AiIdentity.Domain.Surfaces;

namespace AiIdentity.Infrastructure.WhatsApp;

/// <summary>Remembers for a while which number answered to which handle: whom to ask first, never what to believe.</summary>
internal sealed class HandleHints(TimeProvider clock)
{
    internal const int Most = 2_000;
    internal static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string Id, DateTimeOffset Until)> _seen = new(StringComparer.Ordinal);

    public string? Of(WaUsername handle)
    {
        var now = clock.Now();
        lock (_gate) return _seen.TryGetValue(handle.Name, out var seen) && now < seen.Until ? seen.Id : null;
    }

    public void Note(WaUsername handle, string id)
    {
        var until = clock.Now() + Lifetime;
        lock (_gate)
        {
            if (_seen.Count >= Most && !_seen.ContainsKey(handle.Name)) _seen.Clear();
            _seen[handle.Name] = (id, until);
        }
    }
}
