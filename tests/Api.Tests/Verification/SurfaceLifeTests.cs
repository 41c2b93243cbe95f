namespace AiIdentity.Api.Tests.Verification;

/// <summary>Every edge of a surface's life, under the sandbox's clock; each test has its own registry, since the clock is the process's.</summary>
internal sealed class SurfaceLifeTests
{
    private const string Phone = "+447700900123";
    private RegistryHost _registry = null!;
    private Operator _person = null!;
    private string _identity = "";
    private string _surface = "";
    private Number _number = null!;

    [SetUp]
    public async Task Bind()
    {
        _registry = RegistryHost.Start();
        _person = await _registry.SignUpAsync();
        var identity = await _person.CreateAsync("Acme Support", $"wa:{Phone}");
        (_identity, _surface) = (identity.Id(), identity.SurfaceId());
        _number = await _registry.AddNumberAsync(Phone);
        await _person.ProveAsync(_identity, _surface, _number);
    }

    [TearDown]
    public async Task Stop()
    {
        await _registry.DisposeAsync();
        _registry.Forget();
    }

    [Test]
    public async Task A_lost_grant_is_unconfirmed_for_seven_days_and_then_lapses_with_its_passports()
    {
        var passport = (await _person.IssueAsync(_identity)).Text("passport");
        await _number.ChangeAsync(new { shared = false });
        Assert.That((await _person.RecheckAsync(_identity, _surface)).Text("outcome"), Is.EqualTo("grant_lost"));
        await MustBe("unconfirmed", whois: 200);
        Assert.That((await Verify(passport)).Json!["valid"]!.GetValue<bool>(), Is.True, "Unconfirmed still counts.");

        await _registry.AdvanceAsync(TimeSpan.FromDays(7) - TimeSpan.FromMinutes(2));
        await MustBe("unconfirmed", whois: 200);
        await _registry.AdvanceAsync(TimeSpan.FromMinutes(3));
        await MustBe("lapsed", whois: 404);
        Assert.That((await Verify(passport)).Text("reason"), Is.EqualTo("revoked"), "Judged at every read, recorded or not.");
        await _registry.RoundAsync();
        await MustBe("lapsed", whois: 404);
        Assert.That((await Reasons("passport_revoked")).Single(), Is.EqualTo("lapsed"));
        Assert.That((await _registry.Get("/api/v1/revocations")).Items.Single()!.Text("reason"), Is.EqualTo("withdrawn"));
        Assert.That(await _registry.MailsAsync(_person.Email), Has.Some.Contains("lapsed"));

        await _number.ChangeAsync(new { shared = true });
        (await _person.RecheckAsync(_identity, _surface)).Must(409, "surface_not_bound");
        await _person.ProveAsync(_identity, _surface, _number);
        await MustBe("bound", whois: 200);
        Assert.That((await Verify(passport)).Text("reason"), Is.EqualTo("revoked"), "A Passport of an earlier epoch never becomes valid again.");
    }

    [Test]
    public async Task A_grant_that_comes_back_in_time_restores_the_binding()
    {
        await _number.ChangeAsync(new { shared = false });
        await _person.RecheckAsync(_identity, _surface);
        await _registry.AdvanceAsync(TimeSpan.FromDays(3));
        await _number.ChangeAsync(new { shared = true });
        await _registry.RoundAsync();
        await MustBe("bound", whois: 200);
    }

    [Test]
    public async Task One_contradiction_suspends_nobody_and_two_a_quarter_of_an_hour_apart_do()
    {
        var passport = (await _person.IssueAsync(_identity)).Text("passport");
        await _number.ChangeAsync(new { status = "DISCONNECTED" });
        Assert.That((await _person.RecheckAsync(_identity, _surface)).Text("outcome"), Is.EqualTo("number_not_live"));
        await MustBe("bound", whois: 200);
        await _registry.AdvanceAsync(TimeSpan.FromMinutes(14));
        await _person.RecheckAsync(_identity, _surface);
        await MustBe("bound", whois: 200);
        await _registry.AdvanceAsync(TimeSpan.FromMinutes(2));
        await _registry.RoundAsync();
        await MustBe("suspended", whois: 200);
        var record = (await _registry.Get($"/api/v1/whois?surface=wa:{Phone}")).Must(200);
        Assert.That(record.Json!["surfaces"]![0]!.Text("freshness"), Is.EqualTo("suspended"));
        Assert.That(record.Text("tier"), Is.EqualTo("issued"), "A suspended surface does not count.");
        Assert.That((await Verify(passport, $"wa:{Phone}")).Text("reason"), Is.EqualTo("surface_suspended"));
        Assert.That((await Verify(passport)).Json!["valid"]!.GetValue<bool>(), Is.True, "It matters only to who asks about it.");
        Assert.That(await _registry.MailsAsync(_person.Email), Has.Some.Contains("suspended"));

        await _number.ChangeAsync(new { status = "CONNECTED" });
        Assert.That((await _person.RecheckAsync(_identity, _surface)).Text("outcome"), Is.EqualTo("verified"));
        await MustBe("bound", whois: 200);
        Assert.That((await Verify(passport, $"wa:{Phone}")).Json!["valid"]!.GetValue<bool>(), Is.True);
    }

