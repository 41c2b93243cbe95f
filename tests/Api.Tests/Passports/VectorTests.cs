using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AiIdentity.Api.Tests.Passports;

/// <summary>The public test vectors through the API.</summary>
internal sealed class VectorTests
{
    private readonly VectorClock _clock = new() { Now = VectorRegistry.Time("2026-05-20T09:00:00Z") };
    private RegistryHost _registry = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _registry = RegistryHost.Start(null, services =>
        {
            services.AddSingleton<TimeProvider>(_clock);
            // Nothing moves on by itself while the clock goes to and fro.
            foreach (var worker in services.Where(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType?.Name == "RegistryWorker").ToList()) services.Remove(worker);
        });
        await new VectorRegistry(_registry.Services, _clock).FillAsync();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _registry.DisposeAsync();
        _registry.Forget();
    }

    [Test]
    public async Task Every_decision_is_the_tables()
    {
        var cases = VectorRegistry.Read("decisions.json")["cases"]!.AsArray().Select(c => c!).Where(c => c["online"] is not null).ToList();
        Assert.That(cases, Has.Count.GreaterThan(35));
        foreach (var given in cases)
        {
            _clock.Now = VectorRegistry.Time(given.Text("now"));
            var answer = (await _registry.Post("/api/v1/verify", Asked(given).ToJsonString())).Must(200);
            Assert.That(Shown(answer.Json!).ToJsonString(), Is.EqualTo(given["online"]!.ToJsonString()), given.Text("name"));
        }
    }

    [Test]
    public async Task Every_hostile_token_has_its_reason()
    {
        var file = VectorRegistry.Read("hostile.json");
        _clock.Now = VectorRegistry.Time(file.Text("now"));
        var tokens = file["tokens"]!.AsArray();
        Assert.That(tokens, Has.Count.GreaterThanOrEqualTo(120));
        foreach (var given in tokens.Select(t => t!))
        {
            var answer = await _registry.Post("/api/v1/verify", new { passport = given.Text("token") });
            Assert.That(answer.Status, Is.EqualTo(System.Net.HttpStatusCode.OK), $"{given["group"]}: {given["name"]}");
            Assert.That((answer.Json!["valid"]!.GetValue<bool>(), answer.Text("reason")), Is.EqualTo((false, given.Text("online"))), $"{given["group"]}: {given["name"]}");
        }
    }

    [Test]
    public async Task Every_whois_record_is_as_written()
    {
        var file = VectorRegistry.Read("whois.json");
        _clock.Now = VectorRegistry.Time(file.Text("now"));
        Assert.That(file["records"]!.AsArray(), Is.Not.Empty);
        foreach (var record in file["records"]!.AsArray().Select(r => r!))
        {
            var answer = (await _registry.Get($"/api/v1/whois/{record.Text("identity")}")).Must(200);
            // The demo's name and when it changed are the process's own.
            if (record["is_demo"] is null) Assert.That(answer.Json!.ToJsonString(), Is.EqualTo(record.ToJsonString()));
            else Assert.That(answer.Json!["passport"]!.ToJsonString(), Is.EqualTo(record["passport"]!.ToJsonString()));
        }
    }

    [Test]
    public async Task The_key_set_is_the_published_one()
    {
        _clock.Now = VectorRegistry.Time("2026-06-01T12:00:00Z");
        var published = VectorRegistry.Read("keys.json")["sets"]!["published"]!;
        Assert.That((await _registry.Get("/.well-known/jwks.json")).Must(200).Json!.ToJsonString(), Is.EqualTo(published.ToJsonString()));
    }

    private static JsonObject Asked(JsonNode given)
    {
        var asked = new JsonObject { ["passport"] = given.Text("passport") };
        if (given["surface"] is { } surface) asked["surface"] = surface.DeepClone();
        return asked;
    }

    // The members of a verdict that are the same online and offline.
    private static JsonObject Shown(JsonNode verdict)
    {
        var shown = new JsonObject();
        foreach (var member in new[] { "valid", "reason", "identity", "tier", "operator", "surfaces", "surface_match", "issued_at", "expires_at" }) shown[member] = verdict[member]?.DeepClone();
        if (shown["surfaces"] is JsonArray surfaces) shown["surfaces"] = new JsonArray([.. surfaces.Select(s => (JsonNode)s!.Text("surface"))]);
        if (verdict["is_demo"] is { } demo) shown["is_demo"] = demo.DeepClone();
        return shown;
    }
}
