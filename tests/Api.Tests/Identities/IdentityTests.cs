namespace AiIdentity.Api.Tests.Identities;

internal sealed class IdentityTests : RegistryFixture
{
    private Operator _person = null!;

    [SetUp]
    public async Task SignUp() => _person = await Registry.SignUpAsync();

    private static readonly object[][] Refused =
    [
        [new { }, "name"],
        [new { name = "x" }, "operator_display"],
        [new { name = "", anonymous = true }, "name"],
        [new { name = " x", anonymous = true }, "name"],
        [new { name = "a\u202Eb", anonymous = true }, "name"],
        [new { name = "a\u0007b", anonymous = true }, "name"],
        [new { name = "a\u200Bb", anonymous = true }, "name"],
        [new { name = new string('x', 101), anonymous = true }, "name"],
        [new { name = "x", operator_display = "anon" }, "operator_display"],
        [new { name = "x", operator_display = "ＡＮＯＮ" }, "operator_display"],
        [new { name = "x", operator_display = "Anon", anonymous = true }, "operator_display"],
        [new { name = "x", anonymous = true, capabilities = new[] { "Not Kebab" } }, "capabilities"],
        [new { name = "x", anonymous = true, capabilities = new[] { "a", "a" } }, "capabilities"],
        [new { name = "x", anonymous = true, surfaces = new[] { new { } } }, "surfaces[0]"],
        [new { name = 5, anonymous = true }, "name"],
    ];

    [TestCaseSource(nameof(Refused))]
    public async Task What_can_be_no_identity_is_refused_by_member(object body, string member)
    {
        var refused = (await Registry.Post("/api/v1/identities", body, _person.Bearer)).Must(400, "validation_failed");
        Assert.That(refused.Json!["errors"]!.AsObject().Select(e => e.Key), Has.Member(member));
        Assert.That((await Registry.Get("/api/v1/identities", _person.Bearer)).Items, Is.Empty);
    }

    [TestCase("tel:+447700900123")]
    [TestCase("wa:+44 7700 900123")]
    [TestCase("wa:@acme.com")]
    public async Task A_malformed_address_creates_nothing(string surface)
    {
        (await Registry.Post("/api/v1/identities", new { name = "x", anonymous = true, surfaces = new[] { new { surface } } }, _person.Bearer)).Must(400, "surface_malformed");
        Assert.That((await Registry.Get("/api/v1/identities", _person.Bearer)).Items, Is.Empty);
    }

    [Test]
    public async Task One_address_stands_once_in_an_identity_in_whatever_spelling()
    {
        (await Registry.Post("/api/v1/identities", new { name = "x", anonymous = true, surfaces = new[] { new { surface = "wa:@Agent.x" }, new { surface = "WA:@agent.X" } } }, _person.Bearer)).Must(409, "surface_exists");
        var identity = await _person.CreateAsync("x", "wa:+5511987654321");
        (await Registry.Post($"/api/v1/identities/{identity.Id()}/surfaces", new { surface = "wa:+551187654321" }, _person.Bearer)).Must(409, "surface_exists");
        var claimed = (await Registry.Post($"/api/v1/identities/{identity.Id()}/surfaces", new { surface = "WA:@Agent.X", @public = false }, _person.Bearer)).Must(201);
        Assert.Multiple(() =>
        {
            Assert.That(claimed.Headers["Location"], Is.EqualTo($"/api/v1/identities/{identity.Id()}/surfaces/{claimed.Json!.Id()}"));
            Assert.That(claimed.Json!.AsObject().Select(m => m.Key), Is.EqualTo(new[] { "id", "surface", "method", "public", "status", "verified_at", "last_checked_at", "next_check_due", "freshness", "evidence" }));
            Assert.That((claimed.Text("surface"), claimed.Text("status"), claimed.Json!["public"]!.GetValue<bool>()), Is.EqualTo(("wa:@agent.x", "claimed", false)));
        });
    }

