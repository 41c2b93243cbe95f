using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Verification;
using AiIdentity.Application.WhatsApp;

namespace AiIdentity.Infrastructure.WhatsApp;

/// <summary>How much of our allowances the Graph API says is used: slow from 75 percent, stop from 95.</summary>
internal sealed class GraphUsage(TimeProvider clock)
{
    private const double SlowFrom = 75;
    private const double StopFrom = 95;
    private const int MostAllowances = 1_000;
    private static readonly TimeSpan Stop = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestStop = TimeSpan.FromHours(24);
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    // One for the app and one for each business account: a quiet account must not hide a busy one.
    private readonly Dictionary<string, Allowance> _allowances = new(StringComparer.Ordinal);

    public LookPace PaceAt(DateTimeOffset now)
    {
        lock (_gate) return _allowances.Values.Select(allowance => allowance.PaceAt(now)).DefaultIfEmpty(LookPace.Free).Max();
    }

    public void Note(HttpResponseHeaders headers)
    {
        using var app = Parse(headers, "X-App-Usage");
        if (app is not null) Note("app", app.RootElement);
        using var businesses = Parse(headers, "X-Business-Use-Case-Usage");
        if (businesses is not { RootElement.ValueKind: JsonValueKind.Object }) return;
        foreach (var business in businesses.RootElement.EnumerateObject()) Note("business " + business.Name, business.Value);
    }

    private void Note(string whose, JsonElement usage)
    {
        var (percent, minutes) = usage.ValueKind switch
        {
            JsonValueKind.Object => Highest([usage]),
            JsonValueKind.Array => Highest(usage.EnumerateArray()),
            _ => default,
        };
        var now = clock.Now();
        var stop = minutes > 0 ? TimeSpan.FromMinutes(Math.Min(minutes, LongestStop.TotalMinutes)) : Stop;
        lock (_gate)
        {
            if (_allowances.Count >= MostAllowances) _allowances.Clear();
            _allowances[whose] = new(percent, now, now + stop, now + stop + Remembered);
        }
    }

    private static (double Percent, double Minutes) Highest(IEnumerable<JsonElement> kinds)
    {
        var (percent, minutes) = (0d, 0d);
        foreach (var member in kinds.Where(kind => kind.ValueKind is JsonValueKind.Object).SelectMany(kind => kind.EnumerateObject()))
        {
            if (member.Value.ValueKind is not JsonValueKind.Number) continue;
            if (member.Name is "call_count" or "total_cputime" or "total_time") percent = Math.Max(percent, member.Value.GetDouble());
            else if (member.Name is "estimated_time_to_regain_access") minutes = Math.Max(minutes, member.Value.GetDouble());
        }

        return (percent, minutes);
    }

    private static JsonDocument? Parse(HttpResponseHeaders headers, string name)
    {
        if (!headers.TryGetValues(name, out var values)) return null;
        try
        {
            return JsonDocument.Parse(BrokenText.Mend(Encoding.UTF8.GetBytes(string.Join(',', values))));
        }
        catch (JsonException)
        {
            // A header that can't be read says nothing.
            return null;
        }
    }

    // After a stop the first reads are few: they learn whether it is over.
    private readonly record struct Allowance(double Percent, DateTimeOffset NotedAt, DateTimeOffset StopUntil, DateTimeOffset Until)
    {
        public LookPace PaceAt(DateTimeOffset now) => Percent switch
        {
            // Noted by a clock that was set back since: until when it holds is not known.
            _ when now < NotedAt => LookPace.Free,
            >= StopFrom when now < StopUntil => LookPace.Stop,
            >= SlowFrom when now < Until => LookPace.Slow,
            _ => LookPace.Free,
        };
    }
}
