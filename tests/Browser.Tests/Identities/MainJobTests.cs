using System.Net;

namespace AiIdentity.Browser.Tests.Identities;

/// <summary>What the project exists for, as an operator does it.</summary>
public class MainJobTests : OperatorTest
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task From_an_identity_to_a_Passport_and_its_public_page(bool byUsername)
    {
        var (phone, username) = Sandbox.Fresh();
        var number = await Registry.Sandbox.AddNumberAsync(phone, username);

        await SignUpAsync($"{username}@job.example", byPasskey: byUsername);
        await Expect(Heading("Say who stands behind your agent")).ToBeVisibleAsync();
        await Link("Issue identity").ClickAsync();
        await Page.GetByLabel("Name of the agent").FillAsync("Acme Support");
        await Page.GetByLabel("Who operates it").FillAsync("Acme Ltd");
        await Page.GetByLabel("What it does").FillAsync("Customer support, booking");
        if (byUsername)
        {
            await Page.GetByLabel("Address", new() { Exact = true }).FillAsync(username.ToUpperInvariant());
            await Expect(Page.Locator(".read code")).ToHaveTextAsync($"wa:@{username}");
        }
        else
        {
            await Page.GetByLabel("Country").SelectOptionAsync("GB");
            await Page.GetByLabel("Address", new() { Exact = true }).FillAsync($"0{phone[3..7]} {phone[7..]}");
            await Expect(Page.Locator(".read code")).ToHaveTextAsync($"wa:{phone}");
        }

        await Button("Issue identity").ClickAsync();
        await Expect(Heading(byUsername ? "Verify WhatsApp username" : "Verify WhatsApp number").Last).ToBeVisibleAsync();
        var token = await TakeTokenAsync();
        Assert.That(token, Does.Match(@"\AAII-VERIFY-[2-9a-z]{5}-[2-9a-z]{5}\z"));
        await Expect(Page.Locator(".control")).ToContainTextAsync("“Acme Support”");
        await Expect(Page.Locator(".steps")).ToContainTextAsync(byUsername ? "Settings → Profile → Username" : "Settings → Business tools → Profile → About");
        await Expect(Page.GetByRole(AriaRole.Img, new() { Name = "QR code of the token" })).ToBeVisibleAsync();

        await EditAboutAsync(number, $"Ask us anything. {token}");
        await LetTheRegistryLookAsync();

        // Nobody pressed anything.
        await Expect(Heading($"{(byUsername ? $"@{username}" : phone)} is verified")).ToBeVisibleAsync();
        await Link("Go on to the Passport").ClickAsync();
        await Button("Issue Passport").ClickAsync();
        await Expect(Heading("Let your agent carry it")).ToBeVisibleAsync();
        var passport = (await Page.GetByLabel("Passport token").InnerTextAsync()).Trim();
        await Expect(Page.Locator("[data-kind=http_header] pre")).ToHaveTextAsync($"X-AI-Identity: {passport}");
        await Expect(Page.Locator("[data-kind]")).ToHaveCountAsync(6);

        await Link("Public page").ClickAsync();
        var address = byUsername ? $"wa:@{username}" : $"wa:{phone}";
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Acme Support");
        await Expect(Page.Locator(".operator")).ToContainTextAsync("Operated by Acme Ltd");
        Assert.That(Page.Url, Does.StartWith($"{Registry.Url}/whois/aii_"));
        await Expect(Page.Locator(".seal")).ToHaveTextAsync("Identity verified");
        await Expect(Page.Locator(".surfaces")).ToContainTextAsync($"{address} fresh");
        await Expect(Page.Locator(".ways pre").Last).ToHaveTextAsync(passport);
        var record = await Registry.Http.GetStringAsync($"/api/v1/whois?surface={Uri.EscapeDataString(address)}");
        Assert.That(record, Does.Contain(passport).And.Contain("identity_verified"));
    }

    [Test]
    public async Task A_number_and_a_username_of_one_profile_are_led_through_one_after_the_other()
    {
        var person = await EnterAsync();
        var (phone, username) = Sandbox.Fresh();
        var number = await Registry.Sandbox.AddNumberAsync(phone, username);
        var identity = await person.CreateAsync("Acme Support", $"wa:{phone}", $"wa:@{username}");
        await Page.GotoAsync($"/dashboard/identities/{identity.Id}/website");
        var first = await TakeTokenAsync();
        await number.WriteAboutAsync(first);
        await Button("Check now").ClickAsync();
        await Link($"Next: verify @{username}").ClickAsync();
        await Expect(Page.Locator(".prove .address")).ToContainTextAsync($"@{username}");
        var second = await TakeTokenAsync();
        Assert.That(second, Is.Not.EqualTo(first));

        // Who loads the page again goes on with the same token.
        await Page.ReloadAsync();
        await Expect(Page.Locator(".token-text")).ToHaveTextAsync(second);
        await PictureAsync("verification", wholePage: true);
        await number.WriteAboutAsync(second);
        await Button("Check now").ClickAsync();
        await Expect(Heading($"@{username} is verified")).ToBeVisibleAsync();
        await Page.MustBeAccessibleAsync();
        await Page.MustFitAPhoneAsync();
        await PictureAsync("verified", wholePage: true);
        await Link("Go on to the Passport").ClickAsync();
        await Expect(Page.Locator(".row.surface .badge.good")).ToHaveCountAsync(2);
    }

    [Test]
    public async Task The_main_job_is_done_by_keyboard_alone()
    {
        var (phone, username) = Sandbox.Fresh();
        var number = await Registry.Sandbox.AddNumberAsync(phone);
        var email = $"{username}@job.example";
        await Page.GotoAsync("/signup");
        await TypeAsync("Email", email);
        await TypeAsync("Password", Operator.Password);
        await PressAsync("Create account", "Enter");
        await HeadingAsync("Confirm your email");
        await TypeAsync("Code from the mail", await Registry.Sandbox.CodeAsync(email));
        await Page.Keyboard.PressAsync("Enter");
        await InsideAsync();
        await PressAsync("Issue identity", "Enter");
        await TypeAsync("Name of the agent", "Keyboard");
        await TypeAsync("Who operates it", "Acme Ltd");
        await TypeAsync("Address", phone);
        await PressAsync("Issue identity", "Enter");
        await PressAsync("Get the token", "Enter");
        var token = Page.Locator(".token-text");
        await Expect(token).ToBeVisibleAsync();
        await number.WriteAboutAsync(await token.InnerTextAsync());
        await PressAsync("Check now", "Space");
        await PressAsync("Go on to the Passport", "Enter");
        await PressAsync("Issue Passport", "Space");
        await Expect(Page.GetByLabel("Passport token")).ToBeVisibleAsync();
        Assert.That((await Registry.Http.GetAsync($"/api/v1/whois?surface={Uri.EscapeDataString($"wa:{phone}")}")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    private async Task SignUpAsync(string email, bool byPasskey)
    {
        if (byPasskey) await AddAuthenticatorAsync();
        await Page.GotoAsync("/");
        await Page.GetByRole(AriaRole.Link, new() { Name = "I operate an agent" }).ClickAsync();
        if (byPasskey) await PressAsync("Use a passkey instead");
        await FillAsync("Email", email);
        if (!byPasskey) await FillAsync("Password", Operator.Password);
        await PressAsync(byPasskey ? "Mail me the code" : "Create account");
        await HeadingAsync(byPasskey ? "Make your passkey" : "Confirm your email");
        await FillAsync("Code from the mail", await Registry.Sandbox.CodeAsync(email));
        await PressAsync(byPasskey ? "Make the passkey" : "Confirm");
        await InsideAsync();
    }

    private async Task TypeAsync(string label, string text)
    {
        await TabToAsync(label);
        await Page.Keyboard.TypeAsync(text);
    }

    private async Task PressAsync(string name, string key)
    {
        await TabToAsync(name);
        await Page.Keyboard.PressAsync(key);
    }

    // By Tab alone, to what is called so.
    private async Task TabToAsync(string name)
    {
        await Expect(Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true })
            .Or(Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }))
            .Or(Page.GetByLabel(name, new() { Exact = true })).First).ToBeVisibleAsync();
        for (var presses = 0; presses < 60; presses++)
        {
            await Page.Keyboard.PressAsync("Tab");
            var focused = await Page.EvaluateAsync<string>("() => { const e = document.activeElement; return e.getAttribute('aria-label') ?? e.labels?.[0]?.innerText ?? e.innerText ?? ''; }");
            if (focused.Trim() == name) return;
        }

        Assert.Fail($"Tab never came to {name}.");
    }
}
