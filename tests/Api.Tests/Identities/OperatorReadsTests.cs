using System.Text.Json.Nodes;

namespace AiIdentity.Api.Tests.Identities;

/// <summary>What a person reads besides what programs need.</summary>
internal sealed class OperatorReadsTests : RegistryFixture
{
    [Test]
    public async Task What_the_next_tier_lacks_follows_from_the_facts()
    {
        var email = $"{FreshHandle()}@acme.example";
        (await Registry.Post("/api/v1/auth/register", new { email, password = Operator.Password })).Must(202);
        var person = await Registry.SignInAsync(email);
        var phone = FreshPhone();
        var identity = await person.CreateAsync(surfaces: $"wa:{phone}");
        var id = identity.Id();
        Assert.That(await MissingAsync(), Is.EqualTo("issued → identity_verified: email_confirmed, public_surface"));

        (await Registry.Post("/api/v1/auth/confirm-email", new { email, code = await Registry.CodeAsync(email) })).Must(204);
        person = await Registry.SignInAsync(email);
        Assert.That(await MissingAsync(), Is.EqualTo("issued → identity_verified: public_surface"));

        await person.ProveAsync(id, identity.SurfaceId(), await Registry.AddNumberAsync(phone));
        Assert.That(await MissingAsync(), Is.EqualTo("identity_verified → creator_verified: creator_attestation"));

        var administrator = await Registry.SignUpAsync(RegistryHost.Administrator);
        await AttestAsync("creator_verified");
        Assert.That(await MissingAsync(), Is.EqualTo("creator_verified → business_verified: business_attestation"));
        await AttestAsync("business_verified");
        Assert.That(await MissingAsync(), Is.EqualTo("business_verified → : "));

        (await Registry.Patch($"/api/v1/identities/{id}/surfaces/{identity.SurfaceId()}", new { @public = false }, person.Bearer)).Must(200);
        Assert.That(await MissingAsync(), Is.EqualTo("issued → business_verified: public_surface"), "A hidden binding counts for nothing.");

        (await Registry.Post($"/api/v1/identities/{id}/revoke", new { }, person.Bearer)).Must(200);
        Assert.That((await Registry.Get($"/api/v1/identities/{id}/tier", person.Bearer)).Must(200).Json!["next"], Is.Null);
        var stranger = await Registry.SignUpAsync();
        (await Registry.Get($"/api/v1/identities/{id}/tier", stranger.Bearer)).Must(404, "identity_unknown");

        async Task<string> MissingAsync()
        {
            var tier = (await Registry.Get($"/api/v1/identities/{id}/tier", person.Bearer)).Must(200).Json!;
            Assert.That(tier["missing"]!.AsArray().Select(m => m!.Text("sentence")), Is.All.Not.Empty);
            return $"{tier.Text("tier")} → {tier["next"]}: {string.Join(", ", tier["missing"]!.AsArray().Select(m => m!.Text("fact")))}";
        }

        async Task AttestAsync(string tier) =>
            (await Registry.Post($"/api/v1/admin/identities/{id}/attestations", new { tier, provider = "p", reference = "r" }, administrator.Bearer)).Must(201);
    }

    [Test]
    public async Task Who_comes_back_finds_the_challenge_that_is_open()
    {
        var (person, identity, surface) = await ClaimedAsync($"wa:{FreshPhone()}");
        var path = $"/api/v1/identities/{identity}/surfaces/{surface}/challenges";
        Assert.That((await Registry.Get(path, person.Bearer)).Must(200).Items, Is.Empty);
        var first = await person.ChallengeAsync(identity, surface);
        var second = await person.ChallengeAsync(identity, surface);
        var items = (await Registry.Get(path, person.Bearer)).Must(200).Items;
        Assert.That(items.Select(c => (c!.Id(), c!.Text("status"))), Is.EqualTo(new[] { (second.Id(), "pending"), (first.Id(), "superseded") }));
        Assert.That(JsonNode.DeepEquals(items[0], (await Registry.Get($"/api/v1/challenges/{second.Id()}", person.Bearer)).Json), Is.True);
        var page = (await Registry.Get($"{path}?limit=1", person.Bearer)).Must(200);
        Assert.That((await Registry.Get($"{path}?limit=1&cursor={page.Text("next_cursor")}", person.Bearer)).Must(200).Items.Single()!.Id(), Is.EqualTo(first.Id()));
        var stranger = await Registry.SignUpAsync();
        (await Registry.Get(path, stranger.Bearer)).Must(404, "identity_unknown");
    }

    [Test]
    public async Task The_registry_says_what_it_is_called_and_where_the_sandbox_is()
    {
        var person = await Registry.SignUpAsync();
        var facts = (await Registry.Get("/api/v1/registry", person.Bearer)).Must(200);
        Assert.That((facts.Text("issuer"), facts.Text("sandbox_url")), Is.EqualTo((RegistryHost.Issuer, "/sandbox")));
    }

