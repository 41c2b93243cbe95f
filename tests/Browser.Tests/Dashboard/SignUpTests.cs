namespace AiIdentity.Browser.Tests.Dashboard;

public class SignUpTests : DashboardTest
{
    private const string Password = "correct horse battery staple";

    [Test]
    public async Task Somebody_signs_up_and_confirms_by_the_mailed_code()
    {
        await Page.GotoAsync("/signup");
        await HeadingAsync("Create an account");
        await Page.MustBeAccessibleAsync();
        await Page.MustFitAPhoneAsync();
        await PictureAsync("signup");

        await FillAsync("Email", "new@signup.example");
        await FillAsync("Password", "short");
        await PressAsync("Create account");
        await Expect(Page.GetByText("A password has 10 to 256 characters, of any kind.")).ToBeVisibleAsync();
        await FillAsync("Password", Password);
        await PressAsync("Create account");

        await HeadingAsync("Confirm your email");
        await FillAsync("Code from the mail", "aaaaa-aaaaa-aaaaa");
        await PressAsync("Confirm");
        await Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The code is wrong, used or too old.");
        await Page.MustBeAccessibleAsync();
        await PressAsync("Mail the code again");
        await Expect(Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Sent again.");
        await FillAsync("Code from the mail", await Registry.Sandbox.CodeAsync("new@signup.example", mails: 2));
        await PressAsync("Confirm");
        await InsideAsync();
        await Expect(Page).ToHaveURLAsync($"{Registry.Url}/dashboard");
    }

    [Test]
    public async Task Somebody_signs_up_with_a_passkey_and_in_with_it_again()
    {
        await AddAuthenticatorAsync();
        await Page.GotoAsync("/signup");
        await PressAsync("Use a passkey instead");
        await FillAsync("Email", "keyholder@signup.example");
        await PressAsync("Mail me the code");
        await HeadingAsync("Make your passkey");
        await Page.MustBeAccessibleAsync();
        await Page.MustFitAPhoneAsync();
        await FillAsync("Code from the mail", await Registry.Sandbox.CodeAsync("keyholder@signup.example"));
        await PressAsync("Make the passkey");
        await InsideAsync();

        await PressAsync("Sign out");
        await HeadingAsync("Sign in");
        await PressAsync("Sign in with a passkey");
        await InsideAsync();

        await Page.GetByRole(AriaRole.Link, new() { Name = "Account" }).ClickAsync();
        await Expect(Card("Password")).ToContainTextAsync("There is none: you sign in with a passkey.");
        await Card("Passkeys").GetByRole(AriaRole.Button, new() { Name = "Remove First passkey" }).ClickAsync();
        await PressAsync("Remove the passkey");
        await Expect(Card("Passkeys").GetByRole(AriaRole.Alert)).ToContainTextAsync("the only way into this account");
        await Card("Delete the account").GetByRole(AriaRole.Button).ClickAsync();
        await PressAsync("Delete for good");
        await Expect(Page.GetByText("Your account is deleted.")).ToBeVisibleAsync();
    }

    [Test]
    public async Task An_address_is_confirmed_later_from_the_mails_link()
    {
        const string email = "later@signup.example";
        await Registry.Http.PostAsync(new Uri("/api/v1/auth/register", UriKind.Relative), System.Net.Http.Json.JsonContent.Create(new { email, password = Password }));
        await Page.GotoAsync("/login");
        await FillAsync("Email", email);
        await FillAsync("Password", Password);
        await PressAsync("Sign in");
        await Expect(Page.GetByText("Your email address is not confirmed yet")).ToBeVisibleAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "Confirm it" }).ClickAsync();
        await HeadingAsync("Confirm your email");
        await Page.MustBeAccessibleAsync();
        await Page.MustFitAPhoneAsync();
        await FillAsync("Code from the mail", await Registry.Sandbox.CodeAsync(email));
        await PressAsync("Confirm");
        await Expect(Page.GetByText("Your email address is confirmed.")).ToBeVisibleAsync();
    }
}
