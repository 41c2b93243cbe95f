using System.Diagnostics;
using System.Globalization;

namespace AiIdentity.Load;

/// <summary>What one run of the load generator measured.</summary>
/// <param name="Refused">Answers beyond 399; in a row of 404s, all of them.</param>
internal sealed record Figures(double PerSecond, TimeSpan Median, TimeSpan P99, long Requests, long Refused);

/// <summary>wrk with a Lua script, always in the same way.</summary>
internal static class Wrk
{
    public const int Threads = 2;

    public static Figures Run(Server server, int connections, int seconds, string script, params object[] arguments)
    {
        var start = new ProcessStartInfo("wrk")
        {
            RedirectStandardOutput = true,
            ArgumentList =
            {
                $"-t{Math.Min(Threads, connections)}", $"-c{connections}", $"-d{seconds}s", "--timeout", "10s",
                "-s", Path.Combine(AppContext.BaseDirectory, "lua", script), $"http://127.0.0.1:{server.Port}", "--",
            },
        };
        foreach (var argument in arguments) start.ArgumentList.Add(Convert.ToString(argument, CultureInfo.InvariantCulture)!);
        using var process = Process.Start(start) ?? throw new InvalidOperationException("wrk did not start.");
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var line = output.Split('\n').SingleOrDefault(l => l.StartsWith("FIGURES ", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"wrk said no figures:\n{output}");
        var n = line.Split(' ')[1..].Select(f => long.Parse(f, CultureInfo.InvariantCulture)).ToArray();
        if (n[5] > 0) throw new InvalidOperationException($"wrk lost {n[5]} exchanges:\n{output}");
        return new Figures(n[0] / (n[1] / 1e6), TimeSpan.FromMicroseconds(n[2]), TimeSpan.FromMicroseconds(n[3]), n[0], n[4]);
    }
}
