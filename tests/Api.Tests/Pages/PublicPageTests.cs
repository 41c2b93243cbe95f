using System.Text.RegularExpressions;

namespace AiIdentity.Api.Tests.Pages;

internal sealed partial class PublicPageTests : RegistryFixture
{
    [GeneratedRegex("<pre class=\"example\"[^>]*><code>(.*?)</code>", RegexOptions.Singleline)]
    private static partial Regex Example { get; }

    [Test]
    public async Task A_search_leads_to_the_identity()
    {
        var (phone, handle) = (FreshPhone(), FreshHandle());
        var acme = await Registry.SignUpAsync();
        var identity = await acme.CreateAsync("Acme Support", $"wa:{phone}", $"wa:@{handle}");
        var number = await Registry.AddNumberAsync(phone, handle);
        await acme.ProveAsync(identity.Id(), identity.SurfaceId(0), number);
        await acme.ProveAsync(identity.Id(), identity.SurfaceId(1), number);

        foreach (var asked in new[] { $"wa:{phone}", $"wa:%2B{phone[1..]}", $"WA:@{handle.ToUpperInvariant()}", $"%20wa:@{handle}%20" })
        {
            var found = (await Registry.Get($"/whois/search?q={asked}")).Must(303);
            Assert.That(found.Headers["Location"], Is.EqualTo($"/whois/{identity.Id()}"), asked);
            Assert.That(found.Headers["Cache-Control"], Is.EqualTo("no-store"));
        }
    }

    [TestCase("aii_demo", "/whois/aii_demo")]
    [TestCase("aii_01M869N6XA2C040GJJ689PJGER", "/whois/aii_01M869N6XA2C040GJJ689PJGER")]
    [TestCase("https%3A%2F%2Fregistry.example%2Fwhois%2Faii_demo", "/whois/aii_demo")]
    [TestCase("", "/whois")]
    public async Task A_search_goes_nowhere_but_to_our_own_pages(string asked, string page) =>
        Assert.That((await Registry.Get($"/whois/search?q={asked}")).Must(303).Headers["Location"], Is.EqualTo(page));

    [TestCase("https://elsewhere.example/whois/aii_demo")]
    [TestCase("//elsewhere.example")]
    [TestCase("/\\elsewhere.example")]
    [TestCase("javascript:alert(1)")]
    public async Task A_search_never_leads_elsewhere(string asked) =>
        Assert.That((await Registry.Get($"/whois/search?q={Uri.EscapeDataString(asked)}")).Must(400).Headers, Does.Not.ContainKey("Location"));

    [TestCase("+44 7700 900123", "wa:+447700900123")]
    [TestCase("wa: 447700900123", "wa:+447700900123")]
    [TestCase("00 44 (0) 7700-900123", "wa:+447700900123")]
    [TestCase("https://wa.me/447700900123", "wa:+447700900123")]
    [TestCase("+４４７７００９００１２３", "wa:+447700900123")]
    [TestCase("@AcmeSupport", "wa:@acmesupport")]
    [TestCase("acmesupport", "wa:@acmesupport")]
    [TestCase("07700 900123", null)]
    [TestCase("+44 7700 900123 ext. 4", null)]
    [TestCase("acme.com", null)]
    [TestCase("12", null)]
    public async Task What_people_type_is_hinted_at_and_not_repaired(string typed, string? meant)
    {
        var answer = (await Registry.Get($"/whois/search?q={Uri.EscapeDataString(typed)}")).Must(400);
        var offered = Regex.Match(answer.Body, "<button name=\"q\" value=\"([^\"]*)\"").Groups[1].Value;
        Assert.That(offered, Is.EqualTo(meant ?? ""));
    }

    [Test]
    public async Task All_that_is_unknown_gives_one_page()
    {
        var never = (await Registry.Get("/whois/search?q=wa:+447700900302")).Must(404);
        var claimed = await Registry.SignUpAsync();
        await claimed.CreateAsync("Acme Support", "wa:+447700900303");
        var unproved = (await Registry.Get("/whois/search?q=wa:+447700900303")).Must(404);
        Assert.That(unproved.Body, Is.EqualTo(never.Body));
        Assert.That(unproved.Headers.Where(h => h.Key != "Date"), Is.EquivalentTo(never.Headers.Where(h => h.Key != "Date")));
        Assert.That(unproved.Body, Does.Not.Contain("900303"));
        Assert.That((await Registry.Get("/whois/aii_nonsense")).Must(404).Body, Is.EqualTo((await Registry.Get("/p/aii_01M869N6XA2C040GJJ689PJGER")).Must(404).Body));
    }

