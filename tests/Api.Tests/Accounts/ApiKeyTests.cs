namespace AiIdentity.Api.Tests.Accounts;

internal sealed class ApiKeyTests : RegistryFixture
{
    [Test]
    public async Task A_key_does_what_its_scopes_say_and_no_more()
    {
        var person = await Registry.SignUpAsync();
        var identity = await person.CreateAsync();
        var created = (await Registry.Post("/api/v1/api-keys", new { name = "reader", scopes = new[] { "identity:read" } }, person.Bearer)).Must(201);
        Assert.That(created.Json!.AsObject().Select(m => m.Key), Is.EquivalentTo(new[] { "id", "name", "secret", "prefix", "scopes", "created_at", "expires_at", "last_used_on" }));
        var secret = created.Text("secret");
        Assert.That(secret, Does.StartWith("aii_live_").And.StartWith(created.Text("prefix")));
        (await Registry.Get($"/api/v1/identities/{identity.Id()}", secret)).Must(200);
        var refused = (await Registry.Post("/api/v1/identities", new { name = "x" }, secret)).Must(403, "scope_missing");
        Assert.That(refused.Text("detail"), Does.Contain("identity:create"));
        (await Registry.Get("/api/v1/auth/me", secret)).Must(403, "person_required");
        (await Registry.Get("/api/v1/admin/events", secret)).Must(403, "person_required");
        (await Registry.Post("/api/v1/api-keys", "not even JSON", secret)).Must(403, "person_required");

        var listed = (await Registry.Get("/api/v1/api-keys", person.Bearer)).Must(200);
        Assert.That(listed.Body, Does.Not.Contain(secret));
        Assert.That(listed.Items.Single()!["last_used_on"], Is.Not.Null);
        (await Registry.Delete($"/api/v1/api-keys/{created.Json!.Id()}", person.Bearer)).Must(204);
        (await Registry.Get($"/api/v1/identities/{identity.Id()}", secret)).Must(401, "credentials_invalid");
        Assert.That(await person.EventsAsync(), Does.Contain("api_key_created").And.Contain("api_key_ended"));
    }

    [TestCase("aii_live_")]
    [TestCase("aii_live_0000000000000000000000000000000")]
    [TestCase("aii_live_vMC41tkJXDKSDknC6wD6qNjYJGp59b53")]
    public async Task A_key_that_is_none_is_refused_on_public_routes_too(string secret)
    {
        (await Registry.Get("/api/v1/identities", secret)).Must(401, "credentials_invalid");
        (await Registry.Get("/api/v1/whois?surface=wa:@nobodyhere", secret)).Must(401, "credentials_invalid");
        (await Registry.Post("/api/v1/verify", new { id = "aii_x" }, secret)).Must(401, "credentials_invalid");
    }

    [Test]
    public async Task A_key_reaches_the_public_routes()
    {
        var person = await Registry.SignUpAsync();
        var secret = (await Registry.Post("/api/v1/api-keys", new { name = "k", scopes = new[] { "passport:issue" } }, person.Bearer)).Must(201).Text("secret");
        (await Registry.Get("/api/v1/whois?surface=wa:@nobodyhere", secret)).Must(404, "not_bound");
        (await Registry.Get("/.well-known/jwks.json", secret)).Must(200);
    }

    [Test]
    public async Task A_key_ends_when_it_says_and_within_a_year()
    {
        await using var own = RegistryHost.Start();
        var person = await own.SignUpAsync();
        (await own.Post("/api/v1/api-keys", new { name = "k", scopes = new[] { "identity:read" }, expires_at = "2099-01-01T00:00:00Z" }, person.Bearer)).Must(400, "validation_failed");
        (await own.Post("/api/v1/api-keys", new { name = "k", scopes = new[] { "everything" } }, person.Bearer)).Must(400, "validation_failed");
        (await own.Post("/api/v1/api-keys", new { name = "k", scopes = Array.Empty<string>() }, person.Bearer)).Must(400, "validation_failed");
        var secret = (await own.Post("/api/v1/api-keys", new { name = "k", scopes = new[] { "identity:read" } }, person.Bearer)).Must(201).Text("secret");
        await own.AdvanceAsync(TimeSpan.FromDays(364));
        (await own.Get("/api/v1/identities", secret)).Must(200);
        await own.AdvanceAsync(TimeSpan.FromDays(1.5));
        (await own.Get("/api/v1/identities", secret)).Must(401, "credentials_invalid");
        (await own.Get("/api/v1/identities", person.Bearer)).Must(200);
        await own.DisposeAsync();
        own.Forget();
    }
}
