namespace AiIdentity.Api.Tests.Identities;

internal sealed class AdministrationTests : RegistryFixture
{
    private Operator _administrator = null!;

    [OneTimeSetUp]
    public async Task SignUpTheAdministrator() => _administrator = await Registry.SignUpAsync(RegistryHost.Administrator);

    [Test]
    public async Task A_suspended_identity_rests_and_can_still_be_changed_and_released()
    {
        var phone = FreshPhone();
        var (person, identity, surface, number) = await BoundAsync(phone);
        var passport = (await person.IssueAsync(identity)).Text("passport");
        var challenge = await person.ChallengeAsync(identity, surface);
        (await Registry.Post($"/api/v1/admin/identities/{identity}/suspend", new { }, _administrator.Bearer)).Must(400, "validation_failed");
        (await Registry.Post($"/api/v1/admin/identities/{identity}/suspend", new { reason = "reported" }, _administrator.Bearer)).Must(200);

        Assert.That((await Registry.Get($"/api/v1/whois?surface=wa:{phone}")).Must(200).Text("status"), Is.EqualTo("suspended"));
        Assert.That((await Registry.Post("/api/v1/verify", new { passport })).Text("reason"), Is.EqualTo("identity_suspended"));
        (await Registry.Post($"/api/v1/identities/{identity}/surfaces/{surface}/challenges", null, person.Bearer)).Must(409, "identity_suspended");
        (await person.CheckAsync(challenge.Id())).Must(409, "identity_suspended");
        (await Registry.Post($"/api/v1/identities/{identity}/passports", new { }, person.Bearer)).Must(409, "identity_suspended");
        Assert.That((await person.RecheckAsync(identity, surface)).Must(200).Text("outcome"), Is.EqualTo("verified"));
        (await Registry.Patch($"/api/v1/identities/{identity}", new { name = "Renamed" }, person.Bearer)).Must(200);
        (await Registry.Post($"/api/v1/identities/{identity}/surfaces", new { surface = $"wa:{FreshPhone()}" }, person.Bearer)).Must(201);

        (await Registry.Post($"/api/v1/admin/identities/{identity}/reinstate", new { reason = "cleared" }, _administrator.Bearer)).Must(200);
        Assert.That((await Registry.Post("/api/v1/verify", new { passport })).Json!["valid"]!.GetValue<bool>(), Is.True);
        await number.WriteAsync(challenge.Text("token"));
        Assert.That((await person.CheckAsync(challenge.Id())).Text("outcome"), Is.EqualTo("verified"));
        var told = (await Registry.Get("/api/v1/events?limit=200", person.Bearer)).Must(200).Items.Single(e => e!.Text("type") == "identity_suspended")!;
        Assert.That((told.Text("actor"), told.Text("reason")), Is.EqualTo(("administrator", "reported")));
        var kept = (await Registry.Get("/api/v1/admin/events?limit=200", _administrator.Bearer)).Must(200).Items.First(e => e!.Text("type") == "identity_suspended")!;
        Assert.That(kept.Text("actor"), Does.StartWith("acc_"));
    }

    [Test]
    public async Task Events_are_exported_as_lines_of_JSON_oldest_first()
    {
        var (person, identity, _, _) = await BoundAsync(FreshPhone());
        var (other, _, _, _) = await BoundAsync(FreshPhone());
        var mine = await LinesAsync("/api/v1/events/export", person);
        Assert.That(mine.Select(e => e["type"]!.GetValue<string>()), Is.EqualTo((await person.EventsAsync()).Reverse()));
        Assert.That(mine.Select(e => (string?)e["identity"]).OfType<string>().Distinct(StringComparer.Ordinal), Is.EqualTo(new[] { identity }));

        var all = await LinesAsync("/api/v1/admin/events/export", _administrator);
        Assert.That(all.Select(e => e.Id()), Is.Ordered.Using((IComparer<string>)StringComparer.Ordinal).And.SupersetOf(mine.Select(e => e.Id())));
        Assert.That(all.Select(e => e.Text("actor")), Has.Some.StartsWith("acc_").And.Some.EqualTo("system"));
        (await Registry.Get("/api/v1/admin/events/export", other.Bearer)).Must(403, "administrator_required");
        (await Registry.Get("/api/v1/events/export")).Must(401, "credentials_invalid");
    }

