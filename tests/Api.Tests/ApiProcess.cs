using System.Diagnostics;
using System.Text.RegularExpressions;

namespace AiIdentity.Api.Tests;

/// <summary>The Api as its host starts it: a process of its own.</summary>
internal sealed partial class ApiProcess : IDisposable
{
    private readonly Process _process;

    private ApiProcess(Process process) => _process = process;

    public Uri Address { get; private set; } = null!;

    /// <param name="settings">As environment variables are written: <c>Registry__Issuer=…</c>.</param>
    public static async Task<ApiProcess> StartAsync(params string[] settings)
    {
        var api = new ApiProcess(Run([], settings));
        while (await api._process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Listening().Match(line) is not { Success: true } found) continue;
            api.Address = new Uri(found.Groups[1].Value);
            // Read on, or the pipe fills and the process waits.
            _ = api._process.StandardOutput.ReadToEndAsync();
            _ = api._process.StandardError.ReadToEndAsync();
            return api;
        }

        throw new AssertionException($"It did not start: {await api._process.StandardError.ReadToEndAsync()}");
    }

    /// <summary>Runs to the end.</summary>
    public static async Task<(int ExitCode, string Out, string Error)> RunAsync(string[] arguments, params string[] settings)
    {
        using var process = Run(arguments, settings);
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, (await said).Trim(), (await complained).Trim());
    }

    /// <summary>Asks it to end, as systemd does.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static Process Run(string[] arguments, string[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        foreach (var setting in settings)
        {
            var equals = setting.IndexOf('=', StringComparison.Ordinal);
            start.Environment[setting[..equals]] = setting[(equals + 1)..];
        }

        return Process.Start(start)!;
    }

    [GeneratedRegex("Now listening on: (http://\\S+)")]
    private static partial Regex Listening();
}
