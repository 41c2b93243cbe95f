using AiIdentity.Api.Tests.Accounts;

namespace AiIdentity.Browser.Tests.Dashboard;

public class AccountTests : DashboardTest
{
    [Test]
    public async Task The_account_is_exported_its_sessions_are_signed_out_and_it_is_deleted()
    {
        var person = await Registry.SignUpAsync();
        var identity = await person.CreateAsync("Farewell Bot");
        await SignInAsync(person);
        await Page.GotoAsync("/dashboard/account");
        await Expect(Card("Email")).ToContainTextAsync(person.Email);
        await Expect(Card("Sessions").GetByText("this one")).ToBeVisibleAsync();
        await Page.MustBeAccessibleAsync();
        await Page.MustFitAPhoneAsync();
        await PictureAsync("account", wholePage: true);

        await Card("Sessions").GetByRole(AriaRole.Button).First.ClickAsync();
        await Expect(Card("Sessions").GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        Assert.That(async () => await person.Api.GetMeAsync(), Throws.InstanceOf<RegistryException>());

        var download = await Page.RunAndWaitForDownloadAsync(() => PressAsync("Export everything"));
        Assert.That(await File.ReadAllTextAsync(await download.PathAsync()), Does.Contain(person.Email).And.Contain("Farewell Bot"));

        await PressAsync("Delete the account …");
        await Expect(Card("Delete the account")).ToContainTextAsync("This is final.");
        await FillAsync("Your password", "wrong password here");
        await PressAsync("Delete for good");
        await Expect(Card("Delete the account").GetByRole(AriaRole.Alert)).ToContainTextAsync("That is not the password of this account.");
        await Page.MustBeAccessibleAsync();
        await FillAsync("Your password", Operator.Password);
        await PressAsync("Delete for good");
        await Expect(Page.GetByText("Your account is deleted.")).ToBeVisibleAsync();
        Assert.That(await Registry.Http.GetStringAsync($"/api/v1/whois/{identity.Id}"), Does.Contain("revoked").And.Not.Contain("Farewell"));
    }

    [Test]
    public async Task A_second_factor_is_set_up_asked_for_and_turned_off()
    {
        var person = await Registry.SignUpAsync();
        await SignInAsync(person);
        await Page.GotoAsync("/dashboard/account");
        await PressAsync("Set up an authenticator app");
        await FillAsync("Your password", Operator.Password);
        await Page.MustBeAccessibleAsync();
        await PressAsync("Set it up");
        var key = (await Card("Second factor").Locator(".secret").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        await Expect(Page.GetByLabel("The key for your authenticator app, as a QR code")).ToBeVisibleAsync();
        await Page.MustBeAccessibleAsync();
        await Page.MustFitAPhoneAsync();
        await FillAsync("Six digits", "000000x");
        await PressAsync("Turn it on");
        await Expect(Card("Second factor")).ToContainTextAsync("That is not the code that the authenticator app shows now.");
        await FillAsync("Six digits", Totp.Now(key));
        await PressAsync("Turn it on");
        var codes = (await Page.GetByLabel("Recovery codes", new() { Exact = true }).InnerTextAsync()).Split('\n');
        Assert.That(codes, Has.Length.EqualTo(10));
        await PressAsync("I have kept them");
        await Expect(Card("Second factor")).ToContainTextAsync("10 of 10 recovery codes left.");

        await PressAsync("Sign out");
        await HeadingAsync("Sign in");
        await SignInByPasswordAsync(person);
        await Expect(Page.GetByText("The password is right.")).ToBeVisibleAsync();
        await Page.MustBeAccessibleAsync();
        await FillAsync("Code", codes[0]);
        await PressAsync("Sign in");
        await InsideAsync();

        await Page.GetByRole(AriaRole.Link, new() { Name = "Account" }).ClickAsync();
        await PressAsync("New recovery codes");
        await FillAsync("Your password", Operator.Password);
        await PressAsync("Make new codes");
        Assert.That((await Page.GetByLabel("Recovery codes", new() { Exact = true }).InnerTextAsync()).Split('\n'), Has.Length.EqualTo(10).And.None.AnyOf(codes));
        await PressAsync("I have kept them");
        await PressAsync("Turn it off");
        await FillAsync("Your password", Operator.Password);
        await PressAsync("Turn it off");
        await Expect(Card("Second factor").GetByRole(AriaRole.Button, new() { Name = "Set up an authenticator app" })).ToBeVisibleAsync();
    }

    [Test]
    public async Task Passkeys_are_added_renamed_and_removed_and_the_password_is_changed()
    {
        await AddAuthenticatorAsync();
        var person = await Registry.SignUpAsync();
        await SignInAsync(person);
        await Page.GotoAsync("/dashboard/account");
        await PressAsync("Add a passkey");
        await FillAsync("Your password", "wrong password here");
        await PressAsync("Add a passkey");
        await Expect(Card("Passkeys").GetByRole(AriaRole.Alert)).ToContainTextAsync("That is not the password of this account.");
        await Page.MustBeAccessibleAsync();
        await FillAsync("Your password", Operator.Password);
        await PressAsync("Add a passkey");
        await PressAsync("Rename Passkey 1");
        await FillAsync("Name", "My laptop");
        await PressAsync("Save");
        await Expect(Card("Passkeys").GetByRole(AriaRole.Listitem)).ToContainTextAsync("My laptop");
        await PressAsync("Add a passkey");
        await FillAsync("Your password", Operator.Password);
        await PressAsync("Add a passkey");
        await Expect(Card("Passkeys").GetByRole(AriaRole.Alert)).ToContainTextAsync("has a passkey for your account already");
        await PressAsync("Cancel");

        await PressAsync("Change the password");
        await FillAsync("New password", "quite another password");
        await PressAsync("Use a passkey");
        await Expect(Card("Password").GetByRole(AriaRole.Alert)).ToContainTextAsync("less than 24 hours ago");
        await FillAsync("Your password now", Operator.Password);
        await PressAsync("Change the password");
        await Expect(Card("Password")).ToContainTextAsync("Changed.");
        await person.Api.LoginAsync(new LoginBody { Email = person.Email, Password = "quite another password" });

        await PressAsync("Remove My laptop");
        await FillAsync("Your password", "quite another password");
        await PressAsync("Remove the passkey");
        await Expect(Card("Passkeys").GetByRole(AriaRole.Listitem)).ToHaveCountAsync(0);
    }
}
