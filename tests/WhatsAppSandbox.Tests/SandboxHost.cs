using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AiIdentity.WhatsAppSandbox.Tests;

internal sealed record Added(string PhoneNumberId, string WabaId, string AccessToken);

internal sealed record Answer(HttpStatusCode Status, string Body, HttpResponseHeaders Headers, string? MediaType)
{
    internal JsonElement Json => JsonDocument.Parse(Body).RootElement;

    internal (int Code, int? Subcode) GraphError
    {
        get
        {
            var error = Json.GetProperty("error");
            return (error.GetProperty("code").GetInt32(), error.TryGetProperty("error_subcode", out var subcode) ? subcode.GetInt32() : null);
        }
    }
}

// The sandbox as a host serves it: Kestrel, a free port, HTTP.
internal sealed class SandboxHost : IAsyncDisposable
{
    internal const string Graph = "/sandbox/graph/v25.0";
    private readonly WebApplication app;

    private SandboxHost(WebApplication app)
    {
        this.app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    internal HttpClient Client { get; }

    internal static async Task<SandboxHost> Start(string? statePath = null, TimeProvider? clock = null, string url = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        if (clock is not null) builder.Services.AddSingleton(clock);
        builder.Services.AddWhatsAppSandbox(options => options.StatePath = statePath);
        var app = builder.Build();
        app.MapWhatsAppSandbox();
        await app.StartAsync();
        return new SandboxHost(app);
    }

    internal Task<Answer> Post(string path, string json) => Send(HttpMethod.Post, path, json);

    internal Task<Answer> Put(string path, string json) => Send(HttpMethod.Put, path, json);

    internal Task<Answer> Patch(Added number, string json) => Send(HttpMethod.Patch, $"/sandbox/admin/numbers/{number.PhoneNumberId}", json);

    internal Task<Answer> Get(string path, string? token = null) => Send(HttpMethod.Get, path, token: token);

    // By the registry's own grant unless another token is named.
    internal Task<Answer> Read(string path, string token = WhatsAppSandboxOptions.DefaultRegistryAccessToken) => Get($"{Graph}/{path}", token);

    internal Task<Answer> Node(Added number, string fields = "id,display_phone_number,status") => Read($"{number.PhoneNumberId}?fields={fields}");

    internal Task<Answer> Profile(Added number, string fields = "about,description") => Read($"{number.PhoneNumberId}/whatsapp_business_profile?fields={fields}");

    internal Task<Answer> Username(Added number) => Read($"{number.PhoneNumberId}/username");

    internal Task<Answer> LookUp(string username) => Get($"/sandbox/directory/@{username}");

    internal async Task<Added> Add(string json)
    {
        var answer = await Post("/sandbox/admin/numbers", json);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Created), answer.Body);
        return Text(answer.Json);

        static Added Text(JsonElement e) => new(e.GetProperty("phone_number_id").GetString()!, e.GetProperty("waba_id").GetString()!, e.GetProperty("access_token").GetString()!);
    }

    internal async Task Arm(string json) => Assert.That((await Put("/sandbox/admin/faults", json)).Status, Is.EqualTo(HttpStatusCode.OK));

    internal async Task<int?> TimesLeft()
    {
        var times = (await Get("/sandbox/admin/faults")).Json.GetProperty("times");
        return times.ValueKind is JsonValueKind.Null ? null : times.GetInt32();
    }

    internal async Task<Answer> Send(HttpMethod method, string path, string? json = null, string? token = null, Action<HttpRequestMessage>? with = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        with?.Invoke(request);
        using var response = await Client.SendAsync(request);
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers.ContentType?.MediaType);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
    }
}

internal abstract class SandboxFixture
{
    private protected SandboxHost Sandbox { get; private set; } = null!;

    [SetUp]
    public async Task Start() => Sandbox = await SandboxHost.Start();

    [TearDown]
    public async Task Stop() => await Sandbox.DisposeAsync();
}
