using System.Diagnostics;
using System.Net.Http;
using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using System.Threading;

var port = Argument("port", 5080);
var home = $"http://localhost:{port}";

Task("DemoPort")
    .Does(() =>
    {
        if (IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().All(listener => listener.Port != port)) return;
        Console.Error.WriteLine($"Port {port} is taken: stop what listens there, or say --port={port + 1}.");
        Environment.Exit(1);
    });

Task("Demo")
    .Description("Starts the registry on an empty database, walks through it once and leaves it running (--port=5080).")
    .IsDependentOn("DemoPort")
    .IsDependentOn("Build")
    .Does(() =>
    {
        using var stopped = new CancellationTokenSource();
        // However this process is told to end, what it started ends first.
        var signals = new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }
            .Select(signal => PosixSignalRegistration.Create(signal, told =>
            {
                told.Cancel = true;
                stopped.Cancel();
            }))
            .ToArray();
        CleanDirectory("data/demo");
        using var api = StartApi();
        try
        {
            WaitUntilReady(api, stopped.Token);
            using var driver = Process.Start(new ProcessStartInfo("dotnet", ["artifacts/bin/Demo/release/AiIdentity.Demo.dll", home]));
            WaitFor(driver, stopped.Token);
            if (driver.ExitCode != 0) throw new CakeException($"The demo ended with {driver.ExitCode}.");

            Console.WriteLine($"\nThe registry goes on at {home} until Ctrl+C. Worth opening:");
            foreach (var page in new[] { "/", "/sandbox", "/swagger", "/api/v1/whois?surface=wa:@acmesupport" }) Console.WriteLine($"  {home}{page}");
            WaitFor(api, stopped.Token);
            throw new CakeException($"The Api ended by itself with {api.ExitCode}.");
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("Stopped.");
        }
        finally
        {
            Stop(api);
            foreach (var signal in signals) signal.Dispose();
        }
    });

Process StartApi()
{
    var start = new ProcessStartInfo("dotnet", [Absolute("artifacts/bin/Api/release/AiIdentity.Api.dll")])
    {
        WorkingDirectory = Absolute("src/Api"),
        Environment =
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = home,
            ["Registry__Issuer"] = home,
            ["ConnectionStrings__Registry"] = $"Data Source={Absolute("data/demo/registry.db")}",
            ["Logging__LogLevel__Default"] = "Warning",
        },
    };
    return Process.Start(start);
}

void WaitUntilReady(Process api, CancellationToken stopped)
{
    using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
    for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromMinutes(1);)
    {
        if (api.HasExited) throw new CakeException($"The Api ended with {api.ExitCode} before it was ready.");
        try
        {
            if (client.GetAsync($"{home}/health/ready", stopped).GetAwaiter().GetResult().IsSuccessStatusCode) return;
        }
        catch (HttpRequestException)
        {
            // Not listening yet.
        }

        stopped.WaitHandle.WaitOne(250);
        stopped.ThrowIfCancellationRequested();
    }

    throw new CakeException($"{home}/health/ready did not answer 200 within a minute.");
}

void WaitFor(Process process, CancellationToken stopped)
{
    try
    {
        process.WaitForExitAsync(stopped).GetAwaiter().GetResult();
    }
    catch (OperationCanceledException)
    {
        Stop(process);
        throw;
    }
}

// Asks first: a server that is asked finishes what it writes.
void Stop(Process process)
{
    if (process.HasExited) return;
    if (!OperatingSystem.IsWindows()) Run("kill", "-TERM", process.Id.ToString());
    if (!OperatingSystem.IsWindows() && process.WaitForExit(10_000)) return;
    process.Kill(entireProcessTree: true);
    process.WaitForExit();
}