    [Test]
    public async Task A_suspension_lapses_after_72_hours()
    {
        await _number.ChangeAsync(new { status = "BANNED" });
        await _person.RecheckAsync(_identity, _surface);
        await _registry.AdvanceAsync(TimeSpan.FromMinutes(16));
        await _person.RecheckAsync(_identity, _surface);
        await MustBe("suspended", whois: 200);
        await _registry.AdvanceAsync(TimeSpan.FromHours(72) - TimeSpan.FromMinutes(2));
        await MustBe("suspended", whois: 200);
        await _registry.AdvanceAsync(TimeSpan.FromMinutes(3));
        await MustBe("lapsed", whois: 404);
    }

    [Test]
    public async Task An_outage_changes_nothing_but_the_age()
    {
        await _registry.Put("/sandbox/admin/faults", new { kind = "http_500", times = 1_000_000 });
        await _registry.AdvanceAsync(TimeSpan.FromDays(31));
        await _registry.RoundAsync();
        Assert.That((await _person.RecheckAsync(_identity, _surface)).Text("outcome"), Is.EqualTo("unreachable"));
        await MustBe("bound", whois: 200);
        Assert.That((await _person.SurfaceAsync(_identity, _surface)).Text("freshness"), Is.EqualTo("aged"));
        await _registry.Put("/sandbox/admin/faults", new { kind = "http_500", times = 0 });
        await _registry.AdvanceAsync(TimeSpan.FromHours(7));
        await _registry.RoundAsync();
        Assert.That((await _person.SurfaceAsync(_identity, _surface)).Text("freshness"), Is.EqualTo("fresh"));
    }

    [Test]
    public async Task A_binding_is_checked_again_by_itself_within_its_interval()
    {
        var before = (await _person.SurfaceAsync(_identity, _surface))["last_checked_at"]!.GetValue<DateTimeOffset>();
        var due = (await _person.SurfaceAsync(_identity, _surface))["next_check_due"]!.GetValue<DateTimeOffset>();
        Assert.That(due - before, Is.LessThanOrEqualTo(TimeSpan.FromDays(30)).And.GreaterThanOrEqualTo(TimeSpan.FromDays(27)));
        await _registry.AdvanceAsync(TimeSpan.FromDays(30));
        await _registry.RoundAsync();
        var after = await _person.SurfaceAsync(_identity, _surface);
        Assert.That(after["last_checked_at"]!.GetValue<DateTimeOffset>(), Is.GreaterThan(before.AddDays(29)));
        Assert.That(after.Text("verified_at"), Is.EqualTo((await _registry.Get($"/api/v1/whois?surface=wa:{Phone}")).Json!["surfaces"]![0]!.Text("verified_at")));
        var evidence = (await _registry.Get($"/api/v1/identities/{_identity}/surfaces/{_surface}/evidence", _person.Bearer)).Must(200);
        Assert.That(evidence.Items, Has.Count.EqualTo(2));
        Assert.That(evidence.Body, Does.Not.Contain(Phone[1..]));
    }

