using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace AiIdentity.Api.Tests.Limits;

/// <summary>Who sends a large body slowly, or none of what was announced, takes a bounded place for a bounded time.</summary>
internal sealed class SlowBodyTests
{
    private const string Path = "/api/v1/whatsapp/webhook";
    private const string Secret = "the app secret";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string Forged = "sha256=" + new string('0', 64);

    private RegistryHost _registry = null!;

    [SetUp]
    public void Start() => _registry = RegistryHost.Start(null, ("WhatsApp:AppSecret", Secret), ("WhatsApp:VerifyToken", "the verify token"),
        ("Connections:BodySeconds", "5"), ("Connections:WebhookBodies", "6"), ("Connections:IdempotentBodies", "8"), ("Connections:GraceSeconds", "600"));

    [TearDown]
    public async Task Stop()
    {
        await _registry.DisposeAsync();
        _registry.Forget();
    }

    /// <summary>Opens a request and sends a part of what it announces.</summary>
    /// <param name="from">Another loopback address is another client.</param>
    private async Task<NetworkStream> OpenAsync(string path, string headers, int announced, int sent, string from = "127.0.0.1")
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync("127.0.0.1", _registry.Http.BaseAddress!.Port);
        var stream = new NetworkStream(socket, ownsSocket: true);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{headers}Content-Length: {announced}\r\n\r\n"));
        await stream.WriteAsync(new byte[sent]);
        return stream;
    }

    private Task<NetworkStream> OpenWebhookAsync(string? signature, int sent, string from = "127.0.0.1") =>
        OpenAsync(Path, signature is null ? "" : $"X-Hub-Signature-256: {signature}\r\n", 3_000_000, sent, from);

    /// <summary>The answer's first bytes.</summary>
    private static async Task<string> AnswerAsync(NetworkStream stream)
    {
        using var patience = new CancellationTokenSource(Patience);
        var buffer = new byte[4096];
        var read = new StringBuilder();
        while (!read.ToString().Contains("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(buffer, patience.Token) is > 0 and var bytes)
            read.Append(Encoding.ASCII.GetString(buffer, 0, bytes));
        return read.ToString();
    }

    private Task<Answer> DeliverAsync(string body) => _registry.Post(Path, body, null,
        ("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(body)))));

    [TestCase(null)]
    [TestCase("")]
    [TestCase("sha256=")]
    [TestCase("sha256=00")]
    [TestCase("sha1=0000000000000000000000000000000000000000")]
    [TestCase("sha256=000000000000000000000000000000000000000000000000000000000000000g")]
    [TestCase("sha256=00000000000000000000000000000000000000000000000000000000000000000")]
    [TestCase("sha256=0000000000000000000000000000000000000000000000000000000000000000ab")]
    [TestCase("SHA256=0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task Without_a_signature_nothing_of_the_body_is_waited_for(string? signature)
    {
        await using var stream = await OpenWebhookAsync(signature, sent: 0);
        Assert.That(await AnswerAsync(stream), Does.StartWith("HTTP/1.1 403"));
    }

    [Test]
    public async Task Sixty_slow_deliveries_take_a_few_places_and_leave_others_to_others()
    {
        var slow = new List<NetworkStream>();
        for (var i = 0; i < 60; i++) slow.Add(await OpenWebhookAsync(Forged, sent: 100_000));
        var answers = slow.ConvertAll(AnswerAsync);
        var early = new List<string>();
        await foreach (var answer in Task.WhenEach(answers))
        {
            early.Add(await answer);
            if (early.Count == 57) break;
        }

        Assert.That(early, Has.All.StartsWith("HTTP/1.1 503").And.All.Contains("Retry-After: "));
        // One client has a half of the places: these are another's.
        foreach (var i in Enumerable.Range(0, 2)) slow.Add(await OpenWebhookAsync(Forged, sent: 100_000, from: "127.0.0.2"));
        (await _registry.Get("/api/v1/whois/aii_demo")).Must(200);
        // Nor do they have them for long.
        var late = (await Task.WhenAll(answers)).Except(early).ToList();
        Assert.That(late, Is.Not.Empty.And.All.StartsWith("HTTP/1.1 408"));
        foreach (var stream in slow.TakeLast(2)) Assert.That(await AnswerAsync(stream), Does.StartWith("HTTP/1.1 408"));
        foreach (var stream in slow) await stream.DisposeAsync();
        (await DeliverAsync("{}")).Must(200);
        (await DeliverAsync("{\"x\":\"" + new string('x', 2_900_000) + "\"}")).Must(200);
    }

    [Test]
    public async Task A_delivery_is_taken_while_others_are_slow_and_whoever_leaves_gives_the_place_back()
    {
        for (var round = 0; round < 5; round++)
        {
            var slow = new List<NetworkStream>();
            for (var i = 0; i < 3; i++) slow.Add(await OpenWebhookAsync(Forged, sent: 1000, from: "127.0.0.4"));
            (await DeliverAsync("{}")).Must(200);
            foreach (var stream in slow) await stream.DisposeAsync();
        }
    }

    [Test]
    public async Task A_body_that_is_kept_for_its_digest_is_bounded_alike()
    {
        var person = await _registry.SignUpAsync();
        string Headers(string key) => $"Authorization: Bearer {person.Bearer}\r\nIdempotency-Key: {key}\r\n";
        await using var first = await OpenAsync("/api/v1/identities", Headers("one"), 20_000, sent: 100);
        await using var second = await OpenAsync("/api/v1/identities", Headers("two"), 20_000, sent: 100);
        var answers = new[] { AnswerAsync(first), AnswerAsync(second) };
        // An eighth of eight places.
        Assert.That(await await Task.WhenAny(answers), Does.StartWith("HTTP/1.1 503").And.Contain("Retry-After: "));
        Assert.That(await Task.WhenAll(answers), Has.One.StartsWith("HTTP/1.1 408"));
        var made = (await _registry.Post("/api/v1/identities", new { name = "Acme", operator_display = "Acme Ltd" }, person.Bearer, ("Idempotency-Key", "one"))).Must(201);
        Assert.That((await _registry.Post("/api/v1/identities", new { name = "Acme", operator_display = "Acme Ltd" }, person.Bearer, ("Idempotency-Key", "one"))).Must(201).Body, Is.EqualTo(made.Body));
        (await _registry.Post("/api/v1/identities", new { name = "Other", operator_display = "Acme Ltd" }, person.Bearer, ("Idempotency-Key", "one"))).Must(422, "idempotency_key_reused");
        (await _registry.Post("/api/v1/identities", new { name = new string('x', 32 * 1024) }, person.Bearer, ("Idempotency-Key", "three"), ("Expect", "100-continue"))).Must(413, "body_too_large");
    }
}
