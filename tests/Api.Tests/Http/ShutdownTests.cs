using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace AiIdentity.Api.Tests.Http;

internal sealed class ShutdownTests
{
    [Test]
    public async Task Asked_to_end_under_load_it_finishes_what_is_under_way_and_ends_well()
    {
        if (OperatingSystem.IsWindows()) Assert.Ignore("There is no SIGTERM.");
        var folder = Directory.CreateTempSubdirectory("aii-").FullName;
        try
        {
            await using var registry = await RegistryProcess.StartAsync(folder);
            var address = registry.Http.BaseAddress!;
            using var load = new CancellationTokenSource();
            var busy = Enumerable.Range(0, 8).Select(_ => LoadAsync(address, load.Token)).ToArray();

            // Half a request: under way, whatever the machine's pace.
            using var socket = new TcpClient("127.0.0.1", address.Port);
            await using var stream = socket.GetStream();
            const string body = """{"id":"aii_01ARZ3NDEKTSV4RRFFQ69G5FAV"}""";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"POST /api/v1/verify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nExpect: 100-continue\r\n\r\n"));
            using var reader = new StreamReader(stream, Encoding.ASCII);
            // The server reads the body: it has begun.
            Assert.That(await reader.ReadLineAsync(), Does.Contain("100"));
            var told = Stopwatch.StartNew();
            registry.Terminate();
            while (await ListensAsync(address)) await Task.Delay(10);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(body));
            var answer = await reader.ReadToEndAsync();
            Assert.That(answer, Does.Contain("HTTP/1.1 200").And.Contain("identity_unknown"));
            Assert.That(await registry.ExitAsync(), Is.Zero);
            Assert.That(told.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)));
            await load.CancelAsync();
            Assert.That((await Task.WhenAll(busy)).Sum(), Is.GreaterThan(0), "There was load.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Whole answers until there is no server; an answer that breaks off fails.</summary>
    private static async Task<int> LoadAsync(Uri address, CancellationToken ct)
    {
        using var http = new HttpClient { BaseAddress = address };
        for (var answers = 0; ; answers++)
        {
            HttpResponseMessage response;
            try
            {
                response = await http.GetAsync("/.well-known/jwks.json", HttpCompletionOption.ResponseHeadersRead, ct);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                return answers;
            }

            using (response) Assert.That(await response.Content.ReadAsStringAsync(CancellationToken.None), Does.EndWith("}"));
        }
    }

    private static async Task<bool> ListensAsync(Uri address)
    {
        try
        {
            using var probe = new TcpClient();
            await probe.ConnectAsync(address.Host, address.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
