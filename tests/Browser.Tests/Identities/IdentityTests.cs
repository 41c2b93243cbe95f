namespace AiIdentity.Browser.Tests.Identities;

public class IdentityTests : OperatorTest
{
    [Test]
    public async Task A_hidden_number_is_gone_and_the_Passport_that_named_it_with_it()
    {
        var person = await EnterAsync();
        var proved = await person.ProvedAsync();
        await Page.GotoAsync($"/dashboard/identities/{proved.Id}/edit");
        await Page.GetByLabel($"Show {proved.Phone[3..]} to everybody").ClickAsync();
        await Expect(Button("Hide it")).ToBeVisibleAsync();
        await Page.MustBeAccessibleAsync();
        await Page.MustFitAPhoneAsync();
        await PictureAsync("hide");
        await Button("Hide it").ClickAsync();
        await Expect(Page.Locator($"[data-surface=\"{proved.Phone}\"] .tag")).ToHaveTextAsync("Hidden");
        Assert.That(await StatusOfWhoisAsync(proved.Phone), Is.EqualTo(404));
        Assert.That(await StatusOfWhoisAsync(proved.Username), Is.EqualTo(200));
        await Page.GotoAsync($"/dashboard/identities/{proved.Id}");
        await Expect(Page.Locator(".row.passport .badge")).ToContainTextAsync("Revoked");
        await Expect(Page.Locator(".events")).ToContainTextAsync("an address was hidden");
    }

    [Test]
    public async Task The_loser_of_a_takeover_sees_it_and_never_by_whom()
    {
        var person = await EnterAsync();
        var proved = await person.ProvedAsync();
        var rival = await Registry.SignUpAsync();
        var theirs = await rival.CreateAsync("Rival Support", proved.Phone);
        await rival.ProveAsync(theirs, proved.Phone, proved.Number);

        await Page.GotoAsync($"/dashboard/identities/{proved.Id}");
        var row = Page.Locator($"[data-surface=\"{proved.Phone}\"]");
        await Expect(row).ToContainTextAsync("Taken over");
        await Expect(row).ToContainTextAsync("Somebody else has proved this address");
        await Page.MustBeAccessibleAsync();
        await PictureAsync("taken-over", wholePage: true);
        await Expect(Page.Locator("main")).Not.ToContainTextAsync("Rival");
        await row.GetByRole(AriaRole.Link, new() { Name = "Prove again" }).ClickAsync();
        var token = await TakeTokenAsync();
        await proved.Number.WriteAboutAsync(token);
        await Button("Check now").ClickAsync();
        await Expect(Heading($"{proved.Phone[3..]} is verified")).ToBeVisibleAsync();
    }

    [Test]
    public async Task A_Passport_and_an_identity_are_revoked_after_a_question()
    {
        var person = await EnterAsync();
        var proved = await person.ProvedAsync();
        await Page.GotoAsync($"/dashboard/identities/{proved.Id}");
        await Page.GetByRole(AriaRole.Button, new() { Name = $"Revoke {proved.Passport.Id}" }).ClickAsync();
        await Button("Cancel").ClickAsync();
        Assert.That((await person.Api.VerifyAsync(new VerifyBody { Passport = proved.Passport.Passport })).Valid, Is.True);
        await Page.GetByRole(AriaRole.Button, new() { Name = $"Revoke {proved.Passport.Id}" }).ClickAsync();
        await Button("Revoke Passport").ClickAsync();
        await Expect(Page.Locator(".row.passport .badge")).ToContainTextAsync("Revoked");
        Assert.That((await person.Api.VerifyAsync(new VerifyBody { Passport = proved.Passport.Passport })).Reason, Is.EqualTo(VerdictReason.Revoked));

        await Button("Revoke identity").ClickAsync();
        await Page.GetByLabel("Note for yourself").FillAsync("The agent is retired.");
        await Button("Revoke for good").ClickAsync();
        await Expect(Page.GetByText("This identity is revoked, and that is final").First).ToBeVisibleAsync();
        await Expect(Page.Locator(".events")).ToContainTextAsync("The agent is retired.");
        await Page.MustBeAccessibleAsync();
        await Page.MustFitAPhoneAsync();
        await PictureAsync("identity-revoked", wholePage: true);
        Assert.That((await person.Api.WhoisByIdentityAsync(proved.Id)).Status, Is.EqualTo(IdentityStatus.Revoked));
    }

