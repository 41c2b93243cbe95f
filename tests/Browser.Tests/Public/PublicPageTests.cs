namespace AiIdentity.Browser.Tests.Public;

/// <summary>What anybody with a link sees; without JavaScript, as these pages promise.</summary>
public class PublicPageTests : BrowserTest
{
    protected override BrowserNewContextOptions Options => new() { JavaScriptEnabled = false };

    [Test]
    public async Task A_search_by_number_ends_on_the_Passport_page()
    {
        var acme = await (await Registry.SignUpAsync()).ProvedAsync();

        await Page.GotoAsync("/");
        await Page.GetByLabel("The address that wrote to you").FillAsync(acme.Phone);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Look up" }).ClickAsync();

        // No address that was asked about is left in the browser's.
        await Expect(Page).ToHaveURLAsync($"{Registry.Url}/whois/{acme.Id}");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Acme Support");
        await Expect(Page.GetByText("Identity verified").First).ToBeVisibleAsync();
        await Expect(Page.GetByText(acme.Phone, new() { Exact = true })).ToBeVisibleAsync();
        await Expect(Page.GetByText(acme.Username, new() { Exact = true })).ToBeVisibleAsync();
        await Expect(Page.GetByText(acme.Passport.Id)).ToBeVisibleAsync();
        await Expect(Page.GetByText("If you met this agent anywhere else, don't trust it.")).ToBeVisibleAsync();
    }

    [TestCase("+44 7700 {0}", "wa:+447700{0}")]
    [TestCase("0044 7700-{0}", "wa:+447700{0}")]
    [TestCase("https://wa.me/447700{0}", "wa:+447700{0}")]
    public async Task A_number_as_people_type_it_is_offered_and_not_looked_up(string typed, string meant)
    {
        var (phone, _) = Sandbox.Fresh();
        await Page.GotoAsync("/whois");
        await Page.GetByRole(AriaRole.Textbox).FillAsync(string.Format(null, typed, phone[^6..]));
        await Page.Keyboard.PressAsync("Enter");

        var offer = Page.GetByRole(AriaRole.Button, new() { Name = $"Look up {string.Format(null, meant, phone[^6..])}" });
        await Expect(offer).ToBeVisibleAsync();
        await offer.ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Nobody has proved that address here");
    }

    [Test]
    public async Task A_revoked_identity_looks_revoked()
    {
        var person = await Registry.SignUpAsync();
        var acme = await person.ProvedAsync();
        await person.Api.RevokeIdentityAsync(acme.Id);

        await Page.GotoAsync($"/p/{acme.Id}");
        await Expect(Page.Locator(".seal")).ToHaveTextAsync("Revoked");
        await Expect(Page.GetByText("This identity was revoked, for good.")).ToBeVisibleAsync();
        await Expect(Page.GetByText(acme.Phone)).Not.ToBeVisibleAsync();
        await Expect(Page.GetByText(acme.Passport.Id)).Not.ToBeVisibleAsync();
    }

    [Test]
    public async Task A_suspended_identity_looks_suspended()
    {
        var administrator = await Registry.SignUpAsync(RegistryProcess.Administrator);
        var acme = await (await Registry.SignUpAsync()).ProvedAsync();
        await administrator.Api.SuspendIdentityAsync(acme.Id, new ReasonBody { Reason = "complaints" });

        await Page.GotoAsync($"/whois/{acme.Id}");
        await Expect(Page.Locator(".seal")).ToHaveTextAsync("Suspended");
        await Expect(Page.GetByText("Don't rely on it unless it is reinstated.")).ToBeVisibleAsync();
        await PictureAsync("passport-suspended", wholePage: true);
    }

    [Test]
    public async Task An_identity_without_a_proof_vouches_for_nothing()
    {
        var identity = await (await Registry.SignUpAsync()).CreateAsync("Acme Support", $"wa:{Sandbox.Fresh().Phone}");

        await Page.GotoAsync($"/whois/{identity.Id}");
        await Expect(Page.Locator(".seal")).ToHaveTextAsync("Nothing proved");
        await Expect(Page.GetByText("it shows no proved address")).ToBeVisibleAsync();
        await PictureAsync("passport-unproved", wholePage: true);
    }

