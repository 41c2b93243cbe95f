namespace AiIdentity.Browser.Tests.Identities;

/// <summary>Every outcome of a look is a sentence that says what was seen and what to do.</summary>
public class OutcomeTests : OperatorTest
{
    private static RegistryProcess? _registry;

    private readonly HashSet<string> _seen = [];

    // WhatsApp as a whole fails in it.
    private protected override RegistryProcess Registry => _registry!;

    [OneTimeSetUp]
    public static async Task StartAsync() => _registry = await RegistryProcess.StartAsync();

    [OneTimeTearDown]
    public static async Task StopAsync() => await _registry!.DisposeAsync();

    [Test]
    public async Task Every_outcome_says_what_was_seen_and_what_to_do()
    {
        var person = await EnterAsync();
        var (phone, username) = Sandbox.Fresh();
        var (otherPhone, _) = Sandbox.Fresh();
        var number = await Registry.Sandbox.AddNumberAsync(phone, username);
        var other = await Registry.Sandbox.AddNumberAsync(otherPhone);
        var identity = await person.CreateAsync("Acme Support", $"wa:{phone}", $"wa:@{username}");

        await Page.GotoAsync($"/dashboard/identities/{identity.Id}/website");
        var token = await TakeTokenAsync();
        await CheckAsync("token_not_found", "not shared with the registry");
        await SeesAsync(new { about = token.Replace("-", "–", StringComparison.Ordinal) }, "token_lookalike", "type the token by hand");
        await SeesAsync(new { about = (string?)null, description = token }, "token_in_description", "Move it to About");
        await SeesAsync(new { about = $"{token} AII-VERIFY-22222-22222", description = (string?)null }, "several_tokens", "Leave only this challenge's");
        await SeesAsync(new { about = token, status = "DISCONNECTED" }, "number_not_live", "Finish its registration");
        await SeesAsync(new { status = "CONNECTED", account_mode = "SANDBOX" }, "test_number", "Only a real business number");
        await Registry.Sandbox.FaultAsync(new { kind = "http_500", times = 100 });
        // Out of the background's reach, which would else prove it in the middle of what follows.
        await Registry.Sandbox.ChangeAsync(number.Id, new { account_mode = "LIVE", shared = false });
        await CheckAsync("unreachable", "nothing has changed");
        await Expect(Page.Locator(".outcome")).ToContainTextAsync("trying again in");
        await Page.MustBeAccessibleAsync();
        await Page.MustFitAPhoneAsync();
        await PictureAsync("unreachable", wholePage: true);
        await Registry.Sandbox.FaultAsync(new { kind = "http_500", times = 0 });
        await Page.Locator(".own summary").ClickAsync();
        await CheckByAsync("1234567890", "EAAnothing", "grant_lost", "does not reach a number");
        await CheckByAsync(other.Id, other.Token, "number_mismatch", "shows another number");
        await CheckByAsync(number.Id, number.Token, "verified", "");

        await Link($"Next: verify @{username}").ClickAsync();
        var second = await TakeTokenAsync();
        await SeesAsync(new { about = second, username_status = "reserved", shared = true }, "username_not_approved", "WhatsApp must approve it");
        await Page.Locator(".own summary").ClickAsync();
        await CheckByAsync(other.Id, other.Token, "username_mismatch", "does not hold the username");

        // no_grant belongs to a look at what is proved.
        Assert.That(_seen, Is.EquivalentTo(new[]
        {
            "verified", "token_not_found", "token_lookalike", "token_in_description", "several_tokens", "number_mismatch", "number_not_live", "test_number",
            "username_mismatch", "username_not_approved", "grant_lost", "unreachable",
        }));
        return;

        async Task SeesAsync(object profile, string outcome, string advice)
        {
            await Registry.Sandbox.ChangeAsync(number.Id, profile);
            await CheckAsync(outcome, advice);
        }
    }

    private async Task CheckAsync(string outcome, string advice)
    {
        await Button("Check now").ClickAsync();
        await OutcomeAsync(outcome, advice);
        _seen.Add(outcome);
    }

    private async Task CheckByAsync(string phoneNumberId, string accessToken, string outcome, string advice)
    {
        await Page.GetByLabel("Phone number id").FillAsync(phoneNumberId);
        await Page.GetByLabel("Access token").FillAsync(accessToken);
        await Button("Check with this").ClickAsync();
        if (outcome != "verified") await OutcomeAsync(outcome, advice);
        _seen.Add(outcome);
    }
}
