using System.Collections.Concurrent;
using System.Diagnostics;

namespace AiIdentity.Api.Tests;

/// <summary>
/// The registry as a process of its own, started as its host would: what it prints is kept, and it can be killed. It is the program that
/// <c>AIIDENTITY_PUBLISHED</c> names, as the drills do, else the built one.
/// </summary>
internal sealed class RegistryProcess : RegistryHost
{
    private const string Listening = "Now listening on: ";
    private static readonly string? Published = Environment.GetEnvironmentVariable("AIIDENTITY_PUBLISHED") is { Length: > 0 } program ? program : null;
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _printed = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RegistryProcess(string folder, (string Key, string Value)[] settings) : base(folder)
    {
        var start = new ProcessStartInfo(Published ?? "dotnet", Published is null ? [typeof(Program).Assembly.Location] : [])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["ConnectionStrings__Registry"] = $"Data Source={Path.Combine(folder, "registry.db")}",
                ["Registry__Issuer"] = Issuer,
                ["Sandbox__Enabled"] = "true",
                ["RateLimiting__Enabled"] = "false",
                ["Logging__LogLevel__Default"] = "Warning",
                ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information",
            },
        };
        foreach (var (key, value) in settings) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Print(e.Data);
        _process.ErrorDataReceived += (_, e) => Print(e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Each line of its standard output and error.</summary>
    public IReadOnlyCollection<string> Printed => _printed;

    public int Id => _process.Id;

    public static async Task<RegistryProcess> StartAsync(string folder, params (string Key, string Value)[] settings)
    {
        var started = new RegistryProcess(folder, settings);
        started.Reach(await started._address.Task.WaitAsync(TimeSpan.FromMinutes(1)));
        return started;
    }

    /// <summary>SIGKILL: nothing of the process runs any more, and nothing that it held is written.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
        await base.DisposeAsync();
    }

    private void Print(string? line)
    {
        if (line is null) return;
        _printed.Enqueue(line);
        if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at) _address.TrySetResult(new Uri(line[(at + Listening.Length)..].Trim()));
    }
}
