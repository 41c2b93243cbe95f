using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AiIdentity.Api.Tests.Access;
using AiIdentity.Api.Tests.Http;
using AiIdentity.Api.Tests.Persistence;
using AiIdentity.Infrastructure.Persistence;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AiIdentity.Api.Tests;

/// <summary>The registry as its users meet it: Kestrel on a free port, SQLite in a folder of its own, the sandbox beside it.</summary>
internal class RegistryHost : WebApplicationFactory<Program>
{
    public const string Administrator = "admin@registry.example";
    public const string Issuer = "https://registry.example";
    /// <summary>A setting of the host itself, where its address must be known before it starts; else it takes a free port.</summary>
    public const string Port = "Port";

    private readonly string _folder;
    private readonly bool _ownsFolder;
    private readonly Dictionary<string, string> _settings;
    private readonly Action<IServiceCollection> _services;

    /// <summary>One that another process serves.</summary>
    protected RegistryHost(string folder) : this(folder, ownsFolder: false, [], _ => { })
    {
    }

    private RegistryHost(string folder, bool ownsFolder, Dictionary<string, string> settings, Action<IServiceCollection> services) =>
        (_folder, _ownsFolder, _settings, _services) = (folder, ownsFolder, settings, services);

    public string Folder => _folder;

    /// <summary>The signing key in use, for who has looked.</summary>
    public string? ActiveKey { get; set; }

    public HttpClient Http { get; private set; } = null!;

    public static RegistryHost Start(string? folder = null, params (string Key, string Value)[] settings) => Start(folder, _ => { }, settings);