    [Test]
    public async Task A_full_plan_says_what_to_do_and_loses_nothing()
    {
        var person = await EnterAsync();
        await person.CreateAsync();
        await Page.GotoAsync("/dashboard/identities/new");
        await Page.GetByLabel("Name of the agent").FillAsync("One too many");
        await Page.GetByLabel("Who operates it").FillAsync("Acme Ltd");
        await Button("Issue identity").ClickAsync();
        await Expect(Heading("Your plan is full")).ToBeVisibleAsync();
        await Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Revoke one that you no longer need");
        await Page.MustBeAccessibleAsync();
        await Page.MustFitAPhoneAsync();
        await PictureAsync("full-plan");
        await Button("Back to the form").ClickAsync();
        await Expect(Page.GetByLabel("Name of the agent")).ToHaveValueAsync("One too many");
        Assert.That((await person.Api.ListIdentitiesAsync()).Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Details_and_addresses_are_changed_with_help_at_the_form()
    {
        var person = await EnterAsync();
        var identity = await person.CreateAsync();
        await Page.GotoAsync($"/dashboard/identities/{identity.Id}/edit");
        await Page.GetByLabel("Name of the agent").FillAsync("Acme \u202eSupport");
        await Button("Save").ClickAsync();
        await Expect(Page.Locator(".mud-input-error").First).ToBeVisibleAsync();
        await Page.GetByLabel("Name of the agent").FillAsync("Acme Helpdesk");
        await Page.GetByLabel("Who operates it").FillAsync("Acme Holding");
        await Page.Keyboard.PressAsync("Tab");
        await Expect(Page.GetByText("revokes all that are out")).ToBeVisibleAsync();
        await Button("Save").ClickAsync();
        await Expect(Page.GetByText("Saved.")).ToBeVisibleAsync();

        await Page.GetByLabel("Country").SelectOptionAsync("AR");
        await Page.GetByLabel("Address", new() { Exact = true }).FillAsync("011 2345-6789");
        await Button("Use wa:+5491123456789").ClickAsync();
        await Expect(Page.Locator(".read code")).ToHaveTextAsync("wa:+5491123456789");
        await Button("Add").ClickAsync();
        await Expect(Page.Locator("[data-surface=\"wa:+5491123456789\"]")).ToBeVisibleAsync();
        await Button("Release +5491123456789").ClickAsync();
        await Button("Release it").ClickAsync();
        await Expect(Page.Locator("[data-surface]")).ToHaveCountAsync(0);
        var changed = await person.Api.GetIdentityAsync(identity.Id);
        Assert.That((changed.Name, changed.OperatorDisplay, changed.Capabilities.Single()), Is.EqualTo(("Acme Helpdesk", "Acme Holding", "customer-support")));
    }

    [Test]
    public async Task The_pages_of_an_identity_are_for_everybody()
    {
        var person = await EnterAsync();
        await JudgeAsync("/dashboard", Link("Issue identity"), "first-run");
        await JudgeAsync("/dashboard/identities/new", Page.GetByLabel("Country"), "new-identity");
        var proved = await person.ProvedAsync();
        await person.Api.ClaimSurfaceAsync(proved.Id, new SurfaceClaim { Surface = $"wa:@{Sandbox.Fresh().Username}" });
        await JudgeAsync("/dashboard", Link("Acme Support"), "identities");
        await JudgeAsync($"/dashboard/identities/{proved.Id}", Page.Locator(".events li").First, "identity");
        await JudgeAsync($"/dashboard/identities/{proved.Id}/edit", Page.GetByLabel("Country"), "edit-identity");
        await JudgeAsync($"/dashboard/passports/{proved.Passport.Id}", Page.GetByLabel("Passport token"), "issue-passport");
        await JudgeAsync($"/dashboard/identities/{proved.Id}/website", Button("Get the token"), "verify");
        await Button("Get the token").ClickAsync();
        await Expect(Page.Locator(".sandbox")).ToBeVisibleAsync();
        await Page.Locator(".own summary").ClickAsync();
        await Page.MustBeAccessibleAsync();
        await Page.MustFitAPhoneAsync();
    }

    private async Task JudgeAsync(string path, ILocator there, string picture)
    {
        // Within the dashboard, once it runs: to start WebAssembly for each page would only take its time.
        if (await Page.EvaluateAsync<bool>("() => 'Blazor' in window")) await Page.EvaluateAsync("path => Blazor.navigateTo(path)", path);
        else await Page.GotoAsync(path);
        await Expect(there).ToBeVisibleAsync();
        await Page.MustBeAccessibleAsync();
        await Page.MustFitAPhoneAsync();
        await PictureAsync(picture, wholePage: true);
    }

    private async Task<int> StatusOfWhoisAsync(string surface) => (int)(await Registry.Http.GetAsync($"/api/v1/whois?surface={Uri.EscapeDataString(surface)}")).StatusCode;
}
