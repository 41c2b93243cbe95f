using System.Diagnostics;
using AiIdentity.Kit;

namespace AiIdentity.Api.Tests.Verification;

/// <summary>WhatsApp's stand-in as a process of its own, which can go down and come back at the same address.</summary>
internal sealed class SandboxProcess(string stateFile) : IDisposable
{
    private readonly int _port = Child.FreePort();
    private Child? _process;

    public string Address => $"http://127.0.0.1:{_port}";

    public (string, string)[] Settings =>
    [
        ("WhatsApp:GraphBaseUrl", $"{Address}/sandbox/graph"),
        ("WhatsApp:AccessToken", WhatsAppSandbox.WhatsAppSandboxOptions.DefaultRegistryAccessToken),
        ("WhatsApp:WabaIds", string.Join(',', WhatsAppSandbox.WhatsAppSandboxOptions.WabaIds)),
    ];

    public async Task StartAsync()
    {
        _process = Child.Start(new ProcessStartInfo("dotnet", [typeof(WhatsAppSandbox.WhatsAppSandboxOptions).Assembly.Location, "--urls", Address])
        {
            Environment = { ["Sandbox__StatePath"] = stateFile },
        });
        await _process.SaysAsync("A stand-in");
    }

    public void Dispose()
    {
        _process?.Dispose();
        _process = null;
    }
}