    /// <param name="services">What takes the place of the registry's own.</param>
    public static RegistryHost Start(string? folder, Action<IServiceCollection> services, params (string Key, string Value)[] settings)
    {
        var host = new RegistryHost(
            folder ?? Directory.CreateTempSubdirectory("aii-").FullName, folder is null, settings.ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal), services);
        host.UseKestrel(host._settings.TryGetValue(Port, out var port) ? int.Parse(port, CultureInfo.InvariantCulture) : 0);
        host.StartServer();
        host.Reach(host.ClientOptions.BaseAddress);
        return host;
    }

    protected void Reach(Uri address) => Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = address };

    /// <summary>The same store in a new process's stead.</summary>
    public async Task<RegistryHost> RestartAsync()
    {
        await DisposeAsync();
        return Start(_folder);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(Environments.Development);
        builder.UseSetting("ConnectionStrings:Registry", $"Data Source={Path.Combine(_folder, "registry.db")}");
        builder.UseSetting("Sandbox:Folder", _folder);
        if (RealSqlServer.Is)
        {
            builder.UseSetting("Database:Provider", "SqlServer");
            builder.UseSetting("ConnectionStrings:Registry", RealSqlServer.Migrated(_folder));
        }

        builder.UseSetting("Registry:Issuer", Issuer);
        builder.UseSetting("Registry:Administrators", Administrator);
        // All tests come from one address.
        builder.UseSetting("RateLimiting:Enabled", "false");
        foreach (var (key, value) in _settings) builder.UseSetting(key, value);
        // Told nothing unless where to send it.
        if (!_settings.ContainsKey("OpenTelemetry:Endpoint")) builder.ConfigureLogging(logging => logging.ClearProviders());
        builder.ConfigureServices(services =>
        {
            services.AddSingleton<IStartupFilter, UndeclaredProblems>();
            // Nearly every test signs somebody up, and none of them is about how hard a password is to guess.
            services.PostConfigure<PasswordHasherOptions>(hashing => hashing.IterationCount = 1_000);
            services.ConfigureDbContext<SqliteRegistryDb>(options => options.AddInterceptors(SqlServerStatements.Collected, WritesOutsideUnits.Collected));
        });
        builder.ConfigureServices(_services);
    }

    public override async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        await base.DisposeAsync();
    }

    public void Forget()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (!_ownsFolder) return;
        if (RealSqlServer.Is) RealSqlServer.Drop(_folder);
        Directory.Delete(_folder, recursive: true);
    }

    public Task<Answer> Get(string path, string? bearer = null, params (string, string)[] headers) => Send(HttpMethod.Get, path, null, bearer, headers);

    public Task<Answer> Post(string path, object? body = null, string? bearer = null, params (string, string)[] headers) => Send(HttpMethod.Post, path, body, bearer, headers);

    public Task<Answer> Patch(string path, object body, string? bearer = null) => Send(HttpMethod.Patch, path, body, bearer);

    public Task<Answer> Put(string path, object body, string? bearer = null) => Send(HttpMethod.Put, path, body, bearer);

    public Task<Answer> Delete(string path, string? bearer = null) => Send(HttpMethod.Delete, path, null, bearer);

    /// <param name="body">Text is sent as it is, all else as JSON.</param>
    public async Task<Answer> Send(HttpMethod method, string path, object? body, string? bearer = null, params (string Name, string Value)[] headers)
    {
        // As typed: a "+" or a bad "%" must reach the server so.
        var uri = new Uri(Http.BaseAddress!.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(method, uri);
        if (body is not null) request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        if (bearer is not null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {bearer}");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Http.SendAsync(request);
        return new Answer(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase));
    }

    public async Task AdvanceAsync(TimeSpan by) =>
        (await Post("/sandbox/admin/clock", new { advance_seconds = (long)by.TotalSeconds })).Must(200);

    public async Task RoundAsync() => (await Post("/sandbox/admin/recheck", new { })).Must(200);

    public async Task<Operator> SignUpAsync(string? email = null)
    {
        email ??= $"{Domain.Shared.Ulid.New(DateTimeOffset.UnixEpoch).ToString().ToLowerInvariant()}@acme.example";
        var earlier = (await CodesAsync(email)).Count;
        (await Post("/api/v1/auth/register", new { email, password = Operator.Password })).Must(202);
        (await Post("/api/v1/auth/confirm-email", new { email, code = await CodeAsync(email, earlier + 1) })).Must(204);
        return await SignInAsync(email);
    }

    public async Task<Operator> SignInAsync(string email, string password = Operator.Password)
    {
        var tokens = (await Post("/api/v1/auth/login?cookies=false", new { email, password })).Must(200);
        return new Operator(this, email, tokens.Text("access_token"), tokens.Text("refresh_token"));
    }

    /// <summary>The code of the newest mail to that address that carries one.</summary>
    public async Task<string> CodeAsync(string email, int mails = 1)
    {
        for (var tries = 0; tries < 100; tries++)
        {
            var codes = await CodesAsync(email);
            if (codes.Count >= mails) return codes[^1];
            await RoundAsync();
        }

        throw new AssertionException("No mail with a code came.");
    }

    private async Task<IReadOnlyList<string>> CodesAsync(string email) =>
        [.. from mail in await MailsAsync(email)
            from line in mail.Split('\n')
            where line.StartsWith("Code: ", StringComparison.Ordinal)
            select line["Code: ".Length..].Trim()];

    public async Task<IReadOnlyList<string>> MailsAsync(string email) =>
        [.. (await Get($"/sandbox/admin/mail?to={Uri.EscapeDataString(email)}")).Must(200).Json!.AsArray().Select(m => m!["text"]!.GetValue<string>())];

    public async Task<Number> AddNumberAsync(string phone, string? username = null, bool shared = true)
    {
        var added = (await Post("/sandbox/admin/numbers", username is null ? new { phone, shared } : new { phone, username, shared })).Must(201);
        return new Number(this, added.Text("phone_number_id"), added.Text("access_token"));
    }
}

