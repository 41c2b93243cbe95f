using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using AiIdentity.Kit;

namespace AiIdentity.Api.Tests.Instances;

/// <summary>The built Api as a process of its own, one of several on one database.</summary>
internal sealed class Instance : IAsyncDisposable
{
    private readonly Child _process;

    private Instance(Child process) => _process = process;

    public HttpClient Http { get; } = new() { Timeout = Child.Patience };

    public static async Task<Instance> StartAsync(string folder, params (string Key, string Value)[] settings)
    {
        // The settings file beside the Api's own sources: quiet, and without a development host's extras.
        var program = RegistryProcess.Built;
        var instance = new Instance(RegistryProgram.Start(program, folder, Path.GetDirectoryName(program), [("Registry:Issuer", RegistryHost.Issuer), .. settings]));
        try
        {
            instance.Http.BaseAddress = await instance._process.AddressAsync();
            await instance._process.UntilAsync(async () => await instance.StatusOfAsync("/health/ready") == 200, "it is ready");
            return instance;
        }
        catch
        {
            await instance.DisposeAsync();
            throw;
        }
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

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _process.DisposeAsync();
    }
}
