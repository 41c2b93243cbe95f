using System.Text.Json;

namespace AiIdentity.WhatsAppSandbox.Graph;

// How much of its allowance the caller is told to have used, in percent.
internal sealed class GraphUsage
{
    internal const int Exhausted = 100;

    internal volatile int Percent;

    // No minutes to wait: the sandbox's limit ends with its fault, not by the clock.
    internal static void Write(HttpResponse response, int percent, string wabaId)
    {
        response.Headers["X-App-Usage"] = JsonSerializer.Serialize(new { call_count = percent, total_cputime = percent, total_time = percent });
        response.Headers["X-Business-Use-Case-Usage"] = JsonSerializer.Serialize(new Dictionary<string, object[]>
        {
            [wabaId] = [new { type = "whatsapp", call_count = percent, total_cputime = percent, total_time = percent, estimated_time_to_regain_access = 0 }],
        });
    }
}
