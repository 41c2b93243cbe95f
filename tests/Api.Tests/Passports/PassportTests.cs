using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using AiIdentity.Application.Registry;
using AiIdentity.Domain.Identities;
using AiIdentity.Infrastructure.Persistence;
using AiIdentity.Kit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NSec.Cryptography;

namespace AiIdentity.Api.Tests.Passports;

internal sealed class PassportTests : RegistryFixture
{
    private Operator _person = null!;
    private string _identity = "";
    private string _phone = "";

    [SetUp]
    public async Task Bind()
    {
        _phone = FreshPhone();
        (_person, _identity, _, _) = await BoundAsync(_phone);
    }

    [Test]
    public async Task A_passport_says_exactly_what_the_registry_holds()
    {
        var issued = await _person.IssueAsync(_identity, 30);
        Assert.That(issued.AsObject().Select(m => m.Key), Is.EqualTo(new[] { "id", "passport", "issued_at", "expires_at", "key_id", "snippets" }));
        var (header, claims, _) = Parts(issued.Text("passport"));
        Assert.That(Encoding.UTF8.GetString(header), Is.EqualTo($$"""{"alg":"EdDSA","typ":"JWT","kid":"{{issued.Text("key_id")}}"}"""));
        var payload = JsonNode.Parse(claims)!.AsObject();
        Assert.Multiple(() =>
        {
            Assert.That(payload.Select(m => m.Key), Is.EqualTo(new[] { "iss", "sub", "aud", "iat", "nbf", "exp", "jti", "tier", "operator", "surfaces", "capabilities", "key_id", "registry_url", "status" }));
            Assert.That(payload.Text("iss"), Is.EqualTo(RegistryHost.Issuer));
            Assert.That(payload.Text("sub"), Is.EqualTo(_identity));
            Assert.That(payload.Text("aud"), Is.EqualTo("verifier"));
            Assert.That(payload.Text("jti"), Is.EqualTo(issued.Id()));
            Assert.That(payload.Text("tier"), Is.EqualTo("identity_verified"));
            Assert.That(payload.Text("operator"), Is.EqualTo("Acme Ltd"));
            Assert.That(payload["surfaces"]!.ToJsonString(), Is.EqualTo(new JsonArray($"wa:{_phone}").ToJsonString()));
            Assert.That(payload["exp"]!.GetValue<long>() - payload["iat"]!.GetValue<long>(), Is.EqualTo(30 * 86400));
            Assert.That(payload["status"]!["status_list"]!.Text("uri"), Does.StartWith($"{RegistryHost.Issuer}/api/v1/status-lists/"));
        });
        Assert.That(issued["snippets"]!.ToJsonString(), Does.Contain("X-AI-Identity").And.Contain("%2B"));
        var again = (await Registry.Post("/api/v1/issue", new { identity = _identity }, _person.Bearer)).Must(201);
        Assert.That((Time(again.Text("expires_at")) - Time(again.Text("issued_at"))).TotalDays, Is.EqualTo(90));
        var list = (await Registry.Get($"/api/v1/identities/{_identity}/passports", _person.Bearer)).Must(200).Items;
        Assert.That(list.Select(p => p!.Id()), Is.EqualTo(new[] { again.Json!.Id(), issued.Id() }), "Newest first.");
        foreach (var days in new[] { 0, 366, -1 })
            (await Registry.Post($"/api/v1/identities/{_identity}/passports", new { ttl_days = days }, _person.Bearer)).Must(400, "validation_failed");
    }

    [Test]
    public async Task What_is_kept_of_its_identity_is_what_the_tables_tell()
    {
        var issued = new List<string>();
        // One that outlives the next, one that is outlived, and one that takes the place of all.
        foreach (var days in new[] { 30, 5, 10, 60 })
        {
            issued.Add((await _person.IssueAsync(_identity, days)).Id());
            await MustBeKeptAsync();
        }

        // What stood in the shadow of the last one steps out of it.
        (await Registry.Post($"/api/v1/passports/{issued[^1]}/revoke", new { }, _person.Bearer)).Must(200);
        await MustBeKeptAsync();
        await _person.IssueAsync(_identity, 1);
        await MustBeKeptAsync();

        async Task MustBeKeptAsync()
        {
            await using var scope = Registry.Services.CreateAsyncScope();
            var id = Domain.Shared.Id.Parse<IdentityId>(_identity);
            var kept = await scope.ServiceProvider.GetRequiredService<RegistryDb>().PublicRecords.AsNoTracking().SingleAsync(r => r.IdentityId == id);
            var told = await scope.ServiceProvider.GetRequiredService<StoredRecordBuilder>().BuildAsync(id, CancellationToken.None);
            Assert.That(Encoding.UTF8.GetString(kept.Facts), Is.EqualTo(Encoding.UTF8.GetString(told!.ToJson())));
        }
    }

