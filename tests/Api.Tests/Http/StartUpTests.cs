using System.Diagnostics;

namespace AiIdentity.Api.Tests.Http;

/// <summary>The process itself, started as its host would.</summary>
internal sealed class StartUpTests
{
    private static readonly object[][] Unsafe =
    [
        [new[] { "Sandbox__Enabled=true", "Registry__Issuer=https://registry.example" }, "Sandbox:Enabled"],
        [Array.Empty<string>(), "Registry:Issuer"],
        [new[] { "Registry__Issuer=registry" }, "Registry:Issuer"],
        [new[] { "Registry__Issuer=https://registry.example" }, "DataProtection:CertificatePath"],
        [new[] { "Registry__Issuer=https://registry.example", "DataProtection__CertificatePath=/nowhere.pfx" }, "DataProtection:CertificatePath"],
    ];

    [TestCaseSource(nameof(Unsafe))]
    public async Task Outside_Development_it_refuses_to_start_unsafely_and_says_why_in_one_line(string[] settings, string about)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        foreach (var setting in settings) start.Environment[setting.Split('=')[0]] = setting.Split('=')[1];
        using var process = Process.Start(start)!;
        var said = (await process.StandardError.ReadToEndAsync()).Trim();
        await process.WaitForExitAsync();
        Assert.Multiple(() =>
        {
            Assert.That(process.ExitCode, Is.EqualTo(1));
            Assert.That(said.Split('\n'), Has.Length.EqualTo(1));
            Assert.That(said, Does.StartWith(about));
        });
    }
}
