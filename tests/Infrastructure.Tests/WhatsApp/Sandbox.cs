using System.Net.Http.Json;
using System.Text.Json;
using AiIdentity.WhatsAppSandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AiIdentity.Infrastructure.Tests.WhatsApp;

internal sealed record SandboxNumber(string PhoneNumberId, string WabaId, string AccessToken);

/// <summary>The real stand-in for WhatsApp, on a free port; it may hold the readers too, as the Api does.</summary>
internal sealed class Sandbox : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private readonly WebApplication _app;
    private readonly HttpClient _http = new();

    private Sandbox(Action<IServiceCollection>? more, string listen)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(listen);
        builder.Logging.ClearProviders();
        builder.Services.AddWhatsAppSandbox();
        more?.Invoke(builder.Services);
        _app = builder.Build();
        _app.MapWhatsAppSandbox();
    }

    public IServiceProvider Services => _app.Services;

    public string Url => $"http://127.0.0.1:{new Uri(_app.Urls.First().Replace("[::]", "127.0.0.1", StringComparison.Ordinal)).Port}/sandbox";

    public static async Task<Sandbox> StartAsync(Action<IServiceCollection>? more = null, string listen = "http://127.0.0.1:0")
    {
        var sandbox = new Sandbox(more, listen);
        await sandbox._app.StartAsync();
        return sandbox;
    }

    public Readers Readers() => new(
    [
        new("WhatsApp:GraphBaseUrl", Url + "/graph"),
        new("WhatsApp:DirectoryBaseUrl", Url + "/directory"),
        new("WhatsApp:AccessToken", WhatsAppSandboxOptions.DefaultRegistryAccessToken),
        new("WhatsApp:WabaIds", string.Join(',', WhatsAppSandboxOptions.WabaIds)),
    ]);

    public async Task<SandboxNumber> AddAsync(object number)
    {
        using var answer = await _http.PostAsJsonAsync(Url + "/admin/numbers", number);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<SandboxNumber>(Json))!;
    }

    public async Task ChangeAsync(SandboxNumber number, object members)
    {
        using var answer = await _http.PatchAsJsonAsync($"{Url}/admin/numbers/{number.PhoneNumberId}", members);
        answer.EnsureSuccessStatusCode();
    }

    public async Task FaultAsync(string kind, int times, SandboxNumber? number = null)
    {
        using var answer = await _http.PutAsJsonAsync(Url + "/admin/faults", new { kind, times, phone_number_id = number?.PhoneNumberId });
        answer.EnsureSuccessStatusCode();
    }

    public async Task UsageAsync(int percent)
    {
        using var answer = await _http.PutAsJsonAsync(Url + "/admin/usage", new { percent });
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }
}
