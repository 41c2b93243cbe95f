using AiIdentity.Browser.Tests.Dashboard;

namespace AiIdentity.Browser.Tests.Identities;

/// <summary>A person in the dashboard, on a registry whose clock is these tests' own.</summary>
public abstract class OperatorTest : DashboardTest
{
    private protected override RegistryProcess Registry => OperatorSuite.Registry;

    private protected async Task<Operator> EnterAsync()
    {
        var person = await Registry.SignUpAsync();
        await SignInAsync(person);
        return person;
    }

    private protected ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private protected ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    private protected ILocator Heading(string name) => Page.GetByRole(AriaRole.Heading, new() { Name = name });

    /// <summary>The token that the verification page shows.</summary>
    private protected async Task<string> TakeTokenAsync()
    {
        await Button("Get the token").ClickAsync();
        var token = Page.Locator(".token-text");
        await Expect(token).ToBeVisibleAsync();
        return (await token.InnerTextAsync()).Trim();
    }

    /// <summary>Edits About as its owner does, on the page that stands in for the phone.</summary>
    private protected async Task EditAboutAsync(Number number, string about)
    {
        var phone = await Context.NewPageAsync();
        await phone.GotoAsync($"/sandbox?phone_number_id={number.Id}");
        await phone.GetByLabel("About", new() { Exact = true }).FillAsync(about);
        await phone.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(phone.Locator("#said")).Not.ToBeEmptyAsync();
        await phone.CloseAsync();
    }

    /// <summary>The page says what a look saw, and what to do.</summary>
    private protected async Task OutcomeAsync(string outcome, string advice)
    {
        var view = Page.Locator($".outcome[data-outcome={outcome}]");
        await Expect(view).ToBeVisibleAsync();
        await Expect(view.Locator("p").First).Not.ToBeEmptyAsync();
        await Expect(view).ToContainTextAsync(advice);
    }

    /// <summary>The registry's own look comes ten seconds after the token.</summary>
    private protected async Task LetTheRegistryLookAsync()
    {
        await Registry.Sandbox.AdvanceAsync(TimeSpan.FromSeconds(11));
        await Registry.Sandbox.RoundAsync();
    }
}

/// <summary>The registry of these tests.</summary>
[SetUpFixture]
internal sealed class OperatorSuite
{
    public static RegistryProcess Registry { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => Registry = await RegistryProcess.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await Registry.DisposeAsync();
}
