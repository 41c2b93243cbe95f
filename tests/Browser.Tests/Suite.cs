// Two keep two cores busy: WebAssembly starts, axe judges. A third would only make all of them slower.
[assembly: Parallelizable(ParallelScope.Children)]
[assembly: LevelOfParallelism(2)]
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]

namespace AiIdentity.Browser.Tests;

/// <summary>One registry and one browser for the whole run; a test has a context of its own, and leaves the clock alone.</summary>
[SetUpFixture]
internal sealed class Suite
{
    /// <summary>Milliseconds until a page that does not do what it should is given up: a busy machine starts WebAssembly slowly.</summary>
    public const int Patience = 60_000;

    private static IPlaywright? _playwright;

    public static RegistryProcess Registry { get; private set; } = null!;

    public static IBrowser Browser { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var registry = RegistryProcess.StartAsync();
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new()
        {
            // Debian's. Playwright gives it a new, empty profile.
            ExecutablePath = Folders.Program("chromium"),
            Headless = true,
            ChromiumSandbox = false,
            Args = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        Registry = await registry;
        SetDefaultExpectTimeout(Patience);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (Browser is not null) await Browser.DisposeAsync();
        _playwright?.Dispose();
        if (Registry is not null) await Registry.DisposeAsync();
    }
}
