using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace AiIdentity.Api.Tests.Instances;

/// <summary>The built Api as a process of its own, one of several on one database.</summary>
internal sealed class Instance : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private Instance(Process process, string url)
    {
        _process = process;
        Http = new HttpClient { BaseAddress = new Uri(url), Timeout = Patience };
    }

    public HttpClient Http { get; }

    public static async Task<Instance> StartAsync(string folder, params (string Key, string Value)[] settings)
    {
        var url = $"http://127.0.0.1:{FreePort()}";
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location])
        {
            // The settings file beside the Api's own sources: quiet, and without a development host's extras.
            WorkingDirectory = Path.GetDirectoryName(typeof(Program).Assembly.Location),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["ASPNETCORE_URLS"] = url,
                ["Registry__Issuer"] = RegistryHost.Issuer,
                ["ConnectionStrings__Registry"] = $"Data Source={Path.Combine(folder, "registry.db")}",
                ["Logging__LogLevel__Default"] = "Warning",
                // The tests of limits are elsewhere.
                ["RateLimiting__Enabled"] = "false",
            },
        };
        foreach (var (key, value) in settings) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        var process = Process.Start(start)!;
        // Read, so that nothing that it says can fill the pipe.
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var instance = new Instance(process, url);
        await EventuallyAsync(async () => !process.HasExited && await instance.IsReadyAsync(), Patience, "an instance is ready");
        return instance;
    }

    public async Task<JsonNode?> SendAsync(HttpMethod method, string path, int expected, object? body = null, string? bearer = null, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = JsonContent.Create(body);
        if (bearer is not null) request.Headers.Add("Authorization", $"Bearer {bearer}");
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.That((int)response.StatusCode, Is.EqualTo(expected), $"{method} {path}: {text}");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    public async Task<int> StatusOfAsync(string path)
    {
        using var response = await Http.GetAsync(path);
        return (int)response.StatusCode;
    }

    /// <summary>Waits for a condition, and fails where it does not come.</summary>
    public static async Task EventuallyAsync(Func<Task<bool>> condition, TimeSpan bound, string what)
    {
        for (var waited = Stopwatch.StartNew(); !await condition();)
        {
            if (waited.Elapsed > bound) Assert.Fail($"Within {bound.TotalSeconds} s it did not come that {what}.");
            await Task.Delay(50);
        }
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            return await StatusOfAsync("/health/ready") == 200;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