    private async Task<List<System.Text.Json.Nodes.JsonNode>> LinesAsync(string path, Operator by)
    {
        var answer = (await Registry.Get(path, by.Bearer)).Must(200);
        Assert.That(answer.Headers["Content-Type"], Is.EqualTo("application/jsonl"));
        Assert.That(answer.Body, Does.EndWith("\n"));
        return [.. answer.Body.TrimEnd().Split('\n').Select(line => System.Text.Json.Nodes.JsonNode.Parse(line)!)];
    }

    [Test]
    public async Task Attestations_raise_the_tier_and_cover_one_operator()
    {
        var (person, identity, _, _) = await BoundAsync(FreshPhone());
        async Task<string> Tier() => (await Registry.Get($"/api/v1/whois/{identity}")).Must(200).Text("tier");
        (await Registry.Post($"/api/v1/admin/identities/{identity}/attestations", new { tier = "issued", provider = "p", reference = "r" }, _administrator.Bearer)).Must(400, "validation_failed");
        var first = (await Registry.Post($"/api/v1/admin/identities/{identity}/attestations", new { tier = "creator_verified", provider = "KYC Ltd", reference = "case 1" }, _administrator.Bearer)).Must(201);
        Assert.That(first.Json!.Id(), Does.StartWith("att_"));
        Assert.That(await Tier(), Is.EqualTo("creator_verified"));
        (await Registry.Post($"/api/v1/admin/identities/{identity}/attestations", new { tier = "business_verified", provider = "KYC Ltd", reference = "case 2" }, _administrator.Bearer)).Must(201);
        var record = (await Registry.Get($"/api/v1/whois/{identity}")).Must(200);
        Assert.That((record.Text("tier"), record.Json!["operator"]!["verified"]!.GetValue<bool>()), Is.EqualTo(("business_verified", true)));
        Assert.That(record.Body, Does.Not.Contain("case"));

        var passport = (await person.IssueAsync(identity)).Text("passport");
        (await Registry.Post($"/api/v1/admin/identities/{identity}/attestations/{first.Json!.Id()}/end", new { reason = "withdrawn" }, _administrator.Bearer)).Must(200);
        (await Registry.Post($"/api/v1/admin/identities/{identity}/attestations/{first.Json!.Id()}/end", new { reason = "withdrawn" }, _administrator.Bearer)).Must(404, "attestation_unknown");
        Assert.That((await Registry.Post("/api/v1/verify", new { passport })).Json!["valid"]!.GetValue<bool>(), Is.True, "Ending an attestation alone revokes none.");
        (await Registry.Patch($"/api/v1/identities/{identity}", new { anonymous = true }, person.Bearer)).Must(200);
        Assert.That(await Tier(), Is.EqualTo("identity_verified"));
        Assert.That((await Registry.Post("/api/v1/verify", new { passport })).Text("reason"), Is.EqualTo("revoked"));
    }

