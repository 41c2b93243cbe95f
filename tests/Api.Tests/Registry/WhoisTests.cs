namespace AiIdentity.Api.Tests.Registry;

internal sealed class WhoisTests : RegistryFixture
{
    private string _phone = "";
    private Operator _person = null!;
    private string _identity = "";
    private string _surface = "";

    [OneTimeSetUp]
    public async Task Bind()
    {
        _phone = FreshPhone();
        (_person, _identity, _surface, _) = await BoundAsync(_phone);
    }

    [TestCase("wa:{0}")]
    [TestCase("WA:{0}")]
    [TestCase("wa:%2B{1}")]
    [TestCase("wa%3A%2B{1}")]
    public async Task The_address_works_as_printed_and_as_links_write_it(string form) =>
        (await Registry.Get($"/api/v1/whois?surface={Form(form)}")).Must(200);

    [TestCase("wa:%20{1}", TestName = "a real space")]
    [TestCase("wa:{0}&surface=wa:{0}", TestName = "given twice")]
    [TestCase("wa:{0}%", TestName = "a lone percent sign")]
    [TestCase("wa:{0}%FF", TestName = "not UTF-8")]
    [TestCase("wa:{0}%0A", TestName = "a newline")]
    [TestCase("wa:{0}+", TestName = "a plus behind")]
    [TestCase("+wa:{0}", TestName = "a plus before")]
    [TestCase("wa:{1}", TestName = "no plus")]
    [TestCase("wa:00{1}", TestName = "00")]
    [TestCase("wa:%2B%2B{1}", TestName = "two plus signs")]
    [TestCase("", TestName = "empty")]
    public async Task Any_other_text_stays_malformed(string form) =>
        (await Registry.Get($"/api/v1/whois?surface={Form(form)}")).Must(400, "surface_malformed");

    [Test]
    public async Task No_surface_at_all_is_malformed() => (await Registry.Get("/api/v1/whois")).Must(400, "surface_malformed");

    [Test]
    public async Task Unknown_query_parameters_are_ignored() => (await Registry.Get($"/api/v1/whois?utm=x&surface=wa:{_phone}")).Must(200);

    [Test]
    public async Task A_known_etag_is_answered_304_without_a_body()
    {
        var first = (await Registry.Get($"/api/v1/whois?surface=wa:{_phone}")).Must(200);
        var etag = first.Headers["ETag"];
        var again = (await Registry.Get($"/api/v1/whois?surface=wa:{_phone}", null, ("If-None-Match", $"\"other\", {etag}"))).Must(304);
        Assert.Multiple(() =>
        {
            Assert.That(etag, Does.Match("^\"[0-9a-f]{32}\"$"), "strong");
            Assert.That(first.Headers["Cache-Control"], Is.EqualTo("public, max-age=30"));
            Assert.That(again.Body, Is.Empty);
            Assert.That(again.Headers["ETag"], Is.EqualTo(etag));
        });
        (await Registry.Get($"/api/v1/whois?surface=wa:{_phone}", null, ("If-None-Match", "\"other\""))).Must(200);
    }

