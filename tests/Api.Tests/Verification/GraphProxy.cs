using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AiIdentity.Api.Tests.Verification;

/// <summary>Stands between the registry and its sandbox's Graph API and directory: counts what is asked, and holds each answer as long as a distant one takes.</summary>
internal sealed class GraphProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly Random _delays;
    private readonly (int From, int To) _milliseconds;

    private GraphProxy(int seed, (int From, int To) milliseconds)
    {
        (_delays, _milliseconds) = (new Random(seed), milliseconds);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(ForwardAsync);
    }

    /// <summary>The registry whose sandbox is asked; set before anything is.</summary>
    public RegistryHost Registry { get; set; } = null!;

    /// <summary>The paths of what was asked of the Graph API.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    public (string, string)[] Settings =>
    [
        ("WhatsApp:GraphBaseUrl", $"{_app.Urls.First()}/sandbox/graph"),
        ("WhatsApp:DirectoryBaseUrl", $"{_app.Urls.First()}/sandbox/directory"),
        ("WhatsApp:AccessToken", WhatsAppSandbox.WhatsAppSandboxOptions.DefaultRegistryAccessToken),
        ("WhatsApp:WabaIds", string.Join(',', WhatsAppSandbox.WhatsAppSandboxOptions.WabaIds)),
    ];

    public static async Task<GraphProxy> StartAsync(int seed = 0, int from = 0, int to = 0)
    {
        var proxy = new GraphProxy(seed, (from, to));
        await proxy._app.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        var path = context.Request.Path + context.Request.QueryString;
        if (path.StartsWith("/sandbox/graph/", StringComparison.Ordinal)) Calls.Enqueue(path);
        int delay;
        lock (_delays) delay = _milliseconds.To == 0 ? 0 : _delays.Next(_milliseconds.From, _milliseconds.To);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Registry.Http.BaseAddress!, path));
        if (context.Request.Headers.Authorization is [{ } token]) request.Headers.TryAddWithoutValidation("Authorization", token);
        try
        {
            var began = TimeProvider.System.GetTimestamp();
            using var answer = await _http.SendAsync(request, context.RequestAborted);
            var body = await answer.Content.ReadAsByteArrayAsync(context.RequestAborted);
            // All in all as long as drawn: what the sandbox beside us takes is part of it.
            var left = TimeSpan.FromMilliseconds(delay) - TimeProvider.System.GetElapsedTime(began);
            if (left > TimeSpan.Zero) await Task.Delay(left, TimeProvider.System, context.RequestAborted);
            context.Response.StatusCode = (int)answer.StatusCode;
            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            context.Abort();
        }
    }
}
