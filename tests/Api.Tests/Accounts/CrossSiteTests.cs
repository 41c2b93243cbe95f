namespace AiIdentity.Api.Tests.Accounts;

/// <summary>A page of another site can make a browser send requests with the cookie; none of them changes anything.</summary>
internal sealed class CrossSiteTests : RegistryFixture
{
    private async Task<(string, string)> CookieAsync()
    {
        var person = await Registry.SignUpAsync();
        var login = (await Registry.Post("/api/v1/auth/login?cookies=true", new { email = person.Email, password = Operator.Password })).Must(204);
        return ("Cookie", login.Headers["Set-Cookie"].Split(';')[0]);
    }

    [TestCase("Sec-Fetch-Site", "cross-site", false)]
    [TestCase("Sec-Fetch-Site", "same-site", false)]
    [TestCase("Sec-Fetch-Site", "same-origin", true)]
    [TestCase("Sec-Fetch-Site", "none", true)]
    [TestCase("Origin", "https://evil.example", false)]
    [TestCase("Origin", "null", false)]
    [TestCase("Origin", RegistryHost.Issuer, true)]
    [TestCase("Origin", "http://registry.example", false)]
    public async Task A_change_by_cookie_is_judged_by_where_it_comes_from(string header, string value, bool taken)
    {
        var cookie = await CookieAsync();
        var answer = await Registry.Post("/api/v1/identities", new { name = "Acme", operator_display = "Acme Ltd" }, null, cookie, (header, value));
        if (taken) answer.Must(201);
        else answer.Must(403, "cross_site_refused");
        Assert.That((await Registry.Get("/api/v1/identities", null, cookie, (header, value))).Must(200).Items, Has.Count.EqualTo(taken ? 1 : 0));
    }

    [Test]
    public async Task The_browsers_own_word_counts_before_the_origin()
    {
        var cookie = await CookieAsync();
        (await Registry.Post("/api/v1/auth/logout", null, null, cookie, ("Sec-Fetch-Site", "cross-site"), ("Origin", RegistryHost.Issuer))).Must(403, "cross_site_refused");
        (await Registry.Post("/api/v1/auth/logout", null, null, cookie, ("Origin", Registry.Http.BaseAddress!.GetLeftPart(UriPartial.Authority)))).Must(204);
    }

    [Test]
    public async Task Nobody_is_signed_in_from_another_site()
    {
        var person = await Registry.SignUpAsync();
        (await Registry.Post("/api/v1/auth/login?cookies=true", new { email = person.Email, password = Operator.Password }, null, ("Sec-Fetch-Site", "cross-site"))).Must(403, "cross_site_refused");
    }

    [Test]
    public async Task Programs_and_the_routes_open_to_every_site_are_not_concerned()
    {
        var person = await Registry.SignUpAsync();
        (await Registry.Post("/api/v1/auth/me/confirmation-mail", null, person.Bearer)).Must(202);
        (await Registry.Post("/api/v1/verify", new { id = "aii_demo" }, null, ("Sec-Fetch-Site", "cross-site"), ("Origin", "https://verifier.example"))).Must(200);
    }
}
