namespace AiIdentity.Browser.Tests.Dashboard;

/// <summary>What tests of the dashboard do on its pages.</summary>
public abstract class DashboardTest : BrowserTest
{
    protected Task FillAsync(string label, string text) => Page.GetByLabel(label, new() { Exact = true }).FillAsync(text);

    protected Task PressAsync(string button) => Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    protected Task HeadingAsync(string text) => Expect(Page.GetByRole(AriaRole.Heading, new() { Name = text, Exact = true })).ToBeVisibleAsync();

    /// <summary>Signed in, and shown the dashboard's first page, whatever it holds.</summary>
    protected async Task InsideAsync()
    {
        await Expect(Page.GetByRole(AriaRole.Navigation, new() { Name = "Dashboard" })).ToBeVisibleAsync();
        await Expect(Page).ToHaveURLAsync($"{Registry.Url}/dashboard");
    }

    /// <summary>A matter of the account page, by its name.</summary>
    protected ILocator Card(string name) => Page.GetByRole(AriaRole.Region, new() { Name = name, Exact = true });

    private protected async Task SignInByPasswordAsync(Operator person)
    {
        await FillAsync("Email", person.Email);
        await FillAsync("Password", Operator.Password);
        await PressAsync("Sign in");
    }

    /// <summary>A device that makes and shows passkeys without asking its owner.</summary>
    protected async Task AddAuthenticatorAsync()
    {
        var devtools = await Context.NewCDPSessionAsync(Page);
        await devtools.SendAsync("WebAuthn.enable");
        await devtools.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new
            {
                protocol = "ctap2",
                transport = "internal",
                hasResidentKey = true,
                hasUserVerification = true,
                isUserVerified = true,
                automaticPresenceSimulation = true,
            },
        });
    }
}
