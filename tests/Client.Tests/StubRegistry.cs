using System.Buffers.Text;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using NSec.Cryptography;

namespace AiIdentity.Client.Tests;

/// <summary>A signing key of a registry, made from a seed so that a failing test can be run again.</summary>
internal sealed class StubKey(int seed) : IDisposable
{
    private readonly Key _key = Key.Import(SignatureAlgorithm.Ed25519, [.. Enumerable.Repeat((byte)seed, 32)], KeyBlobFormat.RawPrivateKey);

    public string Id { get; } = $"k_{seed:D26}";

    public string X => Base64Url.EncodeToString(_key.PublicKey.Export(KeyBlobFormat.RawPublicKey));

    public object Jwk => new { kty = "OKP", crv = "Ed25519", kid = Id, x = X, use = "sig", alg = "EdDSA" };

    public string Sign(string header, string payload)
    {
        var input = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}";
        return $"{input}.{Base64Url.EncodeToString(SignatureAlgorithm.Ed25519.Sign(_key, Encoding.ASCII.GetBytes(input)))}";
    }

    public void Dispose() => _key.Dispose();
}

/// <summary>What a verifier sees of a registry, over real HTTP: keys, one status list, and anything broken in their place.</summary>
internal sealed class StubRegistry : IAsyncDisposable
{
    public const string Issuer = "https://registry.example";
    public const string ListUri = $"{Issuer}/api/v1/status-lists/0";

    private readonly WebApplication _app;
    private readonly byte[] _places = new byte[131_072 / 4];

    private StubRegistry(WebApplication app) => _app = app;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
    public StubKey Key { get; } = new(1);
    public List<StubKey> Published { get; } = [];
    public StubKey? ListKey { get; set; }
    public HttpClient Http { get; private set; } = null!;
    public int KeyRequests;
    public int ListRequests;

    /// <summary>Answers in the place of the key set.</summary>
    public Func<HttpContext, Task>? KeysInstead { get; set; }

    /// <summary>Answers where an identity is asked for.</summary>
    public Func<HttpContext, Task>? WhoisInstead { get; set; }

    /// <summary>Answers where anything else is asked for.</summary>
    public Func<HttpContext, Task>? Others { get; set; }

    /// <summary>Answers in the place of the status list.</summary>
    public Func<HttpContext, Task>? ListInstead { get; set; }

    public static async Task<StubRegistry> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var stub = new StubRegistry(app);
        stub.Published.Add(stub.Key);
        app.MapGet("/.well-known/jwks.json", stub.KeysAsync);
        app.MapGet("/api/v1/status-lists/0", stub.ListAsync);
        app.MapGet("/api/v1/whois/{identity}", context => (stub.WhoisInstead ?? stub.Others) is { } whois ? whois(context) : Write(context, "", status: 404));
        app.MapFallback(context => stub.Others is { } others ? others(context) : Write(context, "", status: 404));
        await app.StartAsync();
        stub.Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        return stub;
    }

    public PassportVerifier Verifier() => new(Http, Issuer, Clock);

    /// <summary>Ends the server; what is known stays known.</summary>
    public Task SwitchOffAsync() => _app.StopAsync();

    public void Mark(int place, int status) => _places[place / 4] = (byte)((_places[place / 4] & ~(3 << (place % 4 * 2))) | (status << (place % 4 * 2)));

    public string Passport(StubKey? key = null, Action<JsonObject>? change = null) =>
        (key ?? Key).Sign($$"""{"alg":"EdDSA","typ":"JWT","kid":"{{(key ?? Key).Id}}"}""", Claims(key, change));

    public string Claims(StubKey? key = null, Action<JsonObject>? change = null)
    {
        var now = Clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["sub"] = "aii_01ARZ3NDEKTSV4RRFFQ69G5FAV",
            ["aud"] = "verifier",
            ["iat"] = now,
            ["nbf"] = now,
            ["exp"] = now + (90 * 86_400),
            ["jti"] = "psp_01ARZ3NDEKTSV4RRFFQ69G5FAV",
            ["tier"] = "identity_verified",
            ["operator"] = "Acme Ltd",
            ["surfaces"] = new JsonArray("wa:+447700900123", "wa:@acmesupport"),
            ["capabilities"] = new JsonArray("customer-support"),
            ["key_id"] = (key ?? Key).Id,
            ["registry_url"] = $"{Issuer}/whois/aii_01ARZ3NDEKTSV4RRFFQ69G5FAV",
            ["status"] = new JsonObject { ["status_list"] = new JsonObject { ["idx"] = 7, ["uri"] = ListUri } },
        };
        change?.Invoke(claims);
        return claims.ToJsonString();
    }

    public string List(Action<JsonObject>? change = null, string type = "statuslist+jwt", StubKey? key = null, byte[]? zlib = null)
    {
        var signer = key ?? ListKey ?? Key;
        var list = new JsonObject
        {
            ["sub"] = ListUri,
            ["iat"] = Clock.GetUtcNow().ToUnixTimeSeconds(),
            ["ttl"] = 30,
            ["status_list"] = new JsonObject { ["bits"] = 2, ["lst"] = Base64Url.EncodeToString(zlib ?? Deflate(_places)) },
        };
        change?.Invoke(list);
        return signer.Sign($$"""{"alg":"EdDSA","typ":"{{type}}","kid":"{{signer.Id}}"}""", list.ToJsonString());
    }

    public static byte[] Deflate(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest)) zlib.Write(bytes);
        return compressed.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        foreach (var key in Published.Append(Key).Distinct()) key.Dispose();
    }

    private Task KeysAsync(HttpContext context)
    {
        Interlocked.Increment(ref KeyRequests);
        if (KeysInstead is { } instead) return instead(context);
        context.Response.Headers.CacheControl = "public, max-age=30";
        return Write(context, JsonSerializer.Serialize(new { keys = Published.Select(key => key.Jwk) }), "application/json");
    }

    private Task ListAsync(HttpContext context)
    {
        Interlocked.Increment(ref ListRequests);
        if (ListInstead is { } instead) return instead(context);
        context.Response.Headers.CacheControl = "public, max-age=10";
        return Write(context, List(), "application/statuslist+jwt");
    }

    public static Task Write(HttpContext context, string body, string type = "application/json", int status = 200)
    {
        (context.Response.StatusCode, context.Response.ContentType) = (status, type);
        return context.Response.WriteAsync(body);
    }
}
