using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace AiIdentity.Browser.Tests;

/// <summary>The built Api as a process of its own, in Development: a free port of localhost, an empty SQLite database, the sandbox on.</summary>
internal sealed class RegistryProcess : IAsyncDisposable
{
    public const string Administrator = "admin@registry.example";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly string _folder;
    private readonly StreamWriter _log;

    private RegistryProcess(Process process, string url, string folder, StreamWriter log)
    {
        (_process, Url, _folder, _log) = (process, url, folder, log);
        Http = new HttpClient { BaseAddress = new Uri(url) };
        Sandbox = new Sandbox(Http);
        // A run that is broken off must not leave it behind.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Kill();
    }

    /// <summary>Without a slash at the end.</summary>
    public string Url { get; }

    public HttpClient Http { get; }

    public Sandbox Sandbox { get; }

    /// <param name="settings">As in configuration, <c>:</c> between the parts; they win over those here.</param>
    public static Task<RegistryProcess> StartAsync(params (string Key, string Value)[] settings) => StartAsync(
        Path.Combine(Folders.Root, "artifacts", "bin", "Api", Folders.Build, "AiIdentity.Api.dll"), Path.Combine(Folders.Root, "src", "Api"), settings);

    /// <summary>As it is delivered: trimmed and compressed.</summary>
    /// <param name="published">Where <c>dotnet publish</c> put it.</param>
    public static Task<RegistryProcess> StartPublishedAsync(string published) => StartAsync(Path.Combine(published, "AiIdentity.Api.dll"), published, []);

    private static async Task<RegistryProcess> StartAsync(string program, string home, (string Key, string Value)[] settings)
    {
        var url = $"http://localhost:{FreePort()}";
        var folder = Directory.CreateTempSubdirectory("aii-browser-").FullName;
        var start = new ProcessStartInfo("dotnet", [program])
        {
            WorkingDirectory = home,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["ASPNETCORE_URLS"] = url,
                ["Registry__Issuer"] = url,
                ["Registry__Administrators"] = Administrator,
                ["ConnectionStrings__Registry"] = $"Data Source={Path.Combine(folder, "registry.db")}",
                // All tests are one address to it.
                ["RateLimiting__Enabled"] = "false",
                ["Logging__LogLevel__Default"] = "Warning",
                ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information",
            },
        };
        foreach (var (key, value) in settings) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;

        var log = new StreamWriter(Path.Combine(Folders.Artifacts("browser"), $"registry-{new Uri(url).Port}.log")) { AutoFlush = true };
        var process = new Process { StartInfo = start };
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var registry = new RegistryProcess(process, url, folder, log);
        try
        {
            var first = await Task.WhenAny(started.Task, process.WaitForExitAsync()).WaitAsync(Patience);
            if (first != started.Task) throw new InvalidOperationException($"The Api ended with {process.ExitCode}; see artifacts/browser.");
            return registry;
        }
        catch
        {
            await registry.DisposeAsync();
            throw;
        }

        void Read(string? line)
        {
            if (line is null) return;
            lock (log) log.WriteLine(line);
            if (line.Contains("Application started", StringComparison.Ordinal)) started.TrySetResult();
        }
    }

    /// <summary>A person with a confirmed email, signed in over the API.</summary>
    public Task<Operator> SignUpAsync(string? email = null) => Operator.SignUpAsync(this, email);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        lock (_log) _log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended, and been disposed of.
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