    [Test]
    public async Task Plans_say_how_many()
    {
        var person = await Registry.SignUpAsync();
        await person.CreateAsync("One");
        (await Registry.Post("/api/v1/identities", new { name = "Two", anonymous = true }, person.Bearer)).Must(402, "identity_quota_exceeded");
        var found = (await Registry.Get($"/api/v1/admin/accounts?email={person.Email.ToUpperInvariant()}", _administrator.Bearer)).Must(200).Items.Single()!;
        Assert.That(found.Text("plan"), Is.EqualTo("free"));
        (await Registry.Put($"/api/v1/admin/accounts/{found.Id()}/plan", new { plan = "gold" }, _administrator.Bearer)).Must(400, "validation_failed");
        (await Registry.Put("/api/v1/admin/accounts/acc_nobody/plan", new { plan = "studio" }, _administrator.Bearer)).Must(404, "account_unknown");
        (await Registry.Put($"/api/v1/admin/accounts/{found.Id()}/plan", new { plan = "studio" }, _administrator.Bearer)).Must(200);
        for (var i = 2; i <= 10; i++) await person.CreateAsync($"Number {i}");
        (await Registry.Post("/api/v1/identities", new { name = "Eleven", anonymous = true }, person.Bearer)).Must(402, "identity_quota_exceeded");
        var firstPage = (await Registry.Get("/api/v1/identities?limit=4", person.Bearer)).Must(200);
        var names = new List<string>(firstPage.Items.Select(i => i!.Text("name")));
        for (var cursor = firstPage.Json!["next_cursor"]; cursor is not null;)
        {
            var page = (await Registry.Get($"/api/v1/identities?limit=4&cursor={cursor}", person.Bearer)).Must(200);
            names.AddRange(page.Items.Select(i => i!.Text("name")));
            cursor = page.Json!["next_cursor"];
        }

        Assert.That(names, Is.EqualTo(Enumerable.Range(2, 9).Reverse().Select(i => $"Number {i}").Append("One")));
        Assert.That((await Registry.Get("/api/v1/admin/accounts?email=nobody@nowhere.example", _administrator.Bearer)).Must(200).Items, Is.Empty);
    }

    [Test]
    public async Task Keys_are_announced_and_a_compromised_one_ends_all_that_it_signed()
    {
        await using var own = RegistryHost.Start();
        var administrator = await own.SignUpAsync(RegistryHost.Administrator);
        var person = await own.SignUpAsync();
        var identity = (await person.CreateAsync("Own")).Id();
        var old = await person.IssueAsync(identity);
        var announced = (await own.Post("/api/v1/admin/keys/rotate", new { reason = "yearly" }, administrator.Bearer)).Must(201);
        (await own.Post("/api/v1/admin/keys/rotate", new { reason = "again" }, administrator.Bearer)).Must(409, "key_announced");
        Assert.That(announced.Json!["first_use"]!.GetValue<DateTimeOffset>() - TimeProvider.System.GetUtcNow(), Is.EqualTo(TimeSpan.FromDays(14)).Within(TimeSpan.FromMinutes(1)));
        async Task<IEnumerable<string>> Published() => (await own.Get("/.well-known/jwks.json")).Must(200).Json!["keys"]!.AsArray().Select(k => k!.Text("kid"));
        Assert.That(await Published(), Is.EquivalentTo(new[] { old.Text("key_id"), announced.Text("key_id") }));

        (await own.Post("/api/v1/admin/keys/k_nonsense/compromised", new { reason = "x" }, administrator.Bearer)).Must(404, "key_unknown");
        (await own.Post($"/api/v1/admin/keys/{old.Text("key_id")}/compromised", new { reason = "leaked" }, administrator.Bearer)).Must(200);
        Assert.That(await Published(), Is.EqualTo(new[] { announced.Text("key_id") }));
        Assert.That((await own.Post("/api/v1/verify", new { passport = old.Text("passport") })).Text("reason"), Is.EqualTo("key_compromised"));
        var revoked = (await own.Get("/api/v1/revocations")).Items;
        Assert.That(revoked.Select(r => r!.Text("reason")), Has.All.EqualTo("key_compromised"));
        Assert.That(revoked.Select(r => r!.Id()), Has.Member(old.Id()));
        Assert.That((await person.IssueAsync(identity)).Text("key_id"), Is.EqualTo(announced.Text("key_id")), "The announced key signs at once.");
        await own.DisposeAsync();
        own.Forget();
    }
}
