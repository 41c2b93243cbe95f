using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text;
using System.Text.Json;

namespace AiIdentity.Client;

// The generator calls these around every request; what they do stays when the rest is generated anew.
public partial class RegistryClient
{
    // Handed on as text; the generated code reads JSON only.
    private const string StatusListType = "application/statuslist+jwt";
    private const string JwksPath = "/.well-known/jwks.json";

    private static Task PrepareRequestAsync(HttpClient client, HttpRequestMessage request, StringBuilder urlBuilder, CancellationToken cancellationToken) => Task.CompletedTask;

    private static Task PrepareRequestAsync(HttpClient client, HttpRequestMessage request, string url, CancellationToken cancellationToken) => Task.CompletedTask;

    private static async Task ProcessResponseAsync(HttpClient client, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var type = response.Content.Headers.ContentType?.MediaType;
        if (type is MediaTypeNames.Application.ProblemJson && await ReadProblemAsync(response, cancellationToken).ConfigureAwait(false) is { } problem)
            throw Refusal(problem, response);
        if (response.IsSuccessStatusCode && (type is StatusListType || response.RequestMessage?.RequestUri?.AbsolutePath.EndsWith(JwksPath, StringComparison.Ordinal) is true))
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            response.Content = new StringContent(JsonSerializer.Serialize(text), Encoding.UTF8, MediaTypeNames.Application.Json);
        }
    }

    private static async Task<Problem?> ReadProblemAsync(HttpResponseMessage response, CancellationToken ct)
    {
        // Kept for whoever reads it after this.
        await response.Content.LoadIntoBufferAsync(ct).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize<Problem>(await response.Content.ReadAsStringAsync(ct).ConfigureAwait(false), _settings.Value);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static RegistryProblemException Refusal(Problem problem, HttpResponseMessage response) =>
        new(problem, (int)response.StatusCode, response.Headers.ToDictionary(h => h.Key, h => h.Value, StringComparer.OrdinalIgnoreCase), WaitOf(response.Headers));

    private static TimeSpan? WaitOf(HttpResponseHeaders headers) => headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when headers.Date is { } now => date > now ? date - now : TimeSpan.Zero,
        _ => null,
    };
}
