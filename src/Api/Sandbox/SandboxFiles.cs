using AiIdentity.WhatsAppSandbox;

namespace AiIdentity.Api.Sandbox;

/// <summary>Takes what the sandbox wrote earlier away from other users, before anything of it is asked for.</summary>
internal sealed class SandboxFiles(string folder) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (Directory.Exists(folder)) foreach (var file in Directory.EnumerateFiles(folder, "sandbox-*")) PrivateFile.Restrict(file);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
