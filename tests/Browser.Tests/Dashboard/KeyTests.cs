namespace AiIdentity.Browser.Tests.Dashboard;

public class KeyTests : DashboardTest
{
    [Test]
    public async Task A_key_is_made_shown_once_used_and_revoked()
    {
        var person = await Registry.SignUpAsync();
        await SignInAsync(person);
        await Page.GotoAsync("/dashboard/keys");
        await HeadingAsync("No keys yet");
        await Page.MustBeAccessibleAsync();
        await PictureAsync("no-keys");

        await PressAsync("Create a key");
        await FillAsync("Name", "Support bot");
        await PressAsync("Create the key");
        await Expect(Page.GetByText("Name at least one scope")).ToBeVisibleAsync();
        await Page.GetByLabel("read identities, addresses, Passports and events").CheckAsync();
        await Page.GetByLabel("30 days").CheckAsync();
        await Page.MustBeAccessibleAsync();
        await Page.MustFitAPhoneAsync();
        await PressAsync("Create the key");

        var secret = await Page.Locator(".secret").InnerTextAsync();
        Assert.That(secret, Does.StartWith("aii_live_"));
        using var asked = new HttpRequestMessage(HttpMethod.Get, "/api/v1/identities") { Headers = { { "Authorization", $"Bearer {secret}" } } };
        Assert.That((await Registry.Http.SendAsync(asked)).IsSuccessStatusCode, Is.True);

        await Page.ReloadAsync();
        await Expect(Page.GetByRole(AriaRole.Listitem)).ToContainTextAsync("last used");
        await Expect(Page.GetByText(secret)).ToHaveCountAsync(0);
        await Page.MustBeAccessibleAsync();
        await Page.MustFitAPhoneAsync();
        await PictureAsync("keys");

        await PressAsync("Revoke Support bot");
        await PressAsync("Revoke for good");
        await HeadingAsync("No keys yet");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/api/v1/identities") { Headers = { { "Authorization", $"Bearer {secret}" } } };
        Assert.That((int)(await Registry.Http.SendAsync(again)).StatusCode, Is.EqualTo(401));
    }
}
