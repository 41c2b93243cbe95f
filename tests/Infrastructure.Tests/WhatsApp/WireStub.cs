using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AiIdentity.Infrastructure.Tests.WhatsApp;

internal sealed record Answer(string Body, int Status = 200, string Type = "application/json")
{
    public Func<HttpContext, Task>? Instead { get; init; }
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public static implicit operator Answer(string body) => new(body);

    public static Answer Error(int code, int? subcode = null, string more = "", int status = 400) => new(
        $$$"""{"error":{"message":"m","type":"OAuthException","code":{{{code}}}{{{(subcode is null ? "" : $",\"error_subcode\":{subcode}")}}}{{{more}}},"fbtrace_id":"A"}}""", status);
}

/// <summary>A web server that says what a test tells it to: for what the sandbox, which keeps to the wire format, would never say.</summary>
internal sealed class WireStub : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Queue<Answer>> _answers = new();
    private readonly WebApplication _app;

    private WireStub()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public ConcurrentQueue<(string Path, string Query, string? Authorization)> Requests { get; } = [];

    public string Url => _app.Urls.First();

    public static async Task<WireStub> StartAsync()
    {
        var stub = new WireStub();
        await stub._app.StartAsync();
        return stub;
    }

    /// <summary>The path's answers in turn; the last one stays.</summary>
    public void On(string path, params Answer[] answers) => _answers[path] = new Queue<Answer>(answers);

    public int Count(string path) => Requests.Count(request => request.Path == path);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        Requests.Enqueue((http.Request.Path, http.Request.QueryString.Value ?? "", http.Request.Headers.Authorization));
        var answer = Next(http.Request.Path + http.Request.QueryString) ?? Next(http.Request.Path) ?? Answer.Error(2500);
        if (answer.Instead is { } instead)
        {
            await instead(http);
            return;
        }

        foreach (var (name, value) in answer.Headers) http.Response.Headers[name] = value;
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = answer.Type;
        await http.Response.WriteAsync(answer.Body);
    }

    private Answer? Next(string path)
    {
        if (!_answers.TryGetValue(path, out var answers)) return null;
        lock (answers) return answers.Count > 1 ? answers.Dequeue() : answers.Peek();
    }
}
