namespace AiIdentity.Browser.Tests.Identities;

/// <summary>The pictures of README and docs, of a registry that is called as a real one would be; <c>./build.sh Screenshots</c> takes them.</summary>
[Category("Pictures")]
public class Pictures : OperatorTest
{
    private static RegistryProcess? _registry;

    private protected override RegistryProcess Registry => _registry!;

    protected override BrowserNewContextOptions Options => new() { ViewportSize = new() { Width = 1120, Height = 840 }, ColorScheme = ColorScheme.Light };

    [OneTimeSetUp]
    public static async Task StartAsync() => _registry = await RegistryProcess.StartAsync(("Registry:Issuer", "https://registry.example"));

    [OneTimeTearDown]
    public static async Task StopAsync() => await _registry!.DisposeAsync();

    [Test]
    public async Task Of_the_main_pages()
    {
        var person = await EnterAsync();
        var acme = await person.CreateAsync("Acme Support", "wa:+447700900123", "wa:@acmesupport");
        var number = await Registry.Sandbox.AddNumberAsync("+447700900123", "acmesupport");
        await person.ProveAsync(acme, "wa:+447700900123", number);

        await Page.GotoAsync($"/dashboard/identities/{acme.Id}/website");
        await TakeTokenAsync();
        await Expect(Page.Locator(".sandbox")).ToBeVisibleAsync();
        await PictureAsync("verification");
        await person.ProveAsync(acme, "wa:@acmesupport", number);
        var passport = await person.Api.IssuePassportAsync(acme.Id);

        await Page.GotoAsync($"/dashboard/identities/{acme.Id}");
        await Expect(Page.Locator(".tiers")).ToBeVisibleAsync();
        await PictureAsync("identity");
        await Page.GotoAsync($"/dashboard/passports/{passport.Id}");
        await HeadingAsync("Let your agent carry it");
        await PictureAsync("issue-passport");

        await ShowAsync("/", "home");
        await ShowAsync($"/whois/{acme.Id}", "passport");
        await ShowAsync("/docs/whatsapp", "docs-whatsapp");
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Page.SetViewportSizeAsync(390, 844);
        await ShowAsync($"/whois/{acme.Id}", "passport-phone");

        await person.Api.RevokeIdentityAsync(acme.Id);
        await Page.SetViewportSizeAsync(1120, 840);
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        // By its other address: the browser may keep the first for a while.
        await ShowAsync($"/p/{acme.Id}", "passport-revoked");
    }

    private async Task ShowAsync(string path, string name)
    {
        await Page.GotoAsync(path);
        await PictureAsync(name);
    }
}
