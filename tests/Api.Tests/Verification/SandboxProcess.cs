using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace AiIdentity.Api.Tests.Verification;

/// <summary>WhatsApp's stand-in as a process of its own, which can go down and come back at the same address.</summary>
internal sealed class SandboxProcess(string stateFile) : IDisposable
{
    private readonly int _port = FreePort();
    private Process? _process;

    public (string, string)[] Settings =>
    [
        ("WhatsApp:GraphBaseUrl", $"http://127.0.0.1:{_port}/sandbox/graph"),
        ("WhatsApp:AccessToken", WhatsAppSandbox.WhatsAppSandboxOptions.DefaultRegistryAccessToken),
        ("WhatsApp:WabaIds", string.Join(',', WhatsAppSandbox.WhatsAppSandboxOptions.WabaIds)),
    ];

    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(WhatsAppSandbox.WhatsAppSandboxOptions).Assembly.Location, "--urls", $"http://127.0.0.1:{_port}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["Sandbox__StatePath"] = stateFile },
        };
        var listens = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) =>
        {
            if (e.Data?.StartsWith("A stand-in", StringComparison.Ordinal) == true) listens.TrySetResult();
        };
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await listens.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    public void Dispose()
    {
        if (_process is null) return;
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
