using System.Collections.Concurrent;

namespace AiIdentity.Browser.Tests.Public;

/// <summary>What holds for every page that there is. That none breaches its content security policy, the base class watches.</summary>
public class EveryPageTests : BrowserTest
{
    private const int MostBytes = 60 * 1024;

    private static readonly string[] Public =
        ["/", "/whois", "/whois/search?q=07700%20900123", "/whois/aii_demo", "/whois/aii_00000000000000000000000000", "/docs", "/docs/whatsapp", "/problems", "/problems/surface_malformed", "/nowhere"];

    [TestCase("/")]
    [TestCase("/whois/search?q=07700%20900123")]
    [TestCase("/whois/aii_00000000000000000000000000")]
    [TestCase("/docs")]
    [TestCase("/docs/whatsapp")]
    [TestCase("/problems/surface_malformed")]
    [TestCase("/nowhere")]
    public async Task A_public_page_is_for_everybody(string path)
    {
        await Page.GotoAsync(path);
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        await Page.MustBeAccessibleAsync();
        await Page.MustFitAPhoneAsync();
    }

    [Test]
    public async Task A_Passport_page_is_for_everybody()
    {
        var person = await Registry.SignUpAsync();
        var acme = await person.ProvedAsync("Acme Support for customers with the longestnamethatanybodyeverthoughtofwithoutaspace");
        await Page.GotoAsync($"/whois/{acme.Id}");
        await Page.MustBeAccessibleAsync();
        await Page.MustFitAPhoneAsync();

        await person.Api.RevokeIdentityAsync(acme.Id);
        await Page.ReloadAsync();
        await Page.MustBeAccessibleAsync();
        await Page.MustFitAPhoneAsync();
    }

    [Test]
    public async Task A_public_page_is_small()
    {
        var person = await Registry.SignUpAsync();
        var acme = await person.ProvedAsync();
        foreach (var path in Public.Append($"/whois/{acme.Id}"))
        {
            // A browser that has nothing yet.
            await using var context = await Suite.Browser.NewContextAsync(new() { BaseURL = Registry.Url });
            var page = await context.NewPageAsync();
            var requests = new ConcurrentBag<IRequest>();
            page.RequestFinished += (_, request) => requests.Add(request);
            await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.NetworkIdle });
            var bytes = 0;
            foreach (var request in requests)
            {
                var sizes = await request.SizesAsync();
                bytes += sizes.ResponseHeadersSize + sizes.ResponseBodySize;
            }

            // Time is only told: how long it takes is the machine's affair.
            var painted = await page.EvaluateAsync<double?>("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null");
            TestContext.Out.WriteLine($"{path}: {bytes} bytes in {requests.Count} requests, painted after {painted:0} ms");
            Assert.That(bytes, Is.GreaterThan(5_000).And.LessThan(MostBytes), path);
        }
    }

    [Test]
    public async Task Swagger_and_the_dashboard_keep_their_policies()
    {
        await Page.GotoAsync("/swagger");
        await Expect(Page.GetByText("AiIdentity registry")).ToBeVisibleAsync();
        await Page.Locator("#operations-tag-Registry").ClickAsync();
        await Page.Locator("#operations-Registry-WhoisBySurface").ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Try it out" })).ToBeVisibleAsync();

        await Page.GotoAsync("/login");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        await SignInAsync(await Registry.SignUpAsync());
        await Page.GotoAsync("/dashboard");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
    }

    [Test]
    public async Task No_page_can_be_framed_but_the_badge_is_shown_anywhere()
    {
        var acme = await (await Registry.SignUpAsync()).ProvedAsync();
        await using var elsewhere = OtherSite.Of($"<!doctype html><img id=badge src='{Registry.Url}/badge/{acme.Id}.svg'><iframe src='{Registry.Url}/whois/{acme.Id}'></iframe>");
        await Page.GotoAsync(elsewhere.Url);
        await Page.WaitForFunctionAsync("() => document.getElementById('badge').naturalWidth > 100");
        Assert.That(TakeComplaints(), Has.Some.Contains("frame-ancestors"));
    }
}