    [Test]
    public async Task Its_signature_holds_by_an_implementation_that_is_not_ours()
    {
        var token = (await _person.IssueAsync(_identity)).Text("passport");
        var jwk = (await Registry.Get("/.well-known/jwks.json")).Must(200).Json!["keys"]!.AsArray().Single()!;
        var (_, _, signature) = Parts(token);
        var signed = Encoding.ASCII.GetBytes(token[..token.LastIndexOf('.')]);
        var key = PublicKey.Import(SignatureAlgorithm.Ed25519, Base64Url.DecodeFromChars(jwk.Text("x")), KeyBlobFormat.RawPublicKey);
        Assert.That(SignatureAlgorithm.Ed25519.Verify(key, signed, signature), Is.True);

        var node = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Select(p => Path.Combine(p, "node")).FirstOrDefault(File.Exists);
        if (node is null) return;
        const string program = "const c=require('crypto');const[t,j]=process.argv.slice(1);const[h,p,s]=t.split('.');"
            + "process.stdout.write(String(c.verify(null,Buffer.from(h+'.'+p),c.createPublicKey({key:JSON.parse(j),format:'jwk'}),Buffer.from(s,'base64url'))))";
        Assert.That(await Child.RunAsync(new ProcessStartInfo(node, ["-e", program, token, jwk.ToJsonString()])), Is.EqualTo((0, "true", "")));
    }

