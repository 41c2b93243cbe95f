using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using AiIdentity.Client;
using AiIdentity.Domain.Surfaces;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Api.Tests.Schemes;

/// <summary>A scheme that the registry was told of in one line goes everywhere that WhatsApp goes.</summary>
internal sealed class DemoSchemeTests
{
    private DemoHouse _house = null!;
    private RegistryHost _registry = null!;
    private Operator _person = null!;

    [SetUp]
    public async Task StartRegistry()
    {
        _house = new DemoHouse();
        _registry = RegistryHost.Start(null, services => services.AddDemoScheme(_house));
        _person = await _registry.SignUpAsync();
    }

    [TearDown]
    public async Task StopRegistry()
    {
        await _registry.DisposeAsync();
        _registry.Forget();
    }

    [Test]
    public async Task Schemes_are_listed_for_whoever_draws_forms()
    {
        var listed = (await _registry.Get("/api/v1/schemes")).Must(200);
        Assert.That(listed.Items.Select(s => s!.Text("scheme")), Is.EqualTo(new[] { "wa", "demo" }));
        var demo = listed.Items[1]!;
        Assert.That((demo.Text("label"), demo.Text("example")), Is.EqualTo(("Room", "demo:lobby")));
        var methods = demo["methods"]!.AsArray();
        Assert.That(methods.Select(m => m!.Text("method")), Is.EqualTo(new[] { "demo_note", "demo_bell" }));
        Assert.That(methods[0]!["grant"], Is.Null);
        Assert.That(methods[1]!["grant"]!["members"]!.ToJsonString(), Is.EqualTo("""[{"name":"bell_code","label":"Code of the bell","secret":true}]"""));
        var etag = listed.Headers["ETag"];
        Assert.That(etag, Does.StartWith("\""));
        (await _registry.Get("/api/v1/schemes", null, ("If-None-Match", etag))).Must(304);
        Assert.That(listed.Headers["Cache-Control"], Does.Contain("max-age"));
    }

    [Test]
    public async Task A_room_is_claimed_proved_shown_and_signed()
    {
        var identity = await _person.CreateAsync("Concierge", "DEMO:Grand-Hall");
        var (id, surface) = (identity.Id(), identity.SurfaceId());
        Assert.That(identity["surfaces"]![0]!["surface"]!.GetValue<string>(), Is.EqualTo("demo:grand-hall"));
        var challenge = await _person.ChallengeAsync(id, surface);
        var token = challenge.Text("token");
        Assert.That(challenge.Text("method"), Is.EqualTo("demo_note"));
        Assert.That(challenge["methods"]![0]!["place"]!.ToJsonString(), Is.EqualTo($$"""{"kind":"door","room":"grand-hall","value":"{{token}}"}"""));
        Assert.That(challenge["methods"]!.AsArray(), Has.Count.EqualTo(2));
        Assert.That(challenge["instructions"]!.AsArray().Select(i => i!.GetValue<string>()), Has.Some.Contains("pin it to the door"));

        var before = (await _person.CheckAsync(challenge.Id())).Must(200);
        Assert.That((before.Text("outcome"), before.Text("kind"), before.Json!["seen"]), Is.EqualTo(("token_not_found", "not_found", (JsonNode?)null)));
        Pin("grand-hall", token);
        var after = (await _person.CheckAsync(challenge.Id())).Must(200);
        Assert.That((after.Text("outcome"), after.Text("kind"), after.Text("status")), Is.EqualTo(("verified", "verified", "verified")));
        var bound = after.Json!["surface"]!;
        Assert.That((bound.Text("status"), bound.Text("method"), bound["evidence"]!.ToJsonString()), Is.EqualTo(("bound", "demo_note", """{"door":"wood"}""")));

        // Hyphens tell no two rooms apart.
        var whois = (await _registry.Get("/api/v1/whois?surface=demo:grandhall")).Must(200).Json!["surfaces"]![0]!;
        Assert.That((whois.Text("surface"), whois.Text("method"), whois["evidence"]!.ToJsonString()), Is.EqualTo(("demo:grand-hall", "demo_note", """{"door":"wood"}""")));

        var passport = await _person.IssueAsync(id);
        var token2 = passport.Text("passport");
        Assert.That((await Verify(token2, "demo:GRAND-HALL"))["surface_match"]!.GetValue<bool>(), Is.True);
        Assert.That((await Verify(token2, "demo:cellar")).Text("reason"), Is.EqualTo("surface_mismatch"));
        Assert.That((await Verify(token2, "wa:+447700900123")).Text("reason"), Is.EqualTo("surface_mismatch"));

        var page = (await _registry.Get($"/whois/{id}")).Must(200).Body;
        Assert.That(page, Does.Contain("demo:grand-hall").And.Contain("Note on the door").And.Contain("M4 4h16v16H4z"));
        Assert.That((await _registry.Get($"/badge/{id}.svg")).Must(200).Body, Does.Contain("Concierge"));
        Assert.That((await _registry.Get($"/api/v1/identities/{id}/surfaces/{surface}/evidence", _person.Bearer)).Must(200).Items.Select(e => e!.Text("outcome")), Is.EqualTo(new[] { "verified", "token_not_found" }));
        Assert.That(await _person.EventsAsync(), Has.Member("surface_bound").And.Member("passport_issued"));
        Assert.That((await _registry.Get("/api/v1/auth/me/export", _person.Bearer)).Must(200).Body, Does.Contain("demo:grand-hall").And.Contain("demo_note"));

        async Task<JsonNode> Verify(string passport, string met) => (await _registry.Post("/api/v1/verify", new { passport, surface = met })).Must(200).Json!;
    }