    [Test]
    public async Task A_hidden_number_is_gone_and_looks_like_one_that_nobody_has()
    {
        var person = await Registry.SignUpAsync();
        var acme = await person.ProvedAsync();
        await person.Api.SetSurfaceVisibilityAsync(acme.Id, acme.Identity.Surfaces.Single(s => s.Surface == acme.Phone).Id, new SurfaceVisibilityBody { Public = false });

        await Page.GotoAsync($"/whois/{acme.Id}");
        await Expect(Page.GetByText(acme.Username, new() { Exact = true })).ToBeVisibleAsync();
        Assert.That(await Page.ContentAsync(), Does.Not.Contain(acme.Phone[4..]));

        await SearchAsync(acme.Phone);
        var hidden = await Page.ContentAsync();
        await SearchAsync($"wa:{Sandbox.Fresh().Phone}");
        Assert.That(await Page.ContentAsync(), Is.EqualTo(hidden));
    }

    [Test]
    public async Task The_badge_shows_a_revocation()
    {
        var person = await Registry.SignUpAsync();
        var acme = await person.ProvedAsync("Żółć <b>&amp; Söhne");

        await Page.GotoAsync($"/badge/{acme.Id}.svg");
        await Expect(Page.Locator("svg > title")).ToHaveTextAsync("Żółć <b>&amp; Söhne: identity verified");
        await person.Api.RevokeIdentityAsync(acme.Id);
        await Page.ReloadAsync();
        await Expect(Page.Locator("svg > title")).ToHaveTextAsync("Żółć <b>&amp; Söhne: revoked");
    }

    [Test]
    public async Task What_people_write_stays_text()
    {
        const string name = "<img src=x onerror=alert(1)>\"'&";
        var acme = await (await Registry.SignUpAsync()).ProvedAsync(name);

        await Page.GotoAsync($"/whois/{acme.Id}");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(name);
        await Expect(Page.Locator("img")).ToHaveCountAsync(0);
        await Page.GotoAsync("/whois/search?q=%3Cscript%3Ealert(1)%3C/script%3E");
        await Expect(Page.GetByRole(AriaRole.Textbox)).ToHaveValueAsync("<script>alert(1)</script>");
        await Expect(Page.Locator("script")).ToHaveCountAsync(0);
    }

    [Test]
    public async Task A_link_shared_shows_who_it_is()
    {
        var acme = await (await Registry.SignUpAsync()).ProvedAsync();

        await Page.GotoAsync($"/p/{acme.Id}");
        Assert.That(await MetaAsync("og:title"), Is.EqualTo("Acme Support: identity verified"));
        Assert.That(await MetaAsync("og:description"), Does.Contain("Acme Ltd"));
        Assert.That(await MetaAsync("og:url"), Is.EqualTo($"{Registry.Url}/whois/{acme.Id}"));
        var image = await Context.APIRequest.GetAsync(await MetaAsync("og:image"));
        Assert.That((image.Status, image.Headers["content-type"]), Is.EqualTo((200, "image/png")));
    }

    [Test]
    public async Task A_Passport_page_prints_on_one_sheet_without_what_only_a_screen_needs()
    {
        var acme = await (await Registry.SignUpAsync()).ProvedAsync();

        await Page.GotoAsync($"/whois/{acme.Id}");
        var pages = System.Text.Encoding.Latin1.GetString(await Page.PdfAsync(new() { Format = "A4" })).Split("/Type /Page\n").Length - 1;
        Assert.That(pages, Is.EqualTo(1));
        await Page.EmulateMediaAsync(new() { Media = Media.Print });
        await Expect(Page.GetByRole(AriaRole.Navigation)).ToBeHiddenAsync();
        await Expect(Page.GetByRole(AriaRole.Img, new() { Name = "QR code of this page's address" })).ToBeVisibleAsync();
        await PictureAsync("passport-printed", wholePage: true);
    }

    private async Task SearchAsync(string address)
    {
        await Page.GotoAsync("/whois");
        await Page.GetByRole(AriaRole.Textbox).FillAsync(address);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Look up" }).ClickAsync();
        await Expect(Page.GetByText("not_bound")).ToBeVisibleAsync();
    }

    private async Task<string> MetaAsync(string property) => (await Page.Locator($"meta[property='{property}']").GetAttributeAsync("content"))!;
}
