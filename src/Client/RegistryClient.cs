using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AiIdentity.Client;

// The generated part calls these around every request; what they do stays when the rest is generated anew.
public partial class RegistryClient
{
    private const string IdempotencyKey = "Idempotency-Key";

    // Those POSTs that heed an Idempotency-Key; a test compares them with the description.
    internal static readonly HashSet<string> Creations = new(StringComparer.Ordinal)
    {
        "api/v1/api-keys", "api/v1/identities", "api/v1/identities/{}/surfaces", "api/v1/identities/{}/surfaces/{}/challenges", "api/v1/identities/{}/passports",
        "api/v1/issue", "api/v1/admin/identities/{}/attestations", "api/v1/admin/keys/rotate",
    };

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long one request may take, the body of its answer included; 20 s. Where the <see cref="HttpClient"/>'s own time-out is shorter,
    /// that holds. Past it: a <see cref="TaskCanceledException"/> around a <see cref="TimeoutException"/>.
    /// </summary>
    public TimeSpan Timeout
    {
        get;
        set => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), "A time-out is more than zero.");
    } = TimeSpan.FromSeconds(20);

    /// <summary>How many bytes an answer may have, unpacked; 1 MiB. A longer one is a <see cref="RegistryException"/>.</summary>
    public int LongestAnswer
    {
        get;
        set => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), "An answer has at least one byte.");
    } = BoundedBody.Longest;

    /// <summary>
    /// How often a request is repeated; 0. Repeated is what was refused for now (429, 503), after the wait that the registry asks for where
    /// that is a minute at most; and, where the registry was not reached or gave no answer, what can be repeated without harm: questions,
    /// and creations, which carry an Idempotency-Key then.
    /// </summary>
    public int Retries
    {
        get;
        set => field = value is >= 0 and <= 10 ? value : throw new ArgumentOutOfRangeException(nameof(value), "0 to 10 retries.");
    }

    /// <summary>By which waits are measured; the system's where not set.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>A handler that follows no redirect: what another address answers is not the registry's word, and an API key is not for it.</summary>
    public static HttpClientHandler WithoutRedirects() => new() { AllowAutoRedirect = false };

    // Every type that is read or written is described when this is compiled: nothing is found out by reflection, so trimming and native AOT are safe.
    static partial void UpdateJsonSerializerSettings(JsonSerializerOptions settings) => settings.TypeInfoResolver = RegistryJson.Default;

    private static byte[] Write<T>(T body) => JsonSerializer.SerializeToUtf8Bytes(body, TypeOf<T>());

    private static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)_settings.Value.GetTypeInfo(typeof(T));

    private static Task PrepareRequestAsync(HttpClient client, HttpRequestMessage request, StringBuilder urlBuilder, CancellationToken cancellationToken) => Task.CompletedTask;

    private static Task PrepareRequestAsync(HttpClient client, HttpRequestMessage request, string url, CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var isCreation = request.Method == HttpMethod.Post && Creations.Contains(Template(request.RequestUri!.OriginalString));
        var isSafe = request.Method == HttpMethod.Get || isCreation || request.RequestUri!.OriginalString == "api/v1/verify";
        if (Retries > 0 && isCreation) request.Headers.Add(IdempotencyKey, Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16)));
        for (var left = Retries; ; left--)
        {
            TimeSpan wait;
            try
            {
                var response = await SendOnceAsync(client, left == 0 ? request : await CopyOfAsync(request).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                if (left == 0 || (int)response.StatusCode is not (429 or 503)) return response;
                wait = WaitOf(response.Headers) ?? BackOff(Retries - left);
                if (wait > LongestWait) return response;
                response.Dispose();
            }
            catch (Exception e) when (left > 0 && isSafe && !cancellationToken.IsCancellationRequested && e is HttpRequestException or IOException or TaskCanceledException)
            {
                wait = BackOff(Retries - left);
            }

            await Task.Delay(wait, Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private static TimeSpan BackOff(int tries) => TimeSpan.FromMilliseconds(250 << tries);

    // The limit is of the whole exchange: the framework's own ends with the headers, and a server may stall after them.
    private async Task<HttpResponseMessage> SendOnceAsync(HttpClient client, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var limit = client.Timeout != System.Threading.Timeout.InfiniteTimeSpan && client.Timeout < Timeout ? client.Timeout : Timeout;
        using var patience = new CancellationTokenSource(limit, Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        HttpResponseMessage? response = null;
        try
        {
            response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            var headers = response.Content.Headers;
            if (await BoundedBody.ReadAsync(response.Content, LongestAnswer, either.Token).WaitAsync(either.Token).ConfigureAwait(false) is not { } body)
                throw new RegistryException($"The answer is longer than {LongestAnswer} bytes.", (int)response.StatusCode, null, HeadersOf(response), null);
            var content = new ReadOnlyMemoryContent(body);
            foreach (var (name, values) in headers) content.Headers.TryAddWithoutValidation(name, values);
            response.Content = content;
            return response;
        }
        catch (OperationCanceledException e) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            response?.Dispose();
            throw new TaskCanceledException($"The registry gave no whole answer within {limit.TotalSeconds:0.#} s.", new TimeoutException(e.Message, e));
        }
        catch (IOException e)
        {
            // The connection ended within the answer.
            response?.Dispose();
            throw new HttpRequestException("The registry's answer ended before its end.", e);
        }
        catch
        {
            response?.Dispose();
            throw;
        }
    }

    private static async Task<HttpRequestMessage> CopyOfAsync(HttpRequestMessage request)
    {
        var copy = new HttpRequestMessage(request.Method, request.RequestUri);
        foreach (var (name, values) in request.Headers) copy.Headers.TryAddWithoutValidation(name, values);
        if (request.Content is not { } content) return copy;
        copy.Content = new ByteArrayContent(await content.ReadAsByteArrayAsync().ConfigureAwait(false));
        foreach (var (name, values) in content.Headers) copy.Content.Headers.TryAddWithoutValidation(name, values);
        return copy;
    }

    // api/v1/identities/aii_…/passports → api/v1/identities/{}/passports
    private static string Template(string path) =>
        string.Join('/', path.Split('?')[0].Split('/').Select(part => part.Length > 4 && part[3] == '_' && part[4..].All(char.IsAsciiLetterOrDigit) ? "{}" : part));

    // What the description calls a text may be one as JSON, or a document that is handed on as it stands: a list, a set of keys, an export.
    private static async Task<ObjectResponseResult<T>> ReadAsync<T>(HttpResponseMessage response, IReadOnlyDictionary<string, IEnumerable<string>> headers, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        if (text is T document && text.Length > 0 && text[0] != '"') return new ObjectResponseResult<T>(document, text);
        try
        {
            return new ObjectResponseResult<T>(JsonSerializer.Deserialize(text, TypeOf<T>())!, "");
        }
        catch (JsonException e)
        {
            // Neither the answer nor the parser's words, which may repeat it: a secret could stand there.
            throw new RegistryException($"The answer is not what the registry's description says: no {typeof(T).Name}.", (int)response.StatusCode, null, headers, new JsonException($"At line {e.LineNumber}, byte {e.BytePositionInLine}."));
        }
    }

    private static async Task ProcessResponseAsync(HttpClient client, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType is "application/problem+json"
            && await ReadProblemAsync(response, cancellationToken).ConfigureAwait(false) is { } problem)
        {
            throw new RegistryProblemException(problem, (int)response.StatusCode, HeadersOf(response), WaitOf(response.Headers));
        }
    }

    private static async Task<Problem?> ReadProblemAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            return JsonSerializer.Deserialize(await response.Content.ReadAsStringAsync(ct).ConfigureAwait(false), TypeOf<Problem>());
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Dictionary<string, IEnumerable<string>> HeadersOf(HttpResponseMessage response) =>
        response.Headers.Concat(response.Content.Headers).DistinctBy(h => h.Key, StringComparer.OrdinalIgnoreCase).ToDictionary(h => h.Key, h => h.Value, StringComparer.OrdinalIgnoreCase);

    private static TimeSpan? WaitOf(HttpResponseHeaders headers) => headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when headers.Date is { } now => date > now ? date - now : TimeSpan.Zero,
        _ => null,
    };
}
