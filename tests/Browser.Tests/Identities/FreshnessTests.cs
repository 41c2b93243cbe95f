namespace AiIdentity.Browser.Tests.Identities;

/// <summary>What time and a changed profile make of a proof, as everybody and as its operator sees it; months pass on their registry.</summary>
public class FreshnessTests : OperatorTest
{
    private static RegistryProcess? _registry;

    private protected override RegistryProcess Registry => _registry!;

    [OneTimeSetUp]
    public static async Task StartAsync() => _registry = await RegistryProcess.StartAsync();

    [OneTimeTearDown]
    public static async Task StopAsync() => await _registry!.DisposeAsync();

    [Test]
    public async Task A_proof_that_aged_and_one_that_is_contradicted_look_so()
    {
        var person = await EnterAsync();
        var (phone, username) = Sandbox.Fresh();
        var (otherPhone, otherUsername) = Sandbox.Fresh();
        var unshared = await Registry.Sandbox.AddNumberAsync(phone, shared: false);
        var shared = await Registry.Sandbox.AddNumberAsync(otherPhone, username);
        var identity = await person.CreateAsync("Acme Support", $"wa:{phone}", $"wa:@{username}");
        var challenge = await person.Api.CreateChallengeAsync(identity.Id, identity.Surfaces.Single(s => s.Surface == $"wa:{phone}").Id);
        await unshared.WriteAboutAsync(challenge.Token);
        await person.Api.CheckChallengeAsync(challenge.Id, new LookBody { Grant = new Dictionary<string, string> { ["phone_number_id"] = unshared.Id, ["access_token"] = unshared.Token } });
        await person.ProveAsync(identity, $"wa:@{username}", shared);
        await person.Api.IssuePassportAsync(identity.Id);

        // Nobody hands the token over again; later the handle moves, and two looks see it gone.
        await PassAsync(TimeSpan.FromDays(31));
        await Registry.Sandbox.ChangeAsync(shared.Id, new { username = otherUsername });
        await PassAsync(TimeSpan.FromDays(8));
        await PassAsync(TimeSpan.FromMinutes(16));

        await Page.GotoAsync($"/whois/{identity.Id}");
        var aged = Page.Locator(".surfaces li").Filter(new() { HasText = phone });
        await Expect(aged.Locator(".pill")).ToHaveTextAsync("aged");
        await Expect(aged).ToContainTextAsync("Its next check is overdue.");
        var suspended = Page.Locator(".surfaces li").Filter(new() { HasText = username });
        await Expect(suspended.Locator(".pill")).ToHaveTextAsync("suspended");
        await Expect(suspended).ToContainTextAsync("don't rely on this address");
        await Page.MustBeAccessibleAsync();
        await Page.MustFitAPhoneAsync();
        await PictureAsync("passport-aged", wholePage: true);

        await Page.GotoAsync($"/dashboard/identities/{identity.Id}");
        var agedRow = Page.Locator($"[data-surface=\"wa:{phone}\"]");
        await Expect(agedRow.Locator(".badge")).ToHaveTextAsync("Proof has aged");
        await Expect(agedRow).ToContainTextAsync("proved 39 days ago");
        await Expect(agedRow).ToContainTextAsync("Check it again, or it lapses");
        var suspendedRow = Page.Locator($"[data-surface=\"wa:@{username}\"]");
        await Expect(suspendedRow.Locator(".badge")).ToHaveTextAsync("Suspended");
        await Expect(suspendedRow).ToContainTextAsync("Mend it there and check it again");
        await Page.MustBeAccessibleAsync();
        await Page.MustFitAPhoneAsync();
        await PictureAsync("identity-aged", wholePage: true);

        await Registry.Sandbox.ChangeAsync(shared.Id, new { username });
        await suspendedRow.GetByRole(AriaRole.Link, new() { Name = $"Check again @{username}" }).ClickAsync();
        await Expect(Page.GetByText("What the registry last saw contradicts the proof.")).ToBeVisibleAsync();
        await PictureAsync("suspended", wholePage: true);
        await Button("Check again now").ClickAsync();
        await Expect(Page.Locator(".outcome[data-outcome=verified]")).ToContainTextAsync("It still holds");
        await Expect(Page.Locator(".standing .badge")).ToHaveTextAsync("Proved");
    }

    private async Task PassAsync(TimeSpan time)
    {
        // The browser's day is the registry's.
        await Page.Clock.SetFixedTimeAsync((await Registry.Sandbox.AdvanceAsync(time)).UtcDateTime);
        await Registry.Sandbox.RoundAsync();
    }
}
