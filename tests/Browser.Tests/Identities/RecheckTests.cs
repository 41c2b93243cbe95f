namespace AiIdentity.Browser.Tests.Identities;

public class RecheckTests : OperatorTest
{
    [Test]
    public async Task A_binding_by_a_token_of_ones_own_is_checked_again_by_one()
    {
        var person = await EnterAsync();
        var (phone, _) = Sandbox.Fresh();
        var number = await Registry.Sandbox.AddNumberAsync(phone, shared: false);
        var identity = await person.CreateAsync("Acme Support", $"wa:{phone}");
        var challenge = await person.Api.CreateChallengeAsync(identity.Id, identity.Surfaces[0].Id);
        await number.WriteAboutAsync(challenge.Token);
        await person.Api.CheckChallengeAsync(challenge.Id, new LookBody { Grant = new Dictionary<string, string> { ["phone_number_id"] = number.Id, ["access_token"] = number.Token } });

        await Page.GotoAsync($"/dashboard/identities/{identity.Id}/website");
        await Button("Check again now").ClickAsync();
        await OutcomeAsync("no_grant", "share the number with the registry");
        await Page.Locator(".own summary").ClickAsync();
        await Page.GetByLabel("Phone number id").FillAsync("not digits");
        await Button("Check again with this").ClickAsync();
        await Expect(Page.Locator(".own .mud-input-error").First).ToBeVisibleAsync();
        await Page.GetByLabel("Phone number id").FillAsync(number.Id);
        await Page.GetByLabel("Access token").FillAsync(number.Token);
        await Button("Check again with this").ClickAsync();
        await OutcomeAsync("verified", "still holds");
        await Expect(Page.GetByLabel("Access token")).ToHaveValueAsync("");
    }
}
