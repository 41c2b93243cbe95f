using System.Diagnostics;
using AiIdentity.Kit;

namespace AiIdentity.Api.Tests;

/// <summary>The Api's program, run to its end as a host's administrator would.</summary>
internal static class ApiProcess
{
    /// <param name="settings">As environment variables are written: <c>Registry__Issuer=…</c>.</param>
    public static async Task<(int ExitCode, string Out, string Error)> RunAsync(string[] arguments, params string[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [RegistryProcess.Built, .. arguments])
        {
            Environment = { ["ASPNETCORE_ENVIRONMENT"] = "Production", ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" },
        };
        foreach (var setting in settings)
        {
            var equals = setting.IndexOf('=', StringComparison.Ordinal);
            start.Environment[setting[..equals]] = setting[(equals + 1)..];
        }

        var (code, said, complained) = await Child.RunAsync(start);
        return (code, said.Trim(), complained.Trim());
    }
}
