namespace AiIdentity.Api.Tests.Verification;

internal sealed class CheckTests : RegistryFixture
{
    private static readonly string[] NotSeen = ["token_not_found"];

    [Test]
    public async Task A_challenge_says_what_to_do_and_for_whom()
    {
        var (person, identity, surface) = await ClaimedAsync($"wa:@{FreshHandle()}");
        var challenge = await person.ChallengeAsync(identity, surface);
        Assert.Multiple(() =>
        {
            Assert.That(challenge.AsObject().Select(m => m.Key), Is.EqualTo(new[] { "id", "surface", "method", "token", "status", "expires_at", "instructions", "methods" }));
            Assert.That(challenge.Text("token"), Does.Match("^AII-VERIFY-[23456789a-hjkmnp-z]{5}-[23456789a-hjkmnp-z]{5}$"));
            Assert.That(challenge.Text("status"), Is.EqualTo("pending"));
            Assert.That(challenge["instructions"]!.ToJsonString(), Does.Contain("Acme Support").And.Contain("one after the other"));
        });
        var read = (await Registry.Get($"/api/v1/challenges/{challenge.Id()}", person.Bearer)).Must(200);
        Assert.That(read.Text("token"), Is.EqualTo(challenge.Text("token")));
    }

    [TestCase("hello {0}", "verified")]
    [TestCase("{0}", "verified")]
    [TestCase("nothing here", "token_not_found")]
    [TestCase("x{0}", "token_not_found")]
    [TestCase("{0} AII-VERIFY-22222-33333", "several_tokens")]
    public async Task What_about_says_decides_for_who_shows_the_profile(string about, string outcome)
    {
        var phone = FreshPhone();
        var (person, identity, surface) = await ClaimedAsync($"wa:{phone}");
        var number = await Registry.AddNumberAsync(phone, shared: false);
        var challenge = await person.ChallengeAsync(identity, surface);
        await number.WriteAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, about, challenge.Text("token")));
        var check = (await person.CheckAsync(challenge.Id(), number.Grant)).Must(200);
        Assert.Multiple(() =>
        {
            Assert.That(check.Text("outcome"), Is.EqualTo(outcome));
            Assert.That(check.Json!.AsObject().Select(m => m.Key), Is.EqualTo(new[] { "status", "outcome", "hint", "retry_after_seconds", "surface", "kind", "seen" }));
            Assert.That(check.Json!["surface"]!.Text("status"), Is.EqualTo(outcome == "verified" ? "bound" : "claimed"));
        });
    }

    [Test]
    public async Task Typographic_dashes_are_a_lookalike_and_the_description_is_the_wrong_place()
    {
        var phone = FreshPhone();
        var (person, identity, surface) = await ClaimedAsync($"wa:{phone}");
        var number = await Registry.AddNumberAsync(phone);
        var challenge = await person.ChallengeAsync(identity, surface);
        await number.WriteAsync(challenge.Text("token").Replace('-', '\u2013'));
        Assert.That((await person.CheckAsync(challenge.Id())).Text("outcome"), Is.EqualTo("token_lookalike"));
        await number.ChangeAsync(new { about = "hi", description = challenge.Text("token") });
        Assert.That((await person.CheckAsync(challenge.Id())).Text("outcome"), Is.EqualTo("token_in_description"));
    }

    // What would tell about a number or its state, each with the member that makes it so.
    private static readonly object[][] Standings =
    [
        ["status", "DISCONNECTED", "number_not_live"],
        ["platform_type", "ON_PREMISE", "number_not_live"],
        ["code_verification_status", "NOT_VERIFIED", "number_not_live"],
        ["account_mode", "SANDBOX", "test_number"],
    ];

    [Test]
    public async Task Check_is_no_oracle([Values] bool shared, [Values] bool tokenSeen, [Values] bool ownToken, [ValueSource(nameof(Standings))] object[] standing)
    {
        var phone = FreshPhone();
        var (person, identity, surface) = await ClaimedAsync($"wa:{phone}");
        var number = await Registry.AddNumberAsync(phone, shared: shared);
        await number.ChangeAsync(new Dictionary<string, object> { [(string)standing[0]] = standing[1] });
        var challenge = await person.ChallengeAsync(identity, surface);
        await number.WriteAsync(tokenSeen ? challenge.Text("token") : "nothing here");

        var check = (await person.CheckAsync(challenge.Id(), ownToken ? number.Grant : null)).Must(200);
        var mayTell = ownToken || (shared && tokenSeen);
        Assert.That(check.Text("outcome"), Is.EqualTo(mayTell ? standing[2] : "token_not_found"));

        var evidence = (await Registry.Get($"/api/v1/identities/{identity}/surfaces/{surface}/evidence", person.Bearer)).Must(200).Items.Single()!;
        Assert.That(evidence.Text("outcome"), Is.EqualTo(check.Text("outcome")));
        Assert.That(evidence["digest"] is null, Is.EqualTo(!mayTell), "Evidence tells no more than the check did.");
        if (mayTell) return;
        // Nobody's number, unshared, or shared without the token: one answer.
        var (stranger, otherIdentity, otherSurface) = await ClaimedAsync($"wa:{FreshPhone()}");
        var nobody = (await stranger.CheckAsync((await stranger.ChallengeAsync(otherIdentity, otherSurface)).Id())).Must(200);
        Assert.That((check.Text("hint"), check.Json!["retry_after_seconds"]), Is.EqualTo((nobody.Text("hint"), nobody.Json!["retry_after_seconds"])));
    }

    [Test]
    public async Task Another_number_of_the_operators_own_is_a_mismatch()
    {
        var (person, identity, surface) = await ClaimedAsync($"wa:{FreshPhone()}");
        var other = await Registry.AddNumberAsync(FreshPhone());
        var challenge = await person.ChallengeAsync(identity, surface);
        await other.WriteAsync(challenge.Text("token"));
        Assert.That((await person.CheckAsync(challenge.Id(), other.Grant)).Text("outcome"), Is.EqualTo("number_mismatch"));
        Assert.That((await person.CheckAsync(challenge.Id())).Text("outcome"), Is.AnyOf(NotSeen));
    }

    [Test]
    public async Task Argentinas_other_form_is_named_to_who_shows_the_number()
    {
        var (person, identity, surface) = await ClaimedAsync("wa:+541123456780");
        var number = await Registry.AddNumberAsync("+5491123456780");
        var check = await person.CheckAsync((await person.ChallengeAsync(identity, surface)).Id(), number.Grant);
        Assert.That(check.Text("outcome"), Is.EqualTo("number_mismatch"));
        Assert.That(check.Text("hint"), Does.Contain("+5491123456780"));
    }

    [TestCase("+5511987654321", "+551187654321")]
    [TestCase("+525512345678", "+5215512345678")]
    public async Task One_subscriber_is_found_under_both_spellings(string claimed, string shown)
    {
        var (person, identity, surface) = await ClaimedAsync($"wa:{claimed}");
        await person.ProveAsync(identity, surface, await Registry.AddNumberAsync(shown));
        Assert.That((await Registry.Get($"/api/v1/whois?surface=wa:{shown}")).Must(200).Json!["surfaces"]![0]!.Text("surface"), Is.EqualTo($"wa:{claimed}"));
    }

    [Test]
    public async Task A_handle_is_judged_by_its_edge()
    {
        var handle = FreshHandle();
        var (person, identity, surface) = await ClaimedAsync($"wa:@{handle}");
        var number = await Registry.AddNumberAsync(FreshPhone(), handle, shared: false);
        var challenge = await person.ChallengeAsync(identity, surface);
        await number.ChangeAsync(new { about = challenge.Text("token"), username_status = "reserved" });
        Assert.That((await person.CheckAsync(challenge.Id(), number.Grant)).Text("outcome"), Is.EqualTo("username_not_approved"));
        await number.ChangeAsync(new { username = FreshHandle(), username_status = "approved" });
        Assert.That((await person.CheckAsync(challenge.Id(), number.Grant)).Text("outcome"), Is.EqualTo("username_mismatch"));
        await number.ChangeAsync(new { username = handle });
        Assert.That((await person.CheckAsync(challenge.Id(), number.Grant)).Text("outcome"), Is.EqualTo("verified"));
    }

    [Test]
    public async Task A_handle_that_no_grant_reaches_is_proved_through_the_directory()
    {
        var handle = FreshHandle();
        var (person, identity, surface) = await ClaimedAsync($"wa:@{handle}");
        await person.ProveAsync(identity, surface, await Registry.AddNumberAsync(FreshPhone(), handle, shared: false));
        var evidence = (await Registry.Get($"/api/v1/identities/{identity}/surfaces/{surface}/evidence", person.Bearer)).Must(200).Items[0]!;
        Assert.That(evidence.Text("reader"), Is.EqualTo("directory"));
        Assert.That((await person.RecheckAsync(identity, surface)).Text("outcome"), Is.EqualTo("verified"));
    }

    [Test]
    public async Task A_revoked_identity_says_so_to_who_asks_for_a_challenge()
    {
        var (person, identity, surface) = await ClaimedAsync($"wa:{FreshPhone()}");
        (await Registry.Post($"/api/v1/identities/{identity}/revoke", new { reason = "gone" }, person.Bearer)).Must(200);
        (await Registry.Post($"/api/v1/identities/{identity}/surfaces/{surface}/challenges", new { }, person.Bearer)).Must(409, "identity_revoked");
    }

    [Test]
    public async Task A_token_that_reaches_nothing_has_lost_its_grant()
    {
        var phone = FreshPhone();
        var (person, identity, surface) = await ClaimedAsync($"wa:{phone}");
        var number = await Registry.AddNumberAsync(phone);
        var challenge = await person.ChallengeAsync(identity, surface);
        var wrong = new { grant = new { phone_number_id = number.Id, access_token = "EAAwrong" } };
        Assert.That((await person.CheckAsync(challenge.Id(), wrong)).Text("outcome"), Is.EqualTo("grant_lost"));
        (await person.CheckAsync(challenge.Id(), new { grant = new { phone_number_id = number.Id } })).Must(400, "validation_failed");
        (await person.CheckAsync(challenge.Id(), new { grant = new { access_token = number.Token } })).Must(400, "validation_failed");
        (await person.CheckAsync(challenge.Id(), new { grant = new { phone_number_id = "../me", access_token = number.Token } })).Must(400, "validation_failed");
    }

    [TestCase("http_500")]
    [TestCase("transient")]
    [TestCase("rate_limited")]
    [TestCase("garbage")]
    public async Task An_outage_teaches_nothing_and_spends_nothing(string kind)
    {
        var phone = FreshPhone();
        var (person, identity, surface) = await ClaimedAsync($"wa:{phone}");
        var number = await Registry.AddNumberAsync(phone);
        var challenge = await person.ChallengeAsync(identity, surface);
        await number.WriteAsync(challenge.Text("token"));
        (await Registry.Put("/sandbox/admin/faults", new { kind, times = 100_000 })).Must(200);
        var check = (await person.CheckAsync(challenge.Id())).Must(200);
        (await Registry.Put("/sandbox/admin/faults", new { kind, times = 0 })).Must(200);
        Assert.Multiple(() =>
        {
            Assert.That(check.Text("outcome"), Is.EqualTo("unreachable"));
            Assert.That(check.Text("status"), Is.EqualTo("pending"));
            Assert.That(check.Json!["retry_after_seconds"]!.GetValue<int>(), Is.Positive);
        });
        Assert.That((await person.CheckAsync(challenge.Id())).Text("outcome"), Is.EqualTo("verified"));
    }

    [TestCase("http_500", false, "token_not_found")]
    [TestCase("token_expired", false, "token_not_found")]
    [TestCase("http_500", true, "unreachable")]
    [TestCase("token_expired", true, "grant_lost")]
    [TestCase("permission_denied", true, "grant_lost")]
    [TestCase("not_found", true, "grant_lost")]
    [TestCase("changed_between_reads", true, "unreachable")]
    public async Task A_fault_of_one_number_is_told_only_to_who_shows_it(string kind, bool ownToken, string outcome)
    {
        var phone = FreshPhone();
        var (person, identity, surface) = await ClaimedAsync($"wa:{phone}");
        var number = await Registry.AddNumberAsync(phone);
        var challenge = await person.ChallengeAsync(identity, surface);
        await number.WriteAsync(challenge.Text("token"));
        (await Registry.Put("/sandbox/admin/faults", new { kind, times = 50, phone_number_id = number.Id })).Must(200);
        var check = (await person.CheckAsync(challenge.Id(), ownToken ? number.Grant : null)).Must(200);
        (await Registry.Put("/sandbox/admin/faults", new { kind, times = 0 })).Must(200);
        Assert.That(check.Text("outcome"), Is.EqualTo(outcome));
    }

    [Test]
    public async Task A_newer_challenge_supersedes_and_an_ended_one_is_closed()
    {
        var (person, identity, surface) = await ClaimedAsync($"wa:{FreshPhone()}");
        var first = await person.ChallengeAsync(identity, surface);
        var second = await person.ChallengeAsync(identity, surface);
        Assert.That((await Registry.Get($"/api/v1/challenges/{first.Id()}", person.Bearer)).Text("status"), Is.EqualTo("superseded"));
        (await person.CheckAsync(first.Id())).Must(409, "challenge_closed");
        var number = await Registry.AddNumberAsync(FreshPhone());
        for (var i = 0; i < 60; i++) (await person.CheckAsync(second.Id(), number.Grant)).Must(200);
        (await person.CheckAsync(second.Id())).Must(409, "challenge_closed");
        Assert.That((await Registry.Get($"/api/v1/challenges/{second.Id()}", person.Bearer)).Text("status"), Is.EqualTo("exhausted"));
    }

    [Test]
    public async Task Somebody_elses_things_are_unknown()
    {
        var (owner, identity, surface) = await ClaimedAsync($"wa:{FreshPhone()}");
        var challenge = await owner.ChallengeAsync(identity, surface);
        var stranger = await Registry.SignUpAsync();
        (await stranger.CheckAsync(challenge.Id())).Must(404, "challenge_unknown");
        (await Registry.Get($"/api/v1/challenges/{challenge.Id()}", stranger.Bearer)).Must(404, "challenge_unknown");
        (await Registry.Get($"/api/v1/identities/{identity}", stranger.Bearer)).Must(404, "identity_unknown");
        (await Registry.Patch($"/api/v1/identities/{identity}", new { name = "Mine" }, stranger.Bearer)).Must(404, "identity_unknown");
        (await stranger.RecheckAsync(identity, surface)).Must(404, "identity_unknown");
        (await owner.RecheckAsync(identity, "srf_nonsense")).Must(404, "surface_unknown");
        (await owner.RecheckAsync(identity, surface)).Must(409, "surface_not_bound");
    }
}