    [Test]
    public async Task Forms_and_search_know_how_people_name_a_room()
    {
        var help = (await _registry.Post("/api/v1/surfaces/address-help", new { text = "room Lobby" }, _person.Bearer)).Must(200);
        Assert.That((help.Text("surface"), help.Text("display")), Is.EqualTo(("demo:lobby", "Room lobby")));
        var search = (await _registry.Get("/whois/search?q=room%20Lobby")).Must(400).Body;
        Assert.That(search, Does.Contain("demo:lobby"));
        Assert.That((await _registry.Get("/whois")).Body, Does.Contain("Room").And.Contain("demo:lobby"));
        Assert.That((await _registry.Get("/api/v1/whois?surface=demo:9")).Must(400, "surface_malformed").Text("detail"), Does.Contain("demo:lobby").And.Contain("wa:@acmesupport"));
    }

    [Test]
    public async Task An_address_may_be_as_long_as_the_contract_lets_it()
    {
        var room = "demo:" + new string('a', 500);
        var (id, _) = await BoundAsync(room);
        Assert.That((await _registry.Get($"/api/v1/whois?surface={room}")).Must(200).Text("identity"), Is.EqualTo(id));
        Assert.That((await _person.IssueAsync(id)).Text("passport"), Is.Not.Empty);
    }

    // Its own pace and graces: a check every other day, an hour between contradictions, a day from suspension to lapse.
    [Test]
    public async Task Rechecks_suspend_and_lapse_by_the_methods_own_graces()
    {
        var (id, surface) = await BoundAsync("demo:attic");
        await _registry.AdvanceAsync(TimeSpan.FromDays(2));
        _house.Doors["demo:attic"] = _house.Doors["demo:attic"] with { Torn = true };
        await _registry.RoundAsync();
        Assert.That(await StatusAsync(id, surface), Is.EqualTo("bound"), "One reading is none.");
        await _registry.AdvanceAsync(TimeSpan.FromMinutes(61));
        await _registry.RoundAsync();
        Assert.That(await StatusAsync(id, surface), Is.EqualTo("suspended"));
        await _registry.AdvanceAsync(TimeSpan.FromHours(23));
        Assert.That(await StatusAsync(id, surface), Is.EqualTo("suspended"));
        await _registry.AdvanceAsync(TimeSpan.FromHours(1.1));
        Assert.That(await StatusAsync(id, surface), Is.EqualTo("lapsed"));
        (await _registry.Get("/api/v1/whois?surface=demo:attic")).Must(404, "not_bound");
        await _registry.RoundAsync();
        var mails = await _registry.MailsAsync(_person.Email);
        Assert.That(mails, Has.Some.Contains("a room").And.Some.Contains("Pin a new note to the door.").And.Some.Contains("24 hours"));
        Assert.That(mails, Has.None.Contains("WhatsApp").And.None.Contains("attic"));
        Assert.That(await _person.EventsAsync(), Has.Member("surface_suspended").And.Member("surface_lapsed"));
    }

    [Test]
    public async Task Lost_access_is_unconfirmed_for_the_methods_own_grace()
    {
        var (id, surface) = await BoundAsync("demo:vault");
        await _registry.AdvanceAsync(TimeSpan.FromDays(2));
        _house.IsLocked = true;
        await _registry.RoundAsync();
        Assert.That(await StatusAsync(id, surface), Is.EqualTo("unconfirmed"));
        await _registry.AdvanceAsync(TimeSpan.FromDays(2.9));
        Assert.That(await StatusAsync(id, surface), Is.EqualTo("unconfirmed"));
        _house.IsLocked = false;
        await _registry.RoundAsync();
        Assert.That(await StatusAsync(id, surface), Is.EqualTo("bound"), "Found again.");
    }

