namespace AiIdentity.Browser.Tests.Dashboard;

public class SignInTests : DashboardTest
{
    [Test]
    public async Task The_keyboard_alone_signs_in_and_comes_back_to_where_it_was()
    {
        var person = await Registry.SignUpAsync();
        await Page.GotoAsync("/dashboard/keys");
        await HeadingAsync("Sign in");
        await Expect(Page).ToHaveURLAsync($"{Registry.Url}/login?return=%2Fdashboard%2Fkeys");
        await Page.MustBeAccessibleAsync();
        await Page.MustFitAPhoneAsync();
        await PictureAsync("login");

        await Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" }).FocusAsync();
        await Page.Keyboard.PressAsync("Tab");
        await Page.Keyboard.TypeAsync(person.Email);
        await Page.Keyboard.PressAsync("Tab");
        await Page.Keyboard.TypeAsync("wrong password here");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Email or password is wrong.");
        await Page.Keyboard.PressAsync("Control+A");
        await Page.Keyboard.TypeAsync(Operator.Password);
        await Page.Keyboard.PressAsync("Enter");
        await HeadingAsync("API keys");
    }

    [Test]
    public async Task Signing_in_leads_nowhere_but_into_the_dashboard()
    {
        var person = await Registry.SignUpAsync();
        foreach (var elsewhere in new[] { "https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2Fdashboard%5C..%5C%5Cevil.example" })
        {
            await Context.ClearCookiesAsync();
            await Page.GotoAsync($"/login?return={elsewhere}");
            await SignInByPasswordAsync(person);
            await InsideAsync();
            await Expect(Page).ToHaveURLAsync($"{Registry.Url}/dashboard");
        }
    }

    [Test]
    public async Task A_forgotten_password_is_replaced_by_a_mailed_code()
    {
        var person = await Registry.SignUpAsync();
        await Page.GotoAsync("/login");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Forgot your password?" }).ClickAsync();
        await HeadingAsync("Choose a new password");
        await Page.MustBeAccessibleAsync();
        await FillAsync("Email", person.Email);
        await PressAsync("Mail me the code");
        await FillAsync("Code from the mail", await Registry.Sandbox.CodeAsync(person.Email, mails: 2));
        await FillAsync("New password", "quite another password");
        await PressAsync("Set the new password");
        await Expect(Page.GetByText("Your new password is set")).ToBeVisibleAsync();
        await FillAsync("Email", person.Email);
        await FillAsync("Password", "quite another password");
        await PressAsync("Sign in");
        await InsideAsync();
    }

    [Test]
    public async Task A_session_that_ended_leads_to_signing_in_and_back()
    {
        var person = await Registry.SignUpAsync();
        await SignInAsync(person);
        await Page.GotoAsync("/dashboard/account");
        await HeadingAsync("Account");
        // The page's last part to load: as long as it does, it may tell of the end by itself.
        await Expect(Card("Sessions").GetByText("this one")).ToBeVisibleAsync();
        foreach (var session in (await person.Api.ListSessionsAsync()).Items.Where(s => !s.Current)) await person.Api.EndSessionAsync(session.Id);

        await PressAsync("Export everything");
        await Expect(Page.GetByText("Your session has ended.")).ToBeVisibleAsync();
        await PictureAsync("expired-session");
        await SignInByPasswordAsync(person);
        await HeadingAsync("Account");
    }

    [Test]
    public async Task The_session_is_a_cookie_that_no_script_and_no_other_site_has()
    {
        await SignInAsync(await Registry.SignUpAsync());
        await Page.GotoAsync("/dashboard");
        await InsideAsync();
        var cookie = (await Context.CookiesAsync()).Single();
        Assert.That((cookie.HttpOnly, cookie.SameSite), Is.EqualTo((true, SameSiteAttribute.Strict)));
        Assert.That(await Page.EvaluateAsync<string>("() => document.cookie + Object.keys(localStorage) + Object.keys(sessionStorage)"), Is.Empty);
    }

    [Test]
    public async Task No_answer_and_a_slow_one_are_said_each_in_its_own_words()
    {
        await SignInAsync(await Registry.SignUpAsync());
        await Page.RouteAsync("**/api/v1/api-keys*", route => route.AbortAsync());
        await Page.GotoAsync("/dashboard/keys");
        await HeadingAsync("The registry does not answer");
        await Page.MustBeAccessibleAsync();
        await PictureAsync("no-answer");

        var late = new TaskCompletionSource();
        await Page.UnrouteAllAsync();
        await Page.RouteAsync("**/api/v1/api-keys*", async route =>
        {
            await late.Task;
            await route.ContinueAsync();
        });
        await PressAsync("Try again");
        await Expect(Page.GetByText("Still loading: the connection is slow.")).ToBeVisibleAsync(new() { Timeout = 10_000 });
        late.SetResult();
        await HeadingAsync("No keys yet");
        // The browser's own words about the request that was cut off.
        TakeComplaints();
    }

    [Test]
    public async Task An_address_that_is_none_says_so()
    {
        await Page.GotoAsync("/dashboard/nowhere");
        await HeadingAsync("There is no page at this address");
        await Page.MustBeAccessibleAsync();
        await Page.MustFitAPhoneAsync();
    }
}
