using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace AiIdentity.Api.Tests.Limits;

/// <summary>Who sends too much, too slowly or not at all loses the connection, and holds up nobody else.</summary>
[Parallelizable(ParallelScope.Children)]
internal sealed class SlowClientTests
{
    private const string Verify = "POST /api/v1/verify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private RegistryHost _registry = null!;

    [OneTimeSetUp]
    public void Start() => _registry = RegistryHost.Start(null,
        ("Connections:IdleSeconds", "1"), ("Connections:HeadersSeconds", "1"), ("Connections:GraceSeconds", "2"), ("Connections:BytesPerSecond", "1000000"));

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _registry.DisposeAsync();
        _registry.Forget();
    }

    private async Task<NetworkStream> ConnectAsync(int? receiveBuffer = null)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        if (receiveBuffer is { } bytes) socket.ReceiveBufferSize = bytes;
        await socket.ConnectAsync("127.0.0.1", _registry.Http.BaseAddress!.Port);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static ValueTask WriteAsync(NetworkStream to, string text) => to.WriteAsync(Encoding.ASCII.GetBytes(text));

    /// <summary>All that comes until the server ends the connection, which it must.</summary>
    private static async Task<string> UntilClosedAsync(NetworkStream stream)
    {
        using var patience = new CancellationTokenSource(Patience);
        var read = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await stream.ReadAsync(buffer, patience.Token) is > 0 and var bytes) read.Append(Encoding.ASCII.GetString(buffer, 0, bytes));
        }
        catch (IOException)
        {
            // Reset: closed too.
        }

        return read.ToString();
    }

    /// <summary>Sends a little again and again, until the server has had enough.</summary>
    private static async Task DripAsync(NetworkStream to, string drop)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience; await Task.Delay(50))
        {
            try
            {
                await WriteAsync(to, drop);
            }
            catch (IOException)
            {
                return;
            }
        }
    }

    private static async Task<string> AnswerToAsync(NetworkStream stream, string drop)
    {
        var answer = UntilClosedAsync(stream);
        await Task.WhenAny(answer, DripAsync(stream, drop));
        return await answer;
    }

    [Test]
    public async Task Headers_that_never_end_are_given_up_and_others_are_served_meanwhile()
    {
        var slow = new List<Task<string>>();
        for (var i = 0; i < 50; i++)
        {
            var stream = await ConnectAsync();
            await WriteAsync(stream, "GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
            slow.Add(AnswerToAsync(stream, "a"));
        }

        (await _registry.Get("/health/live")).Must(200);
        // Where what was still sent met a closed door, the answer may be lost with it.
        Assert.That(await Task.WhenAll(slow), Has.All.Matches("^(HTTP/1.1 408|$)").And.Some.StartsWith("HTTP/1.1 408"));
    }

    [Test]
    public async Task Nothing_at_all_is_waited_for_only_so_long()
    {
        await using var stream = await ConnectAsync();
        Assert.That(await UntilClosedAsync(stream), Is.Empty);
        await using var kept = await ConnectAsync();
        await WriteAsync(kept, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
        Assert.That(await UntilClosedAsync(kept), Does.StartWith("HTTP/1.1 200"));
    }

    [Test]
    public async Task A_body_that_trickles_is_given_up()
    {
        await using var stream = await ConnectAsync();
        await WriteAsync(stream, Verify + "Content-Length: 20000\r\n\r\n{");
        Assert.That(await AnswerToAsync(stream, " "), Does.StartWith("HTTP/1.1 408"));
    }

    [Test]
    public async Task Who_asks_and_does_not_read_is_cut_off()
    {
        await using var stream = await ConnectAsync(receiveBuffer: 4096);
        // Far more than the buffers between the two hold.
        var asked = 0;
        using var patience = new CancellationTokenSource(Patience);
        Assert.That(async () =>
        {
            for (; ; asked++) await stream.WriteAsync(Encoding.ASCII.GetBytes("GET /openapi/v1.json HTTP/1.1\r\nHost: localhost\r\n\r\n"), patience.Token);
        }, Throws.InstanceOf<IOException>());
        Assert.That(asked, Is.GreaterThan(10));
    }

    [TestCase("GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-Long: {17000}\r\n\r\n", "431")]
    [TestCase("GET /{9000} HTTP/1.1\r\nHost: localhost\r\n\r\n", "414")]
    [TestCase(Verify + "Content-Length: 33000\r\n\r\n", "413")]
    [TestCase(Verify + "Transfer-Encoding: chunked\r\n\r\n80E8\r\n{33000}\r\n0\r\n\r\n", "413")]
    public async Task What_is_too_long_is_refused(string request, string status)
    {
        await using var stream = await ConnectAsync();
        var whole = System.Text.RegularExpressions.Regex.Replace(request, @"\{(\d+)\}", m => new string('a', int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)));
        await WriteAsync(stream, whole);
        Assert.That(await UntilClosedAsync(stream), Does.StartWith($"HTTP/1.1 {status}"));
    }

    [Test]
    public async Task Too_many_headers_are_refused()
    {
        await using var stream = await ConnectAsync();
        await WriteAsync(stream, $"GET /health/live HTTP/1.1\r\nHost: localhost\r\n{string.Concat(Enumerable.Range(0, 70).Select(i => $"X-{i}: a\r\n"))}\r\n");
        Assert.That(await UntilClosedAsync(stream), Does.StartWith("HTTP/1.1 431"));
    }
}