    [Test]
    public async Task Either_method_is_enough_and_the_stronger_is_shown()
    {
        var identity = await _person.CreateAsync("Concierge", "demo:tower");
        var challenge = await _person.ChallengeAsync(identity.Id(), identity.SurfaceId());
        _house.Doors["demo:tower"] = new DemoHouse.Door(Bell: challenge.Text("token"));
        Assert.That((await _person.CheckAsync(challenge.Id())).Json!["surface"]!.Text("method"), Is.EqualTo("demo_bell"));
        Assert.That((await _registry.Get("/api/v1/whois?surface=demo:tower")).Must(200).Json!["surfaces"]![0]!.Text("method"), Is.EqualTo("demo_bell"));
        var again = await _person.ChallengeAsync(identity.Id(), identity.SurfaceId());
        _house.Doors["demo:tower"] = new DemoHouse.Door(Note: again.Text("token"), Bell: again.Text("token"));
        Assert.That((await _person.CheckAsync(again.Id())).Json!["surface"]!.Text("method"), Is.EqualTo("demo_note"));
        // The note goes, the bell still rings: nothing speaks against the binding.
        _house.Doors["demo:tower"] = new DemoHouse.Door(Note: null, Bell: "ring", Torn: true);
        var recheck = (await _person.RecheckAsync(identity.Id(), identity.SurfaceId())).Must(200);
        Assert.That((recheck.Text("outcome"), recheck.Json!["surface"]!.Text("method")), Is.EqualTo(("verified", "demo_bell")));
    }

    [Test]
    public async Task What_is_handed_over_goes_to_the_method_that_takes_it()
    {
        var identity = await _person.CreateAsync("Concierge", "demo:gate");
        var challenge = await _person.ChallengeAsync(identity.Id(), identity.SurfaceId());
        _house.Doors["demo:gate"] = new DemoHouse.Door(Bell: $"4711 {challenge.Text("token")}");
        Assert.That((await _person.CheckAsync(challenge.Id(), new { grant = new { bell_code = "47" } })).Must(400, "validation_failed").Body, Does.Contain("four characters"));
        (await _person.CheckAsync(challenge.Id(), new { grant = new { phone_number_id = "100001", access_token = "t" } })).Must(400, "validation_failed");
        (await _person.CheckAsync(challenge.Id(), new { grant = new { bell_code = 4711 } })).Must(400);
        (await _person.CheckAsync(challenge.Id(), new { grant = new { } })).Must(400, "validation_failed");
        (await _person.CheckAsync(challenge.Id(), new { grant = new { bell_code = "4711" }, bell_code = "4711" })).Must(400, "validation_failed");
        var looks = _house.Looks;
        var check = (await _person.CheckAsync(challenge.Id(), new { grant = new { bell_code = "4711" } })).Must(200);
        Assert.That((check.Text("outcome"), check.Json!["surface"]!.Text("method")), Is.EqualTo(("verified", "demo_bell")));
        Assert.That(_house.Looks - looks, Is.EqualTo(1), "No other method looks.");

        // Made with something handed over, it ages, and its operator is told in the method's words.
        await _registry.AdvanceAsync(TimeSpan.FromDays(1));
        await _registry.RoundAsync();
        Assert.That(await _registry.MailsAsync(_person.Email), Has.Some.Contains("Ring again.").And.Some.Contains("5 days"));
        await _registry.AdvanceAsync(TimeSpan.FromDays(5));
        Assert.That(await StatusAsync(identity.Id(), identity.SurfaceId()), Is.EqualTo("lapsed"));
    }