    [Test]
    public async Task An_answer_is_given_again_for_the_same_key_and_body()
    {
        var key = ("Idempotency-Key", "create-1");
        var body = new { name = "Acme", operator_display = "Acme Ltd" };
        var first = (await Registry.Post("/api/v1/identities", body, _person.Bearer, key)).Must(201);
        var again = (await Registry.Post("/api/v1/identities", body, _person.Bearer, key)).Must(201);
        Assert.Multiple(() =>
        {
            Assert.That(again.Body, Is.EqualTo(first.Body));
            Assert.That(again.Headers["Location"], Is.EqualTo(first.Headers["Location"]));
        });
        (await Registry.Post("/api/v1/identities", new { name = "Other", operator_display = "Acme Ltd" }, _person.Bearer, key)).Must(422, "idempotency_key_reused");
        (await Registry.Post("/api/v1/identities", body, _person.Bearer, ("Idempotency-Key", "create-2"))).Must(402, "identity_quota_exceeded");
        (await Registry.Post("/api/v1/identities", body, _person.Bearer, ("Idempotency-Key", "create-2"))).Must(402, "identity_quota_exceeded");
        foreach (var bad in new[] { "", "with space", new string('k', 256) })
            (await Registry.Post("/api/v1/identities", body, _person.Bearer, ("Idempotency-Key", bad))).Must(400, "idempotency_key_malformed");
        var stranger = await Registry.SignUpAsync();
        (await Registry.Post("/api/v1/identities", body, stranger.Bearer, key)).Must(201);
    }

    [Test]
    public async Task A_replayed_key_creation_does_not_show_the_secret_again()
    {
        var key = ("Idempotency-Key", "key-1");
        var body = new { name = "k", scopes = new[] { "identity:read" } };
        var first = (await Registry.Post("/api/v1/api-keys", body, _person.Bearer, key)).Must(201);
        var again = (await Registry.Post("/api/v1/api-keys", body, _person.Bearer, key)).Must(201);
        Assert.That(again.Json!.Id(), Is.EqualTo(first.Json!.Id()));
        Assert.That(again.Json!["secret"], Is.Null);
        Assert.That((await Registry.Get("/api/v1/api-keys", _person.Bearer)).Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task An_answer_is_forgotten_after_a_day()
    {
        await using var own = RegistryHost.Start();
        var person = await own.SignUpAsync();
        var identity = (await person.CreateAsync()).Id();
        var key = ("Idempotency-Key", "p");
        var first = (await own.Post($"/api/v1/identities/{identity}/passports", new { }, person.Bearer, key)).Must(201).Json!.Id();
        await own.AdvanceAsync(TimeSpan.FromHours(23));
        Assert.That((await own.Post($"/api/v1/identities/{identity}/passports", new { }, person.Bearer, key)).Must(201).Json!.Id(), Is.EqualTo(first));
        await own.AdvanceAsync(TimeSpan.FromHours(1));
        Assert.That((await own.Post($"/api/v1/identities/{identity}/passports", new { }, person.Bearer, key)).Must(201).Json!.Id(), Is.Not.EqualTo(first));
        await own.DisposeAsync();
        own.Forget();
    }

    [Test]
    public async Task Many_retries_at_once_create_one()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ =>
            Registry.Post("/api/v1/identities", new { name = "Once", anonymous = true }, _person.Bearer, ("Idempotency-Key", "many"))));
        Assert.That(answers.Select(a => (int)a.Status), Has.All.AnyOf(201, 409));
        Assert.That(answers.Where(a => (int)a.Status == 409).Select(a => a.Code), Has.All.EqualTo("idempotency_in_progress"));
        Assert.That(answers.Where(a => (int)a.Status == 201).Select(a => a.Json!.Id()).Distinct(StringComparer.Ordinal).Count(), Is.EqualTo(1));
        Assert.That((await Registry.Get("/api/v1/identities", _person.Bearer)).Items, Has.Count.EqualTo(1));
    }
}