    [Test]
    public async Task A_verdict_tells_what_is_known_and_every_mutation_has_its_reason()
    {
        var token = (await _person.IssueAsync(_identity)).Text("passport");
        var parts = token.Split('.');
        string Header(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
        var kid = JsonNode.Parse(Parts(token).Header)!.Text("kid");
        var good = (await Verify(token)).Must(200);
        Assert.Multiple(() =>
        {
            Assert.That(good.Json!.AsObject().Select(m => m.Key), Is.EqualTo(new[] { "valid", "reason", "proof", "identity", "status", "tier", "operator", "surfaces", "surface_match", "issued_at", "expires_at", "last_verified_at", "registry_url", "as_of" }));
            Assert.That(good.Json!["valid"]!.GetValue<bool>(), Is.True);
            Assert.That(good.Json!["reason"], Is.Null);
            Assert.That(good.Json!["surface_match"], Is.Null);
            Assert.That(good.Text("proof"), Is.EqualTo("signature"));
        });
        Assert.That((await Verify(token, $"WA:{_phone}")).Json!["surface_match"]!.GetValue<bool>(), Is.True);
        await MustFail(token, "surface_mismatch", $"wa:{FreshPhone()}");
        await MustFail($"{Header("""{"alg":"none","typ":"JWT","kid":"k"}""")}.{parts[1]}.", "unsupported_algorithm");
        await MustFail($"{Header($$"""{"alg":"HS256","typ":"JWT","kid":"{{kid}}"}""")}.{parts[1]}.{parts[2]}", "unsupported_algorithm");
        await MustFail($"{Header("""{"alg":"EdDSA","typ":"JWT","kid":"k_01ARZ3NDEKTSV4RRFFQ69G5FAV"}""")}.{parts[1]}.{parts[2]}", "unknown_key");
        await MustFail($"{Header($$"""{"alg":"EdDSA","typ":"JWT","kid":"{{kid}}","jku":"https://evil.example"}""")}.{parts[1]}.{parts[2]}", "bad_signature");
        await MustFail($"{Header($$"""{"alg":"EdDSA","typ":"JWT","kid":"{{kid}}","crit":["x"]}""")}.{parts[1]}.{parts[2]}", "malformed");
        await MustFail($"{Header($$"""{"alg":"EdDSA","typ":"JWT","typ":"JWT","kid":"{{kid}}"}""")}.{parts[1]}.{parts[2]}", "malformed");
        await MustFail($"{Header($$"""{"alg":"EdDSA","typ":"at+jwt","kid":"{{kid}}"}""")}.{parts[1]}.{parts[2]}", "malformed");
        await MustFail($"{parts[0]}.{parts[1]}.{parts[2][..^4]}AAAA", "bad_signature");
        await MustFail($"{parts[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes("{}"))}.{parts[2]}", "bad_signature");
        await MustFail($"{token}=", "malformed");
        await MustFail($"{token}.", "malformed");
        await MustFail("", "malformed");
        await MustFail(new string('a', 8193), "too_large");
        (await Registry.Post("/api/v1/verify", new { passport = token, surface = "wa: 1" })).Must(400, "surface_malformed");
        (await Registry.Post("/api/v1/verify", new { passport = token, id = _identity })).Must(400, "validation_failed");
        (await Registry.Post("/api/v1/verify", new { id = _identity, surface = "wa:@x" })).Must(400, "validation_failed");
        (await Registry.Post("/api/v1/verify", new { })).Must(400, "validation_failed");
    }

    [Test]
    public async Task An_id_alone_is_looked_up()
    {
        var found = (await Registry.Post("/api/v1/verify", new { id = _identity })).Must(200).Json!;
        Assert.Multiple(() =>
        {
            Assert.That(found["valid"]!.GetValue<bool>(), Is.True);
            Assert.That(found.Text("proof"), Is.EqualTo("lookup"));
            Assert.That(found["issued_at"], Is.Null);
            Assert.That(found.Text("tier"), Is.EqualTo("identity_verified"));
        });
        foreach (var id in new[] { "aii_01ARZ3NDEKTSV4RRFFQ69G5FAV", "nonsense", "" })
            Assert.That((await Registry.Post("/api/v1/verify", new { id })).Must(200).Text("reason"), Is.EqualTo("identity_unknown"));
    }

    [Test]
    public async Task Revoking_is_seen_at_once_and_twice_changes_nothing()
    {
        var first = await _person.IssueAsync(_identity);
        var second = await _person.IssueAsync(_identity);
        (await Registry.Post($"/api/v1/passports/{second.Id()}/revoke", new { reason = "a private note" }, _person.Bearer)).Must(200);
        Assert.That((await Verify(second.Text("passport"))).Text("reason"), Is.EqualTo("revoked"));
        Assert.That((await Registry.Get($"/api/v1/whois/{_identity}")).Json!["passport"]!.Id(), Is.EqualTo(first.Id()), "The newest active one.");
        var feed = (await Registry.Get("/api/v1/revocations")).Must(200);
        var again = (await Registry.Post($"/api/v1/passports/{second.Id()}/revoke", new { }, _person.Bearer)).Must(200);
        Assert.That(again.Text("status"), Is.EqualTo("revoked"));
        Assert.That((await Registry.Get("/api/v1/revocations")).Body, Is.EqualTo(feed.Body));
        Assert.That(feed.Items[0]!.ToJsonString(), Does.Contain("\"operator\"").And.Not.Contain("private note"));
        (await Registry.Post($"/api/v1/passports/{first.Id()}/revoke", new { reason = new string('x', 201) }, _person.Bearer)).Must(400, "validation_failed");
        var stranger = await Registry.SignUpAsync();
        (await Registry.Post($"/api/v1/passports/{first.Id()}/revoke", new { }, stranger.Bearer)).Must(404, "passport_unknown");
    }

    [Test]
    public async Task Revoking_the_identity_is_final_and_ends_all()
    {
        var passport = await _person.IssueAsync(_identity);
        (await Registry.Post($"/api/v1/identities/{_identity}/revoke", new { reason = "over" }, _person.Bearer)).Must(200);
        (await Registry.Post($"/api/v1/identities/{_identity}/revoke", null, _person.Bearer)).Must(200);
        var tombstone = (await Registry.Get($"/api/v1/whois/{_identity}")).Must(200).Json!;
        Assert.That((tombstone.Text("status"), tombstone["surfaces"]!.AsArray().Count, tombstone["passport"]), Is.EqualTo(("revoked", 0, (JsonNode?)null)));
        Assert.That((await Verify(passport.Text("passport"))).Text("reason"), Is.EqualTo("revoked"));
        Assert.That((await Registry.Post("/api/v1/verify", new { id = _identity })).Text("reason"), Is.EqualTo("identity_revoked"));
        var feed = (await Registry.Get("/api/v1/revocations?limit=2")).Must(200);
        Assert.That(feed.Items.Select(i => i!.Text("kind")), Is.EquivalentTo(new[] { "passport", "identity" }));
        Assert.That(feed.Items.Select(i => i!.Text("reason")), Has.All.EqualTo("identity_revoked"));
        var next = feed.Json!["next_cursor"]?.GetValue<string>();
        if (next is not null) Assert.That((await Registry.Get($"/api/v1/revocations?limit=2&cursor={Uri.EscapeDataString(next)}")).Must(200).Items.Select(i => i!.Id()), Has.No.Member(passport.Id()).And.No.Member(_identity));
        (await Registry.Patch($"/api/v1/identities/{_identity}", new { name = "again" }, _person.Bearer)).Must(409, "identity_revoked");
        (await Registry.Post($"/api/v1/identities/{_identity}/surfaces", new { surface = "wa:@again" }, _person.Bearer)).Must(409, "identity_revoked");
        (await Registry.Post($"/api/v1/identities/{_identity}/passports", new { }, _person.Bearer)).Must(409, "identity_revoked");
        await _person.CreateAsync("The next one", []);
    }

    [Test]
    public async Task Another_operators_name_ends_the_passports_that_named_the_first()
    {
        var passport = (await _person.IssueAsync(_identity)).Text("passport");
        (await Registry.Patch($"/api/v1/identities/{_identity}", new { operator_display = "Acme Ltd", name = "Renamed" }, _person.Bearer)).Must(200);
        Assert.That((await Verify(passport)).Json!["valid"]!.GetValue<bool>(), Is.True, "The same value again is no change.");
        (await Registry.Patch($"/api/v1/identities/{_identity}", new { operator_display = "Other Ltd" }, _person.Bearer)).Must(200);
        Assert.That((await Verify(passport)).Text("reason"), Is.EqualTo("revoked"));
        Assert.That((await Registry.Get("/api/v1/revocations")).Items[0]!.Text("reason"), Is.EqualTo("details_changed"));
    }

    [Test]
    public async Task The_status_list_says_the_same_bit_by_bit()
    {
        var (good, bad) = (await _person.IssueAsync(_identity), await _person.IssueAsync(_identity));
        (await Registry.Post($"/api/v1/passports/{bad.Id()}/revoke", new { }, _person.Bearer)).Must(200);
        await using var own = RegistryHost.Start();
        var person = await own.SignUpAsync();
        var identity = (await person.CreateAsync("Own")).Id();
        var (first, second) = (await person.IssueAsync(identity), await person.IssueAsync(identity));
        (await own.Post($"/api/v1/passports/{second.Id()}/revoke", new { }, person.Bearer)).Must(200);
        var answer = (await own.Get("/api/v1/status-lists/0")).Must(200);
        Assert.That(answer.Headers["Content-Type"], Is.EqualTo("application/statuslist+jwt"));
        var (header, claims, _) = Parts(answer.Body);
        Assert.That(JsonNode.Parse(header)!.Text("typ"), Is.EqualTo("statuslist+jwt"));
        var payload = JsonNode.Parse(claims)!;
        Assert.That(payload.Text("sub"), Is.EqualTo($"{RegistryHost.Issuer}/api/v1/status-lists/0"));
        Assert.That(payload["status_list"]!["bits"]!.GetValue<int>(), Is.EqualTo(2));
        using var zlib = new ZLibStream(new MemoryStream(Base64Url.DecodeFromChars(payload["status_list"]!.Text("lst"))), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        await zlib.CopyToAsync(bytes);
        Assert.That(bytes.Length, Is.EqualTo(131_072 / 4));
        int Place(JsonNode issued) => JsonNode.Parse(Parts(issued.Text("passport")).Claims)!["status"]!["status_list"]!["idx"]!.GetValue<int>();
        int Status(JsonNode issued) => (bytes.ToArray()[Place(issued) / 4] >> (Place(issued) % 4 * 2)) & 3;
        Assert.That((Status(first), Status(second)), Is.EqualTo((0, 1)));
        (await own.Get("/api/v1/status-lists/1")).Must(404, "status_list_unknown");
        (await own.Get("/api/v1/status-lists/x")).Must(404, "status_list_unknown");
        await own.DisposeAsync();
        own.Forget();
        Assert.That(good.Id(), Is.Not.EqualTo(bad.Id()));
    }

    [Test]
    public async Task A_passport_lives_to_the_second_of_its_end()
    {
        await using var own = RegistryHost.Start();
        var person = await own.SignUpAsync();
        var issued = await person.IssueAsync((await person.CreateAsync("Own")).Id(), 1);
        await own.AdvanceAsync(TimeSpan.FromDays(1) - TimeSpan.FromMinutes(1));
        Assert.That((await own.Post("/api/v1/verify", new { passport = issued.Text("passport") })).Json!["valid"]!.GetValue<bool>(), Is.True);
        await own.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.That((await own.Post("/api/v1/verify", new { passport = issued.Text("passport") })).Text("reason"), Is.EqualTo("expired"));
        await own.DisposeAsync();
        own.Forget();
    }

    private static (byte[] Header, byte[] Claims, byte[] Signature) Parts(string token)
    {
        var parts = token.Split('.');
        return (Base64Url.DecodeFromChars(parts[0]), Base64Url.DecodeFromChars(parts[1]), Base64Url.DecodeFromChars(parts[2]));
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private Task<Answer> Verify(string passport, string? surface = null) => Registry.Post("/api/v1/verify", surface is null ? new { passport } : new { passport, surface });

    private async Task MustFail(string passport, string reason, string? surface = null)
    {
        var verdict = (await Verify(passport, surface)).Must(200);
        Assert.That((verdict.Json!["valid"]!.GetValue<bool>(), verdict.Text("reason")), Is.EqualTo((false, reason)), passport);
        if (reason != "surface_mismatch") Assert.That(verdict.Json!.AsObject().Where(m => m.Value is not null).Select(m => m.Key), Is.EquivalentTo(new[] { "valid", "reason" }));
    }
}
