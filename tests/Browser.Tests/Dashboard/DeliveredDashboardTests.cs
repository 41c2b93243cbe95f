using System.Diagnostics;

namespace AiIdentity.Browser.Tests.Dashboard;

/// <summary>The dashboard as it is delivered: what it costs to open. Publishing takes a minute, so it is a drill.</summary>
public class DeliveredDashboardTests : DashboardTest
{
    private const double MostBytes = 3.6e6;

    private static RegistryProcess? _registry;

    private protected override RegistryProcess Registry => _registry!;

    [OneTimeSetUp]
    public static async Task PublishAsync()
    {
        var folder = Path.Combine(Folders.Artifacts("publish"), "api");
        using var publish = Process.Start(new ProcessStartInfo("dotnet", ["publish", Path.Combine(Folders.Root, "src", "Api"), "-c", "Release", "-nologo", "--output", folder]))!;
        await publish.WaitForExitAsync();
        Assert.That(publish.ExitCode, Is.Zero);
        _registry = await RegistryProcess.StartPublishedAsync(folder);
    }

    [OneTimeTearDown]
    public static async Task StopAsync()
    {
        if (_registry is not null) await _registry.DisposeAsync();
    }

    [TestCase(3, Category = "Drill")]
    public async Task It_is_small_to_fetch(int times)
    {
        for (var i = 0; i < times; i++)
        {
            await using var visitor = await Suite.Browser.NewContextAsync(new() { BaseURL = Registry.Url });
            var person = await Registry.SignUpAsync();
            await visitor.APIRequest.PostAsync("/api/v1/auth/login?cookies=true", new() { DataObject = new { email = person.Email, password = Operator.Password } });
            var cold = await OpenAsync(visitor);
            var cached = await OpenAsync(visitor);
            await TestContext.Out.WriteLineAsync(FormattableString.Invariant(
                $"cold: {cold.Bytes / 1e6:F2} MB in {cold.Took.TotalSeconds:F2} s; cached: {cached.Bytes / 1e6:F2} MB in {cached.Took.TotalSeconds:F2} s"));
            Assert.That(cold.Bytes, Is.LessThan(MostBytes));
            Assert.That(cached.Bytes, Is.LessThan(cold.Bytes / 10));
        }
    }

    private static async Task<(double Bytes, TimeSpan Took)> OpenAsync(IBrowserContext visitor)
    {
        var page = await visitor.NewPageAsync();
        var devtools = await visitor.NewCDPSessionAsync(page);
        double bytes = 0;
        await devtools.SendAsync("Network.enable");
        devtools.Event("Network.loadingFinished").OnEvent += (_, finished) => bytes += finished!.Value.GetProperty("encodedDataLength").GetDouble();
        var watch = Stopwatch.StartNew();
        await page.GotoAsync("/dashboard");
        await Expect(page.Locator("main h1, main h2").First).ToBeVisibleAsync();
        watch.Stop();
        await page.CloseAsync();
        return (bytes, watch.Elapsed);
    }
}