    [Test]
    public async Task Events_of_one_identity_leave_out_the_others()
    {
        var (person, identity, surface) = await ClaimedAsync($"wa:{FreshPhone()}");
        (await Registry.Post($"/api/v1/identities/{identity}/revoke", new { }, person.Bearer)).Must(200);
        var other = (await person.CreateAsync()).Id();
        var events = (await Registry.Get($"/api/v1/events?identity={identity}", person.Bearer)).Must(200).Items;
        Assert.That(events.Select(e => e!.Text("type")), Is.EqualTo(new[] { "surface_released", "identity_revoked", "surface_claimed", "identity_created" }).Or.EquivalentTo(new[] { "surface_released", "identity_revoked", "surface_claimed", "identity_created" }));
        Assert.That(events.Select(e => e!.Text("identity")).Distinct(), Is.EqualTo(new[] { identity }));
        Assert.That((await Registry.Get($"/api/v1/events?identity={other}", person.Bearer)).Must(200).Items, Has.Count.EqualTo(1));
        var stranger = await Registry.SignUpAsync();
        Assert.That((await Registry.Get($"/api/v1/events?identity={identity}", stranger.Bearer)).Must(200).Items, Is.Empty);
        (await Registry.Get("/api/v1/events?identity=nonsense", person.Bearer)).Must(404, "identity_unknown");
    }

    [Test]
    public async Task A_passport_can_be_carried_again_until_it_ends()
    {
        var phone = FreshPhone();
        var (person, identity, surface, _) = await BoundAsync(phone);
        var issued = await person.IssueAsync(identity);
        var path = $"/api/v1/passports/{issued.Id()}";
        var carried = (await Registry.Get(path, person.Bearer)).Must(200);
        Assert.Multiple(() =>
        {
            Assert.That(carried.Json!.AsObject().Select(m => m.Key), Is.EqualTo(new[] { "id", "identity", "status", "passport", "issued_at", "expires_at", "key_id", "snippets" }));
            Assert.That(carried.Text("status"), Is.EqualTo("active"));
            Assert.That(carried.Text("passport"), Is.EqualTo(issued.Text("passport")));
            Assert.That(JsonNode.DeepEquals(carried.Json!["snippets"], issued["snippets"]), Is.True);
        });

        // Hiding withdraws the Passport; the token is gone with it.
        (await Registry.Patch($"/api/v1/identities/{identity}/surfaces/{surface}", new { @public = false }, person.Bearer)).Must(200);
        var gone = (await Registry.Get(path, person.Bearer)).Must(200);
        Assert.That((gone.Text("status"), gone.Json!["passport"], gone.Json["snippets"]!.AsArray().Count), Is.EqualTo(("revoked", (JsonNode?)null, 0)));
        var stranger = await Registry.SignUpAsync();
        (await Registry.Get(path, stranger.Bearer)).Must(404, "passport_unknown");
    }

    [Test]
    public async Task Snippets_are_filled_in_and_survive_a_name_that_means_mischief()
    {
        const string name = "Acme \"<b>\" & Söhne";
        var (person, identity, surface) = await ClaimedAsync($"wa:{FreshPhone()}");
        (await Registry.Patch($"/api/v1/identities/{identity}", new { name }, person.Bearer)).Must(200);
        var phone = (await person.SurfaceAsync(identity, surface)).Text("surface")[3..];
        await person.ProveAsync(identity, surface, await Registry.AddNumberAsync(phone));
        var issued = await person.IssueAsync(identity);
        var token = issued.Text("passport");
        var texts = issued["snippets"]!.AsArray().ToDictionary(s => s!.Text("kind"), s => s!.Text("text"));
        Assert.Multiple(() =>
        {
            Assert.That(texts.Keys, Is.EqualTo(new[] { "whatsapp", "http_header", "mcp", "a2a", "assistant", "badge" }));
            Assert.That(texts["whatsapp"].Split('\n'), Is.EqualTo(new[]
            {
                $"{RegistryHost.Issuer}/whois/{identity}",
                $"{RegistryHost.Issuer}/api/v1/whois?surface=wa:%2B{phone[1..]}",
            }));
            Assert.That(texts["http_header"], Is.EqualTo($"X-AI-Identity: {token}"));
            Assert.That(JsonNode.Parse(texts["mcp"])!["_meta"]!["ai-identity"]!.Text("passport"), Is.EqualTo(token));
            var card = JsonNode.Parse(texts["a2a"])!;
            Assert.That(card.Text("name"), Is.EqualTo(name));
            Assert.That(card["capabilities"]!["extensions"]![0]!["params"]!.Text("identity"), Is.EqualTo(identity));
            Assert.That(texts["assistant"], Does.Contain(name).And.Contain($"{RegistryHost.Issuer}/whois/{identity}"));
            Assert.That(texts["badge"], Does.Contain($"{RegistryHost.Issuer}/badge/{identity}.svg").And.Contain("&lt;b&gt;").And.Not.Contain("<b>"));
            Assert.That(string.Concat(texts.Values), Does.Not.Contain("<PASSPORT_TOKEN>").And.Not.Contain("<IDENTITY_ID>"));
        });
    }
}