    [Test]
    public async Task A_proof_by_a_token_used_once_ages_is_mailed_about_and_lapses_unless_renewed()
    {
        const string unshared = "+447700900456";
        var second = (await _registry.Post($"/api/v1/identities/{_identity}/surfaces", new { surface = $"wa:{unshared}" }, _person.Bearer)).Must(201).Json!.Id();
        var number = await _registry.AddNumberAsync(unshared, shared: false);
        await _person.ProveAsync(_identity, second, number, number.Grant);
        Assert.That((await _person.RecheckAsync(_identity, second)).Text("outcome"), Is.EqualTo("no_grant"));
        Assert.That((await _person.SurfaceAsync(_identity, second)).Text("status"), Is.EqualTo("bound"));

        await _registry.AdvanceAsync(TimeSpan.FromDays(30));
        await _registry.RoundAsync();
        Assert.That((await _person.SurfaceAsync(_identity, second)).Text("freshness"), Is.EqualTo("aged"));
        Assert.That(await _registry.MailsAsync(_person.Email), Has.One.Contains("used once"));
        var other = await _registry.AddNumberAsync("+447700900789");
        Assert.That((await _person.RecheckAsync(_identity, second, other.Grant)).Text("outcome"), Is.EqualTo("number_mismatch"));
        Assert.That((await _person.SurfaceAsync(_identity, second)).Text("freshness"), Is.EqualTo("aged"), "Another number's token changes nothing.");
        Assert.That((await _person.RecheckAsync(_identity, second, number.Grant)).Text("outcome"), Is.EqualTo("verified"));
        Assert.That((await _person.SurfaceAsync(_identity, second)).Text("freshness"), Is.EqualTo("fresh"));

        await _registry.AdvanceAsync(TimeSpan.FromDays(30 + 14));
        Assert.That((await _person.SurfaceAsync(_identity, second)).Text("status"), Is.EqualTo("lapsed"));
        (await _registry.Get($"/api/v1/whois?surface=wa:{unshared}")).Must(404, "not_bound");
    }

    [Test]
    public async Task Sharing_the_number_makes_a_one_time_binding_an_ordinary_one()
    {
        const string unshared = "+447700900456";
        var second = (await _registry.Post($"/api/v1/identities/{_identity}/surfaces", new { surface = $"wa:{unshared}" }, _person.Bearer)).Must(201).Json!.Id();
        var number = await _registry.AddNumberAsync(unshared, shared: false);
        await _person.ProveAsync(_identity, second, number, number.Grant);
        await number.ChangeAsync(new { shared = true });
        Assert.That((await _person.RecheckAsync(_identity, second)).Text("outcome"), Is.EqualTo("verified"));
        await _registry.AdvanceAsync(TimeSpan.FromDays(30));
        await _registry.RoundAsync();
        await _registry.AdvanceAsync(TimeSpan.FromDays(20));
        Assert.That((await _person.SurfaceAsync(_identity, second)).Text("freshness"), Is.EqualTo("fresh"), "The registry looks by itself now.");
    }

    [Test]
    public async Task Background_looks_find_the_token_and_end_with_the_challenge()
    {
        const string phone = "+447700900456";
        var second = (await _registry.Post($"/api/v1/identities/{_identity}/surfaces", new { surface = $"wa:{phone}" }, _person.Bearer)).Must(201).Json!.Id();
        var number = await _registry.AddNumberAsync(phone);
        var challenge = await _person.ChallengeAsync(_identity, second);
        await number.WriteAsync(challenge.Text("token"));
        await _registry.AdvanceAsync(TimeSpan.FromSeconds(11));
        await _registry.RoundAsync();
        Assert.That((await _person.SurfaceAsync(_identity, second)).Text("status"), Is.EqualTo("bound"));
        Assert.That((await _registry.Get($"/api/v1/challenges/{challenge.Id()}", _person.Bearer)).Text("status"), Is.EqualTo("verified"));

        var expiring = await _person.ChallengeAsync(_identity, second);
        await _registry.AdvanceAsync(TimeSpan.FromHours(24));
        Assert.That((await _registry.Get($"/api/v1/challenges/{expiring.Id()}", _person.Bearer)).Text("status"), Is.EqualTo("expired"));
        (await _person.CheckAsync(expiring.Id())).Must(409, "challenge_closed");
    }

