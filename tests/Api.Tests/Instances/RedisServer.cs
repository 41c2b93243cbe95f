using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using AiIdentity.Kit;

namespace AiIdentity.Api.Tests.Instances;

/// <summary>A redis-server on a free port that keeps nothing; it can be gone for a while, and come back at the same address.</summary>
internal sealed class RedisServer : IDisposable
{
    private readonly int _port = Child.FreePort();
    private Child? _process;

    private RedisServer()
    {
    }

    public string Address => $"127.0.0.1:{_port}";

    public static async Task<RedisServer> StartAsync()
    {
        var redis = new RedisServer();
        try
        {
            await redis.ComeBackAsync();
            return redis;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Ignore("redis-server is not here: ./build.sh Test installs it, or names it.");
            throw;
        }
    }

    public async Task ComeBackAsync()
    {
        _process = Child.Start(new ProcessStartInfo("redis-server", ["--port", $"{_port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]));
        await _process.SaysAsync("Ready to accept connections");
    }

    public async Task ForgetAllAsync() => Assert.That(await AskAsync("FLUSHALL"), Is.EqualTo("+OK"));

    /// <summary>How many keys it holds.</summary>
    public async Task<int> CountAsync() => int.Parse((await AskAsync("DBSIZE"))![1..], System.Globalization.CultureInfo.InvariantCulture);

    private async Task<string?> AskAsync(string command)
    {
        using var client = new TcpClient("127.0.0.1", _port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"));
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadLineAsync();
    }

    /// <summary>Gone without a word.</summary>
    public void Kill()
    {
        _process?.Dispose();
        _process = null;
    }

    public void Dispose() => Kill();
}
