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

    /// <summary>Nobody's time ends by itself.</summary>
    private RegistryHost _patient = null!;
    private RegistryHost _hasty = null!;

    [OneTimeSetUp]
    public void Start() => (_patient, _hasty) = (StartWith(seconds: 3600), StartWith(seconds: 1));

    private static RegistryHost StartWith(int seconds) => RegistryHost.Start(null, ("WhatsApp:AppSecret", Secret), ("WhatsApp:VerifyToken", "the verify token"),
        ("Connections:BodySeconds", $"{seconds}"), ("Connections:WebhookBodies", "6"), ("Connections:IdempotentBodies", "8"), ("Connections:GraceSeconds", "3600"));

    [OneTimeTearDown]
    public async Task Stop()
    {
        foreach (var registry in new[] { _patient, _hasty })
        {
            await registry.DisposeAsync();
            registry.Forget();
        }
    }

    /// <summary>Opens a request and sends a part of what it announces.</summary>
    /// <param name="from">Another loopback address is another client.</param>
    private static async Task<NetworkStream> OpenAsync(RegistryHost registry, string path, string headers, int announced, int sent, string from = "127.0.0.1")
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync("127.0.0.1", registry.Http.BaseAddress!.Port);
        var stream = new NetworkStream(socket, ownsSocket: true);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{headers}Content-Length: {announced}\r\n\r\n"));
        await stream.WriteAsync(new byte[sent]);
        return stream;
    }

    private static Task<NetworkStream> OpenWebhookAsync(RegistryHost registry, string? signature, int sent, string from = "127.0.0.1") =>
        OpenAsync(registry, Path, signature is null ? "" : $"X-Hub-Signature-256: {signature}\r\n", 3_000_000, sent, from);

    private async Task<(List<NetworkStream> Streams, List<Task<string>> Answers)> OpenManyAsync(int count, string from)
    {
        var streams = new List<NetworkStream>();
        for (var i = 0; i < count; i++) streams.Add(await OpenWebhookAsync(_patient, Forged, sent: 100_000, from));
        return (streams, streams.ConvertAll(AnswerAsync));
    }

    private static async Task MustBeBusy(List<Task<string>> answers, int count)
    {
        await foreach (var answer in Task.WhenEach(answers))
        {
            Assert.That(await answer, Does.StartWith("HTTP/1.1 503").And.Contain("Retry-After: "));
            if (--count == 0) return;
        }
    }

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

    private static Task<Answer> DeliverAsync(RegistryHost registry, string body) => registry.Post(Path, body, null,
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
        await using var stream = await OpenWebhookAsync(_patient, signature, sent: 0);
        Assert.That(await AnswerAsync(stream), Does.StartWith("HTTP/1.1 403"));
    }

    [Test]
    public async Task Sixty_slow_deliveries_take_a_few_places_until_they_leave()
    {
        var (slow, answers) = await OpenManyAsync(60, "127.0.0.1");
        // One client has a half of the six places.
        await MustBeBusy(answers, 57);
        var (others, theirs) = await OpenManyAsync(4, "127.0.0.2");
        await MustBeBusy(theirs, 1);
        // The other half is taken as well: now nobody finds a place, and all else is answered.
        (await DeliverAsync(_patient, "{}")).Must(503, "busy");
        await using (var last = await OpenWebhookAsync(_patient, Forged, sent: 0, "127.0.0.3")) Assert.That(await AnswerAsync(last), Does.StartWith("HTTP/1.1 503"));
        (await _patient.Get("/api/v1/whois/aii_demo")).Must(200);
        Assert.That(answers.Concat(theirs).Count(a => a.IsCompleted), Is.EqualTo(58));

        foreach (var stream in slow.Concat(others)) await stream.DisposeAsync();
        using var patience = new CancellationTokenSource(Patience);
        while ((await DeliverAsync(_patient, "{}")).Status is HttpStatusCode.ServiceUnavailable) await Task.Delay(20, patience.Token);
        (await DeliverAsync(_patient, "{\"x\":\"" + new string('x', 2_900_000) + "\"}")).Must(200);
        await ((Task)Task.WhenAll(answers.Concat(theirs))).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [Test]
    public async Task A_delivery_that_does_not_end_is_given_up()
    {
        await using var stream = await OpenWebhookAsync(_hasty, Forged, sent: 100_000);
        Assert.That(await AnswerAsync(stream), Does.StartWith("HTTP/1.1 408").And.Contain("Connection: close"));
        (await DeliverAsync(_hasty, "{}")).Must(200);
    }

    [Test]
    public async Task A_body_that_is_kept_for_its_digest_is_bounded_alike()
    {
        async Task<NetworkStream> OpenSlowAsync(RegistryHost registry, Operator person) =>
            await OpenAsync(registry, "/api/v1/identities", $"Authorization: Bearer {person.Bearer}\r\nIdempotency-Key: one\r\n", 20_000, sent: 100);
        var patient = await _patient.SignUpAsync();
        await using (var first = await OpenSlowAsync(_patient, patient))
        await using (var second = await OpenSlowAsync(_patient, patient))
        {
            // An eighth of eight places.
            Assert.That(await await Task.WhenAny(AnswerAsync(first), AnswerAsync(second)), Does.StartWith("HTTP/1.1 503").And.Contain("Retry-After: "));
        }

        var person = await _hasty.SignUpAsync();
        await using (var slow = await OpenSlowAsync(_hasty, person)) Assert.That(await AnswerAsync(slow), Does.StartWith("HTTP/1.1 408"));
        Task<Answer> Create(string name) => _hasty.Post("/api/v1/identities", new { name, operator_display = "Acme Ltd" }, person.Bearer, ("Idempotency-Key", "one"), ("Expect", "100-continue"));
        var made = (await Create("Acme")).Must(201);
        Assert.That((await Create("Acme")).Must(201).Body, Is.EqualTo(made.Body));
        (await Create("Other")).Must(422, "idempotency_key_reused");
        (await Create(new string('x', 32 * 1024))).Must(413, "body_too_large");
    }
}
