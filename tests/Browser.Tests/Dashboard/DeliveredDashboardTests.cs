using System.Diagnostics;
using System.Text.RegularExpressions;
using AiIdentity.Kit;

namespace AiIdentity.Browser.Tests.Dashboard;

/// <summary>The dashboard as it is delivered: what it costs to open, beside an empty Blazor app. Publishing takes a minute, so it is a drill.</summary>
public class DeliveredDashboardTests : DashboardTest
{
    private const double MostBytes = 3.6e6;

    // The page's own clock: whoever asks it from outside asks now and then, and hears up to half a second late.
    private const string TellWhenPainted = """
        new MutationObserver((_, observer) => {
            if (!document.querySelector('main h1')) return;
            observer.disconnect();
            requestAnimationFrame(() => setTimeout(() => window.painted = performance.now()));
        }).observe(document, { childList: true, subtree: true });
        """;

    private static RegistryProcess? _registry;
    private static OtherSite? _empty;

    private protected override RegistryProcess Registry => _registry!;

    [OneTimeSetUp]
    public static async Task PublishAsync()
    {
        var registry = await PublishedAsync("src/Api", "api");
        var empty = await PublishedAsync("benchmarks/EmptyDashboard", "empty-dashboard");
        _registry = await RegistryProcess.StartPublishedAsync(registry);
        _empty = OtherSite.OfPublished(Path.Combine(empty, "wwwroot"));
    }

    [OneTimeTearDown]
    public static async Task StopAsync()
    {
        if (_empty is not null) await _empty.DisposeAsync();
        if (_registry is not null) await _registry.DisposeAsync();
    }

    [TestCase(9, Category = "Drill")]
    public async Task It_is_small_to_fetch(int times)
    {
        var person = await Registry.SignUpAsync();
        List<(Opening Cold, Opening Cached)> ours = [], empty = [];
        for (var i = 0; i < times; i++)
        {
            empty.Add(await OpenTwiceAsync(null, _empty!.Url));
            ours.Add(await OpenTwiceAsync(person, $"{Registry.Url}/dashboard"));
            Assert.That(ours[^1].Cold.Bytes, Is.LessThan(MostBytes));
            Assert.That(ours[^1].Cached.Bytes, Is.LessThan(ours[^1].Cold.Bytes / 10));
        }

        // Time is only told: how long it takes is the machine's affair.
        Tell("the dashboard", ours);
        Tell("an empty Blazor app", empty);
    }

    private static void Tell(string what, List<(Opening Cold, Opening Cached)> openings)
    {
        var (cold, cached) = (openings.ConvertAll(o => o.Cold), openings.ConvertAll(o => o.Cached));
        TestContext.Out.WriteLine(FormattableString.Invariant(
            $"{what}: cold {Median(cold):F2} s ({cold.Min(o => o.Seconds):F2} to {cold.Max(o => o.Seconds):F2}), {cold[0].Bytes / 1e6:F2} MB; cached {Median(cached):F2} s ({cached.Min(o => o.Seconds):F2} to {cached.Max(o => o.Seconds):F2}), {cached[0].Bytes / 1e6:F2} MB"));
    }

    private static double Median(List<Opening> openings) => openings.Select(o => o.Seconds).Order().ElementAt(openings.Count / 2);

    /// <summary>In a browser that has nothing yet, and again.</summary>
    private static async Task<(Opening Cold, Opening Cached)> OpenTwiceAsync(Operator? person, string url)
    {
        await using var visitor = await Suite.Browser.NewContextAsync();
        if (person is not null)
            await visitor.APIRequest.PostAsync(new Uri(new Uri(url), "/api/v1/auth/login?cookies=true").ToString(), new() { DataObject = new { email = person.Email, password = Operator.Password } });
        return (await OpenAsync(visitor, url), await OpenAsync(visitor, url));
    }

    private static async Task<Opening> OpenAsync(IBrowserContext visitor, string url)
    {
        var page = await visitor.NewPageAsync();
        await page.AddInitScriptAsync(TellWhenPainted);
        var devtools = await visitor.NewCDPSessionAsync(page);
        double bytes = 0;
        await devtools.SendAsync("Network.enable");
        devtools.Event("Network.loadingFinished").OnEvent += (_, finished) => bytes += finished!.Value.GetProperty("encodedDataLength").GetDouble();
        await page.GotoAsync(url);
        await Expect(page.Locator("main h1")).ToHaveTextAsync(new Regex("Identities|Empty"));
        await page.WaitForFunctionAsync("() => window.painted");
        var milliseconds = await page.EvaluateAsync<double>("window.painted");
        await page.CloseAsync();
        return new Opening(bytes, milliseconds / 1000);
    }

    private static async Task<string> PublishedAsync(string project, string name)
    {
        var folder = Path.Combine(Folders.Artifacts("publish"), name);
        var (code, said, complained) = await Child.RunAsync(new ProcessStartInfo("dotnet", ["publish", Path.Combine(Folders.Root, project), "-c", "Release", "-nologo", "--output", folder]));
        Assert.That(code, Is.Zero, said + complained);
        return folder;
    }

    private readonly record struct Opening(double Bytes, double Seconds);
}