    [TestCase("/")]
    [TestCase("/docs")]
    [TestCase("/whois/aii_demo")]
    [TestCase("/badge/aii_demo.svg")]
    public async Task A_page_can_be_kept_and_asked_for_again(string path)
    {
        var page = (await Registry.Get(path)).Must(200);
        Assert.That(page.Headers["Cache-Control"], Does.Match(@"^public, max-age=\d+$"));
        Assert.That((await Registry.Get(path, null, ("If-None-Match", page.Headers["ETag"]))).Must(304).Body, Is.Empty);
    }

    [Test]
    public async Task The_examples_of_the_documents_run()
    {
        var page = (await Registry.Get("/docs")).Must(200).Body;
        var examples = Example.Matches(page).Select(m => System.Net.WebUtility.HtmlDecode(m.Groups[1].Value)).Where(text => text.StartsWith("curl ", StringComparison.Ordinal)).ToList();
        Assert.That(examples, Has.Count.GreaterThanOrEqualTo(6));
        foreach (var example in examples)
        {
            var words = Regex.Matches(example, "'([^']*)'|([^' ]+)").Select(m => m.Groups[1].Success ? m.Groups[1].Value : m.Value).ToList();
            var path = words.Single(word => word.StartsWith(RegistryHost.Issuer, StringComparison.Ordinal))[RegistryHost.Issuer.Length..];
            var answer = words.IndexOf("-d") is >= 0 and var d ? await Registry.Post(path, words[d + 1]) : await Registry.Get(path);
            // The one address in them is nobody's here.
            if (path.Contains("surface=", StringComparison.Ordinal)) answer.Must(404, "not_bound");
            else answer.Must(200);
        }
    }

    [Test]
    public async Task Pages_count_as_look_ups_and_say_so_as_a_page()
    {
        await using var registry = RegistryHost.Start(null, ("RateLimiting:Enabled", "true"), ("RateLimiting:PublicPerMinute", "4"));
        (await registry.Get("/whois/aii_demo")).Must(200);
        (await registry.Get("/badge/aii_nobody.svg")).Must(404);
        (await registry.Get("/api/v1/whois/aii_demo")).Must(429, "rate_limited");
        var page = (await registry.Get("/p/aii_demo")).Must(429);
        Assert.That(page.Headers["Content-Type"], Does.StartWith("text/html"));
        Assert.That(page.Headers, Does.ContainKey("Retry-After"));
        (await registry.Get("/docs")).Must(200);
        registry.Forget();
    }

    [Test]
    public async Task Every_problem_has_a_page()
    {
        var list = (await Registry.Get("/problems")).Must(200).Body;
        var codes = Regex.Matches(list, "href=\"/problems/([a-z_]+)\"").Select(m => m.Groups[1].Value).ToList();
        Assert.That(codes, Has.Count.GreaterThan(40).And.Contain("not_bound"));
        Assert.That((await Registry.Get("/problems/surface_malformed")).Must(200).Body, Does.Contain("never repaired"));
        (await Registry.Get("/problems/no_such_code")).Must(404);
    }

    [TestCase("Acme\u202EtroppuS", Description = "right-to-left override")]
    [TestCase("Acme\u2066Support\u2069", Description = "isolates")]
    [TestCase("Acme\u200ESupport", Description = "direction mark")]
    [TestCase("Acme\u200BSupport", Description = "zero-width space")]
    [TestCase("Acme\u200DSupport", Description = "a joiner between Latin letters joins nothing")]
    [TestCase("Acme\u3164Support", Description = "filler")]
    [TestCase("\u2800\u2800", Description = "blank Braille")]
    [TestCase("Acme\u0007", Description = "bell")]
    [TestCase("Acme\u2028Support", Description = "line separator")]
    public async Task A_name_that_deceives_is_refused(string name)
    {
        var person = await Registry.SignUpAsync();
        (await Registry.Post("/api/v1/identities", new { name, operator_display = "Acme Ltd" }, person.Bearer)).Must(400, "validation_failed");
        (await Registry.Post("/api/v1/identities", new { name = "Acme", operator_display = name }, person.Bearer)).Must(400, "validation_failed");
    }

    [TestCase("👩‍🔧 Werkstatt Köln")]
    [TestCase("می‌خواهم")]
    [TestCase("क्‍ष सेवा")]
    public async Task A_name_in_any_script_is_taken(string name)
    {
        var person = await Registry.SignUpAsync();
        (await Registry.Post("/api/v1/identities", new { name, operator_display = name }, person.Bearer)).Must(201);
    }
}