    [Test]
    public async Task The_newest_proof_wins_and_hiding_hides()
    {
        var (id, surface) = await BoundAsync("demo:roof");
        var passport = (await _person.IssueAsync(id)).Text("passport");
        var other = await _registry.SignUpAsync();
        var theirs = await other.CreateAsync("Other", "demo:roof");
        Assert.That((await _registry.Get("/api/v1/whois?surface=demo:roof")).Text("identity"), Is.EqualTo(id), "Said is not proved.");
        var challenge = await other.ChallengeAsync(theirs.Id(), theirs.SurfaceId());
        Pin("roof", challenge.Text("token"));
        Assert.That((await other.CheckAsync(challenge.Id())).Text("outcome"), Is.EqualTo("verified"));
        Assert.That((await _registry.Get("/api/v1/whois?surface=demo:roof")).Text("identity"), Is.EqualTo(theirs.Id()));
        Assert.That(await StatusAsync(id, surface), Is.EqualTo("superseded"));
        Assert.That((await _registry.Post("/api/v1/verify", new { passport })).Json!.Text("reason"), Is.EqualTo("revoked"));
        (await _registry.Patch($"/api/v1/identities/{theirs.Id()}/surfaces/{theirs.SurfaceId()}", new { @public = false }, other.Bearer)).Must(200);
        (await _registry.Get("/api/v1/whois?surface=demo:roof")).Must(404, "not_bound");
    }

    [Test]
    public async Task A_method_that_hangs_keeps_no_other_waiting()
    {
        var number = await _registry.AddNumberAsync("+447700900123");
        var identity = await _person.CreateAsync("Acme Support", "demo:slow", "demo:waiting", "wa:+447700900123");
        var challenge = await _person.ChallengeAsync(identity.Id(), identity.SurfaceId());
        Pin("slow", challenge.Text("token"));
        Assert.That((await _person.CheckAsync(challenge.Id())).Must(200).Text("outcome"), Is.EqualTo("verified"));
        _house.NotesHang = new TaskCompletionSource().Task;

        // The registry's own looks, in the background: each method has a loop of its own.
        await _registry.AdvanceAsync(TimeSpan.FromDays(3));
        var fresh = await _person.ChallengeAsync(identity.Id(), identity.SurfaceId(2));
        await number.WriteAsync(fresh.Text("token"));
        await _registry.AdvanceAsync(TimeSpan.FromSeconds(11));
        var watch = Stopwatch.StartNew();
        while (await StatusAsync(identity.Id(), identity.SurfaceId(2)) != "bound")
        {
            Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromMinutes(2)));
            await Task.Delay(200);
        }

        // Asked for: what hangs is given up, and the other method proves.
        var bell = await _person.ChallengeAsync(identity.Id(), identity.SurfaceId(1));
        _house.Doors["demo:waiting"] = new DemoHouse.Door(Bell: bell.Text("token"));
        Assert.That((await _person.CheckAsync(bell.Id())).Json!["surface"]!.Text("method"), Is.EqualTo("demo_bell"));
        var recheck = (await _person.RecheckAsync(identity.Id(), identity.SurfaceId())).Must(200);
        Assert.That((recheck.Text("kind"), await StatusAsync(identity.Id(), identity.SurfaceId())), Is.EqualTo(("unreachable", "bound")), "What hangs tells nothing.");
    }

    [Test]
    public async Task A_grammar_of_two_schemes_with_one_name_does_not_start()
    {
        await using var services = new ServiceCollection().AddSingleton<ISurfaceScheme, DemoScheme>().AddSingleton<ISurfaceScheme, DemoScheme>().AddSingleton<SurfaceSchemes>().BuildServiceProvider();
        Assert.That(() => services.GetRequiredService<SurfaceSchemes>(), Throws.InvalidOperationException);
    }

    [Test]
    public async Task The_generated_client_reads_a_scheme_that_it_does_not_know()
    {
        var (id, _) = await BoundAsync("demo:study");
        using var http = new HttpClient { BaseAddress = _registry.Http.BaseAddress };
        var client = new RegistryClient(http);
        var record = await client.WhoisBySurfaceAsync("demo:study");
        Assert.That((record.Identity, record.Surfaces.Single().Surface, record.Surfaces.Single().Method), Is.EqualTo((id, "demo:study", "demo_note")));
        Assert.That(((JsonElement)record.Surfaces.Single().Evidence!).GetProperty("door").GetString(), Is.EqualTo("wood"));
    }

    private void Pin(string room, string token) => _house.Doors[$"demo:{room}"] = new DemoHouse.Door(Note: $"Ring twice. {token}", Tenant: token);

    private async Task<(string Identity, string Surface)> BoundAsync(string room)
    {
        var identity = await _person.CreateAsync("Concierge", room);
        var challenge = await _person.ChallengeAsync(identity.Id(), identity.SurfaceId());
        Pin(room["demo:".Length..], challenge.Text("token"));
        Assert.That((await _person.CheckAsync(challenge.Id())).Must(200).Text("outcome"), Is.EqualTo("verified"));
        return (identity.Id(), identity.SurfaceId());
    }

    private async Task<string> StatusAsync(string identity, string surface) => (await _person.SurfaceAsync(identity, surface)).Text("status");
}
