namespace AiIdentity.Api.Tests.Identities;

internal sealed class AddressHelpTests : RegistryFixture
{
    private Operator _person = null!;

    [OneTimeSetUp]
    public async Task SignUp() => _person = await Registry.SignUpAsync();

    [TestCase("+44 7700 900123", null, "wa:+447700900123")]
    [TestCase("07700 900123", "GB", "wa:+447700900123")]
    [TestCase("0044 (0) 7700-900123", null, "wa:+447700900123")]
    [TestCase("wa:+447700900123", null, "wa:+447700900123")]
    [TestCase("tel:+44-7700-900123", null, "wa:+447700900123")]
    [TestCase("https://wa.me/447700900123", null, "wa:+447700900123")]
    [TestCase("(0621) 123 4567", "DE", "wa:+496211234567")]
    [TestCase("+5491123456789", null, "wa:+5491123456789")]
    [TestCase("+5511987654321", null, "wa:+5511987654321")]
    [TestCase("@AcmeSupport", null, "wa:@acmesupport")]
    [TestCase("acme.support", null, "wa:@acme.support")]
    [TestCase("wa:@acmesupport", "GB", "wa:@acmesupport")]
    public async Task What_a_person_types_becomes_the_canonical_address(string text, string? country, string surface)
    {
        var help = await HelpAsync(text, country);
        Assert.That(help.Json!.AsObject().Select(m => m.Key), Is.EqualTo(new[] { "surface", "display", "sentence", "alternative" }));
        Assert.That((help.Text("surface"), help.Json["sentence"]?.GetValue<string>()), Is.EqualTo((surface, (string?)null)));
        // What help gives, a claim takes.
        (await Registry.Get($"/api/v1/whois?surface={Uri.EscapeDataString(surface)}")).Must(404, "not_bound");
    }

    [TestCase("7700 900123", null, null, "Choose the country")]
    [TestCase("?", "GB", null, "no phone number")]
    [TestCase("+", null, null, "no phone number")]
    [TestCase("+44", null, null, "no phone number")]
    [TestCase("+999 1234567", null, null, "Choose the country")]
    [TestCase("@ab", null, null, "3 to 35")]
    [TestCase("@acme.com", null, null, "web address")]
    [TestCase("+44 7700 900123 ext. 5", null, "wa:+447700900123", "no extension")]
    [TestCase("+44 7700 9001", null, "wa:+4477009001", "shorter")]
    [TestCase("+1 555 0123", null, "wa:+15550123", "shorter")]
    [TestCase("+1 555 555 0123", null, "wa:+15555550123", "test numbers")]
    [TestCase("+44 7700 9001234 56", null, "wa:+447700900123456", "longer")]
    [TestCase("+44 7700 9001234 5678", null, null, "longer")]
    public async Task A_sentence_says_what_to_look_at_again_and_nothing_possible_is_refused(string text, string? country, string? surface, string sentence)
    {
        var help = await HelpAsync(text, country);
        Assert.That(help.Json!["surface"]?.GetValue<string>(), Is.EqualTo(surface), help.Body);
        Assert.That(help.Text("sentence"), Does.Contain(sentence));
    }

    [Test]
    public async Task Argentinas_two_forms_are_both_offered_and_neither_is_repaired()
    {
        var help = await HelpAsync("011 2345-6789", "AR");
        Assert.That((help.Text("surface"), help.Text("alternative")), Is.EqualTo(("wa:+541123456789", "wa:+5491123456789")));
        Assert.That(help.Text("sentence"), Does.Contain("another subscriber"));
        Assert.That((await HelpAsync("+54 9 11 2345-6789")).Json!["alternative"], Is.Null);
    }

    [Test]
    public async Task What_is_no_text_or_no_country_is_refused_and_the_countries_are_listed()
    {
        foreach (var body in new object[] { new { }, new { text = "" }, new { text = new string('1', 601) }, new { text = "1", country = "gb" }, new { text = "1", country = "XX" } })
            (await Registry.Post("/api/v1/surfaces/address-help", body, _person.Bearer)).Must(400, "validation_failed");
        var countries = (await Registry.Get("/api/v1/surfaces/countries", _person.Bearer)).Must(200).Items;
        Assert.That(countries, Has.Count.GreaterThan(200));
        Assert.That(countries.Single(c => c!["country"]!.GetValue<string>() == "GB")!["calling_code"]!.GetValue<string>(), Is.EqualTo("44"));
    }

    private async Task<Answer> HelpAsync(string text, string? country = null) =>
        (await Registry.Post("/api/v1/surfaces/address-help", new { text, country }, _person.Bearer)).Must(200);
}
