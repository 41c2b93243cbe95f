namespace AiIdentity.Browser.Tests;

/// <summary>The page that stands in for a phone.</summary>
public class SandboxPageTests : BrowserTest
{
    [Test]
    public async Task The_sandbox_page_edits_About()
    {
        var (phone, username) = Sandbox.Fresh();
        var number = await Registry.Sandbox.AddNumberAsync(phone, username);

        await Page.GotoAsync("/sandbox");
        await Page.GetByLabel("Number", new() { Exact = true }).SelectOptionAsync(number.Id);
        await Page.GetByLabel("About", new() { Exact = true }).FillAsync("Ask us anything");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(Page.Locator("#said")).Not.ToBeEmptyAsync();
        var profile = await Registry.Http.GetStringAsync($"/sandbox/directory/@{username}");
        Assert.That(profile, Does.Contain("Ask us anything"));
    }

    [Test]
    public async Task The_sandbox_page_is_for_everybody()
    {
        await Registry.Sandbox.AddNumberAsync(Sandbox.Fresh().Phone);
        await Page.GotoAsync("/sandbox");
        await Expect(Page.Locator("#profile")).ToBeVisibleAsync();
        await Page.MustBeAccessibleAsync();
        await Page.MustFitAPhoneAsync();
    }

    [Test]
    public async Task A_complaint_of_the_browser_is_heard()
    {
        await Page.GotoAsync("/sandbox");
        // Until both have been said: the browser's own words, and the event's, which comes a moment later.
        await Page.EvaluateAsync("""
            () => new Promise(heard => {
                addEventListener('securitypolicyviolation', () => setTimeout(heard));
                const s = document.createElement('script');
                s.textContent = '1';
                document.body.append(s);
            })
            """);
        Assert.That(TakeComplaints(), Has.Some.Contains("content security policy").IgnoreCase);
    }
}