/// <summary>An answer over HTTP.</summary>
internal sealed record Answer(HttpStatusCode Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public JsonNode? Json => Body.Length == 0 ? null : JsonNode.Parse(Body);

    public string? Code => Headers.GetValueOrDefault("Content-Type") == "application/problem+json" ? Json!["code"]!.GetValue<string>() : null;

    public Answer Must(int status)
    {
        Assert.That((int)Status, Is.EqualTo(status), Body);
        return this;
    }

    public Answer Must(int status, string code)
    {
        Assert.That(((int)Status, Code), Is.EqualTo((status, code)), Body);
        Assert.That(Json!["type"]!.GetValue<string>(), Is.EqualTo($"{RegistryHost.Issuer}/problems/{code}"));
        Assert.That(Json!["status"]!.GetValue<int>(), Is.EqualTo(status));
        return this;
    }

    public string Text(string member) => Json![member]!.GetValue<string>();

    public JsonArray Items => Json!["items"]!.AsArray();
}

/// <summary>A number in the sandbox, as its owner has it in hand.</summary>
internal sealed record Number(RegistryHost Host, string Id, string Token)
{
    public object Grant => new { grant = new { phone_number_id = Id, access_token = Token } };

    public async Task ChangeAsync(object members) => (await Host.Patch($"/sandbox/admin/numbers/{Id}", members)).Must(200);

    public Task WriteAsync(string about) => ChangeAsync(new { about });
}

/// <summary>A signed-in person.</summary>
internal sealed record Operator(RegistryHost Host, string Email, string Bearer, string Refresh)
{
    public const string Password = "correct horse battery staple";

    public async Task<JsonNode> CreateAsync(string name = "Acme Support", params string[] surfaces) =>
        (await Host.Post("/api/v1/identities", new { name, operator_display = "Acme Ltd", capabilities = new[] { "customer-support" }, surfaces = surfaces.Select(s => new { surface = s }) }, Bearer)).Must(201).Json!;

    public async Task<JsonNode> ReadAsync(string identity) => (await Host.Get($"/api/v1/identities/{identity}", Bearer)).Must(200).Json!;

    public async Task<JsonNode> SurfaceAsync(string identity, string surface) =>
        (await ReadAsync(identity))["surfaces"]!.AsArray().Single(s => s!["id"]!.GetValue<string>() == surface)!;

    public async Task<JsonNode> ChallengeAsync(string identity, string surface) =>
        (await Host.Post($"/api/v1/identities/{identity}/surfaces/{surface}/challenges", null, Bearer)).Must(201).Json!;

    public Task<Answer> CheckAsync(string challenge, object? grant = null) => Host.Post($"/api/v1/challenges/{challenge}/check", grant ?? new { }, Bearer);

    public Task<Answer> RecheckAsync(string identity, string surface, object? grant = null) =>
        Host.Post($"/api/v1/identities/{identity}/surfaces/{surface}/recheck", grant ?? new { }, Bearer);

    public async Task ProveAsync(string identity, string surface, Number number, object? grant = null)
    {
        var challenge = await ChallengeAsync(identity, surface);
        await number.WriteAsync($"hello {challenge["token"]}");
        var check = (await CheckAsync(challenge["id"]!.GetValue<string>(), grant)).Must(200);
        Assert.That(check.Text("outcome"), Is.EqualTo("verified"), check.Body);
    }

    public async Task<JsonNode> IssueAsync(string identity, int? days = null) =>
        (await Host.Post($"/api/v1/identities/{identity}/passports", days is null ? new { } : new { ttl_days = days }, Bearer)).Must(201).Json!;

    public async Task<IReadOnlyList<string>> EventsAsync() =>
        [.. (await Host.Get("/api/v1/events?limit=200", Bearer)).Must(200).Items.Select(e => e!["type"]!.GetValue<string>())];
}

internal static class JsonNodes
{
    public static string Id(this JsonNode node) => node["id"]!.GetValue<string>();

    public static string Text(this JsonNode node, string member) => node[member]!.GetValue<string>();

    public static string SurfaceId(this JsonNode identity, int index = 0) => identity["surfaces"]![index]!["id"]!.GetValue<string>();
}
