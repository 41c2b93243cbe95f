using System.Net.Http.Headers;
using System.Text.Json;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Verification;

namespace AiIdentity.Infrastructure.WhatsApp;

/// <summary>Reads the Graph API's usage headers, in percent of what we may use: slow at 75, stop at 95.</summary>
internal sealed class GraphUsage(TimeProvider clock) : IReaderPace
{
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);
    private readonly Lock _gate = new();
    private double _percent;
    private DateTimeOffset _until = DateTimeOffset.MinValue;

    public ReaderPace PaceAt(DateTimeOffset now)
    {
        lock (_gate)
        {
            return now >= _until ? ReaderPace.Free : _percent >= 95 ? ReaderPace.Stop : _percent >= 75 ? ReaderPace.Slow : ReaderPace.Free;
        }
    }

    public void Note(HttpResponseHeaders headers)
    {
        double percent = 0;
        var regain = 0d;
        foreach (var name in (string[])["X-App-Usage", "X-Business-Use-Case-Usage"])
        {
            if (!headers.TryGetValues(name, out var values)) continue;
            try
            {
                using var document = JsonDocument.Parse(string.Concat(values));
                Read(document.RootElement, ref percent, ref regain);
            }
            catch (JsonException)
            {
                // A header that can't be read says nothing.
            }
        }

        if (percent <= 0) return;
        var now = clock.Now();
        lock (_gate)
        {
            (_percent, _until) = (percent, now + (regain > 0 ? TimeSpan.FromMinutes(regain) : Remembered));
        }
    }

    private static void Read(JsonElement element, ref double percent, ref double regain)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    if (member.Value.ValueKind is not JsonValueKind.Number) Read(member.Value, ref percent, ref regain);
                    else if (member.Name is "call_count" or "total_cputime" or "total_time") percent = Math.Max(percent, member.Value.GetDouble());
                    else if (member.Name is "estimated_time_to_regain_access") regain = Math.Max(regain, member.Value.GetDouble());
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray()) Read(item, ref percent, ref regain);
                break;
        }
    }
}