    [Test]
    public async Task A_later_proof_takes_the_address_over_and_only_the_loser_hears_of_it()
    {
        var passport = (await _person.IssueAsync(_identity)).Text("passport");
        var winner = await _registry.SignUpAsync();
        var identity = await winner.CreateAsync("Other Support", $"wa:{Phone}");
        await winner.ProveAsync(identity.Id(), identity.SurfaceId(), _number);

        await MustBe("superseded", whois: 200);
        Assert.That((await _registry.Get($"/api/v1/whois?surface=wa:{Phone}")).Text("identity"), Is.EqualTo(identity.Id()));
        Assert.That((await Verify(passport)).Text("reason"), Is.EqualTo("revoked"));
        await _registry.RoundAsync();
        var events = (await _registry.Get("/api/v1/events?limit=200", _person.Bearer)).Must(200);
        var lost = events.Items.Single(e => e!.Text("type") == "surface_superseded")!;
        Assert.Multiple(() =>
        {
            Assert.That(lost.Text("actor"), Is.EqualTo("system"), "Never by whom.");
            Assert.That(events.Body, Does.Not.Contain(identity.Id()).And.Not.Contain(winner.Email));
        });
        Assert.That((await Reasons("passport_revoked")).Single(), Is.EqualTo("superseded"));
        Assert.That(await _registry.MailsAsync(_person.Email), Has.Some.Contains("proved again, by somebody else"));
        Assert.That(await winner.EventsAsync(), Does.Not.Contain("surface_superseded"));
        Assert.That(string.Join('\n', await _registry.MailsAsync(winner.Email)), Does.Not.Contain("somebody else"));

        await _person.ProveAsync(_identity, _surface, _number);
        Assert.That((await _registry.Get($"/api/v1/whois?surface=wa:{Phone}")).Text("identity"), Is.EqualTo(_identity), "The newest valid proof wins.");
    }

    [Test]
    public async Task Proving_ones_own_binding_again_renews_it_and_its_passports_live_on()
    {
        var passport = (await _person.IssueAsync(_identity)).Text("passport");
        await _person.ProveAsync(_identity, _surface, _number);
        Assert.That((await Verify(passport, $"wa:{Phone}")).Json!["valid"]!.GetValue<bool>(), Is.True);
    }

    [Test]
    public async Task Hiding_takes_it_out_at_once_and_showing_brings_no_passport_back()
    {
        var passport = (await _person.IssueAsync(_identity)).Text("passport");
        (await _registry.Patch($"/api/v1/identities/{_identity}/surfaces/{_surface}", new { @public = false }, _person.Bearer)).Must(200);
        await MustBe("bound", whois: 404);
        Assert.That((await _registry.Get($"/api/v1/whois/{_identity}")).Must(200).Text("tier"), Is.EqualTo("issued"), "A hidden binding counts for nothing public.");
        Assert.That((await Reasons("passport_revoked")).Single(), Is.EqualTo("hidden"));
        (await _registry.Patch($"/api/v1/identities/{_identity}/surfaces/{_surface}", new { @public = true }, _person.Bearer)).Must(200);
        await MustBe("bound", whois: 200);
        Assert.That((await Verify(passport)).Text("reason"), Is.EqualTo("revoked"));
        Assert.That((await _registry.Get("/api/v1/revocations")).Body, Does.Not.Contain("hidden"));
    }

    [Test]
    public async Task Who_lost_the_number_can_still_let_go_of_it()
    {
        await _number.ChangeAsync(new { shared = false, status = "DELETED" });
        (await _registry.Delete($"/api/v1/identities/{_identity}/surfaces/{_surface}", _person.Bearer)).Must(204);
        (await _registry.Get($"/api/v1/whois?surface=wa:{Phone}")).Must(404, "not_bound");
        Assert.That((await _person.ReadAsync(_identity))["surfaces"]!.AsArray(), Is.Empty);
        (await _registry.Delete($"/api/v1/identities/{_identity}/surfaces/{_surface}", _person.Bearer)).Must(404, "surface_unknown");
        (await _registry.Post($"/api/v1/identities/{_identity}/surfaces", new { surface = $"wa:{Phone}" }, _person.Bearer)).Must(201);
    }

    private Task<Answer> Verify(string passport, string? surface = null) => _registry.Post("/api/v1/verify", surface is null ? new { passport } : new { passport, surface });

    private async Task MustBe(string status, int whois)
    {
        Assert.That((await _person.SurfaceAsync(_identity, _surface)).Text("status"), Is.EqualTo(status));
        (await _registry.Get($"/api/v1/whois?surface=wa:{Phone}")).Must(whois);
    }

    private async Task<IReadOnlyList<string?>> Reasons(string type) =>
        [.. (await _registry.Get("/api/v1/events?limit=200", _person.Bearer)).Must(200).Items.Where(e => e!.Text("type") == type).Select(e => e!["reason"]?.GetValue<string>())];
}
