using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace AiIdentity.Api.Tests.Instances;

/// <summary>A redis-server on a free port that keeps nothing.</summary>
internal sealed class RedisServer : IDisposable
{
    private readonly Process _process;
    private readonly int _port;

    private RedisServer(Process process, int port) => (_process, _port) = (process, port);

    public string Address => $"127.0.0.1:{_port}";

    public static RedisServer Start()
    {
        var port = Instance.FreePort();
        try
        {
            var start = new ProcessStartInfo("redis-server", ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]) { RedirectStandardOutput = true };
            var redis = Process.Start(start)!;
            redis.BeginOutputReadLine();
            return new RedisServer(redis, port);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Ignore("redis-server is not here: ./build.sh Test installs it, or names it.");
            throw;
        }
    }

    public async Task ForgetAllAsync()
    {
        using var client = new TcpClient("127.0.0.1", _port);
        await using var stream = client.GetStream();
        await stream.WriteAsync("FLUSHALL\r\n"u8.ToArray());
        using var reader = new StreamReader(stream, Encoding.ASCII);
        Assert.That(await reader.ReadLineAsync(), Is.EqualTo("+OK"));
    }

    /// <summary>Gone without a word.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }
}