    [Test]
    public async Task Any_web_page_may_ask()
    {
        var answer = (await Registry.Get($"/api/v1/whois?surface=wa:{_phone}", null, ("Origin", "https://elsewhere.example"))).Must(200);
        Assert.That(answer.Headers["Access-Control-Allow-Origin"], Is.EqualTo("*"));
        // A cache may hand one caller's answer to the next.
        Assert.That((await Registry.Get($"/api/v1/whois?surface=wa:{_phone}")).Must(200).Headers["Access-Control-Allow-Origin"], Is.EqualTo("*"));
        Assert.That((await Registry.Get("/api/v1/whois?surface=wa:@nobodyatall")).Must(404).Headers["Access-Control-Allow-Origin"], Is.EqualTo("*"));
        var preflight = await Registry.Send(HttpMethod.Options, "/api/v1/verify", null, null,
            ("Origin", "https://elsewhere.example"), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "content-type"));
        Assert.That(preflight.Headers["Access-Control-Allow-Origin"], Is.EqualTo("*"));
    }

    [TestCase("aii_nonsense")]
    [TestCase("aii_01ARZ3NDEKTSV4RRFFQ69G5FAV")]
    [TestCase("AII_01ARZ3NDEKTSV4RRFFQ69G5FAV")]
    public async Task An_identity_that_is_none_is_unknown(string id) => (await Registry.Get($"/api/v1/whois/{id}")).Must(404, "identity_unknown");

    [Test]
    public async Task Not_bound_is_one_answer_byte_for_byte_whatever_the_cause()
    {
        var claimed = FreshPhone();
        await ClaimedAsync($"wa:{claimed}");
        var hidden = FreshPhone();
        var (hider, hiddenIdentity, hiddenSurface, _) = await BoundAsync(hidden);
        (await Registry.Patch($"/api/v1/identities/{hiddenIdentity}/surfaces/{hiddenSurface}", new { @public = false }, hider.Bearer)).Must(200);
        var released = FreshPhone();
        var (releaser, releasedIdentity, releasedSurface, _) = await BoundAsync(released);
        (await Registry.Delete($"/api/v1/identities/{releasedIdentity}/surfaces/{releasedSurface}", releaser.Bearer)).Must(204);
        var revoked = FreshPhone();
        var (revoker, revokedIdentity, _, _) = await BoundAsync(revoked);
        (await Registry.Post($"/api/v1/identities/{revokedIdentity}/revoke", new { }, revoker.Bearer)).Must(200);

        var answers = new List<Answer>();
        foreach (var phone in new[] { FreshPhone(), claimed, hidden, released, revoked })
            answers.Add((await Registry.Get($"/api/v1/whois?surface=wa:{phone}", null, ("Origin", "https://elsewhere.example"))).Must(404, "not_bound"));
        var seen = answers.Select(a => a.Body + string.Join('\n', a.Headers.Where(h => h.Key != "Date").OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => $"{h.Key}: {h.Value}"))).Distinct(StringComparer.Ordinal);
        Assert.That(seen.Count(), Is.EqualTo(1));
        Assert.That(answers[0].Body, Does.Not.Contain("trace").And.Not.Contain("+44"));
    }

    [Test]
    public async Task Nothing_hidden_moves_the_record_and_time_does()
    {
        var own = RegistryHost.Start();
        try
        {
            var phone = FreshPhone();
            var person = await own.SignUpAsync();
            var identity = await person.CreateAsync("Acme", $"wa:{phone}", $"wa:{FreshPhone()}");
            await person.ProveAsync(identity.Id(), identity.SurfaceId(), await own.AddNumberAsync(phone));
            var first = (await own.Get($"/api/v1/whois/{identity.Id()}")).Must(200);

            (await own.Patch($"/api/v1/identities/{identity.Id()}", new { name = "Acme" }, person.Bearer)).Must(200);
            (await own.Patch($"/api/v1/identities/{identity.Id()}/surfaces/{identity.SurfaceId(1)}", new { @public = false }, person.Bearer)).Must(200);
            Assert.That((await own.Get($"/api/v1/whois/{identity.Id()}")).Body, Is.EqualTo(first.Body));

            var due = first.Json!["surfaces"]![0]!["next_check_due"]!.GetValue<DateTimeOffset>();
            await own.Put("/sandbox/admin/faults", new { kind = "http_500", times = 1_000_000 });
            await own.AdvanceAsync(due - TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(1));
            var aged = (await own.Get($"/api/v1/whois/{identity.Id()}")).Must(200);
            Assert.Multiple(() =>
            {
                Assert.That(aged.Json!["surfaces"]![0]!.Text("freshness"), Is.EqualTo("aged"));
                Assert.That(aged.Json!["as_of"]!.GetValue<DateTimeOffset>(), Is.EqualTo(due), "Time alone changed it, at that instant.");
                Assert.That(aged.Headers["ETag"], Is.Not.EqualTo(first.Headers["ETag"]));
            });
            await own.DisposeAsync();
        }
        finally
        {
            own.Forget();
        }
    }

    [Test]
    public async Task Anonymous_operators_are_not_named()
    {
        (await Registry.Patch($"/api/v1/identities/{_identity}", new { anonymous = true }, _person.Bearer)).Must(200);
        var record = (await Registry.Get($"/api/v1/whois/{_identity}")).Must(200).Json!;
        Assert.That(record["operator"]!.ToJsonString(), Is.EqualTo("""{"display":null,"anonymous":true,"verified":false}"""));
        Assert.That((await _person.ReadAsync(_identity)).Text("operator_display"), Is.EqualTo("Acme Ltd"), "Its owner still sees it.");
        Assert.That((await _person.SurfaceAsync(_identity, _surface)).Text("status"), Is.EqualTo("bound"));
    }

    private string Form(string form) => string.Format(System.Globalization.CultureInfo.InvariantCulture, form, _phone, _phone[1..]);
}
