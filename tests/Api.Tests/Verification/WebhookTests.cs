using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AiIdentity.Api.Tests.Verification;

internal sealed class WebhookTests
{
    private const string Path = "/api/v1/whatsapp/webhook";
    private const string Secret = "the app secret";
    private RegistryHost _registry = null!;

    [SetUp]
    public void Start() => _registry = RegistryHost.Start(null, ("WhatsApp:AppSecret", Secret), ("WhatsApp:VerifyToken", "the verify token"));

    [TearDown]
    public async Task Stop()
    {
        await _registry.DisposeAsync();
        _registry.Forget();
    }

    // Refused by its length, a body need not be sent: whoever asks first is not cut off in the middle.
    private Task<Answer> Send(string body, string? signature = null) => _registry.Post(Path, body, null, ("Expect", "100-continue"),
        ("X-Hub-Signature-256", signature ?? "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(body)))));

    private static string Hint(object value, string field = "business_username_updates") => JsonSerializer.Serialize(new
    {
        @object = "whatsapp_business_account",
        entry = new[] { new { id = "1", time = 1, changes = new[] { new { field, value } } } },
    });

    [Test]
    public async Task The_handshake_echoes_the_challenge_to_who_knows_the_token()
    {
        var answer = (await _registry.Get($"{Path}?hub.mode=subscribe&hub.verify_token=the%20verify%20token&hub.challenge=1158201444")).Must(200);
        Assert.That(answer.Body, Is.EqualTo("1158201444"));
        (await _registry.Get($"{Path}?hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1")).Must(403, "webhook_not_authentic");
        (await _registry.Get($"{Path}?hub.mode=other&hub.verify_token=the%20verify%20token&hub.challenge=1")).Must(403, "webhook_not_authentic");
    }

    [Test]
    public async Task A_body_that_Meta_did_not_sign_is_refused()
    {
        foreach (var signature in new[] { "", "sha256=", "sha256=00", "sha1=" + new string('0', 40), "sha256=" + new string('0', 64) })
            (await Send("{}", signature)).Must(403, "webhook_not_authentic");
        (await Send("not JSON")).Must(400, "body_malformed");
        (await Send("{}")).Must(200);
        (await Send("[]")).Must(200);
        (await Send(Hint(new { }, "a_field_of_tomorrow"))).Must(200);
        (await Send("{\"x\":\"" + new string('x', 200_000) + "\"}")).Must(200);
        (await Send("{\"x\":\"" + new string('x', 3 * 1024 * 1024) + "\"}")).Must(413, "body_too_large");
    }

    [TestCase("{\"username\":\"acme\\ud83d\"}")]
    [TestCase("{\"username\":\"\\udc00acme\"}")]
    [TestCase("{\"display_phone_number\":\"\\ud83d\"}")]
    [TestCase("{\"display_phone_number\":7}")]
    [TestCase("{\"user\\ud83dname\":\"x\"}")]
    [TestCase("\"\\ud83d\"")]
    [TestCase("{\"username\":{\"username\":\"\\ud83d\"}}")]
    [TestCase("null")]
    [TestCase("[]")]
    public async Task A_change_that_can_not_be_read_takes_nothing_from_those_beside_it(string broken)
    {
        const string phone = "+447700900123";
        var person = await _registry.SignUpAsync();
        var identity = await person.CreateAsync("Acme", $"wa:{phone}");
        await person.ProveAsync(identity.Id(), identity.SurfaceId(), await _registry.AddNumberAsync(phone));
        var evidence = $"/api/v1/identities/{identity.Id()}/surfaces/{identity.SurfaceId()}/evidence";
        var before = (await _registry.Get(evidence, person.Bearer)).Must(200).Items.Count;
        await _registry.AdvanceAsync(TimeSpan.FromHours(1));
        var body = Hint(new { display_phone_number = "+44 7700 900123" }).Replace("\"changes\":[", $"\"changes\":[{{\"field\":\"x\",\"value\":{broken}}},", StringComparison.Ordinal);
        (await Send(body)).Must(200);
        await _registry.RoundAsync();
        Assert.That((await _registry.Get(evidence, person.Bearer)).Must(200).Items, Has.Count.EqualTo(before + 1));
    }

    [Test]
    public async Task A_hint_brings_the_next_look_forward_and_proves_nothing()
    {
        const string phone = "+447700900123";
        var person = await _registry.SignUpAsync();
        var identity = await person.CreateAsync("Acme", $"wa:{phone}", "wa:@acmesupport");
        var number = await _registry.AddNumberAsync(phone, "acmesupport");
        await person.ProveAsync(identity.Id(), identity.SurfaceId(0), number);
        await person.ProveAsync(identity.Id(), identity.SurfaceId(1), number);
        async Task<int> Looks(int i) => (await _registry.Get($"/api/v1/identities/{identity.Id()}/surfaces/{identity.SurfaceId(i)}/evidence", person.Bearer)).Must(200).Items.Count;
        await _registry.AdvanceAsync(TimeSpan.FromHours(1));
        await _registry.RoundAsync();
        Assert.That((await Looks(0), await Looks(1)), Is.EqualTo((1, 1)), "Nothing was due.");

        // Deleted: the name is omitted, the number tells which handle it was; that one is looked at within ten minutes.
        (await Send(Hint(new { display_phone_number = "+44 7700 900123", status = "deleted" }))).Must(200);
        (await Send(Hint(new { display_phone_number = "+44 7700 900123", status = "deleted" }))).Must(200);
        await _registry.RoundAsync();
        Assert.That((await Looks(0), await Looks(1)), Is.EqualTo((2, 1)));
        await _registry.AdvanceAsync(TimeSpan.FromMinutes(10));
        await _registry.RoundAsync();
        Assert.That((await Looks(0), await Looks(1)), Is.EqualTo((2, 2)));
        Assert.That((await person.SurfaceAsync(identity.Id(), identity.SurfaceId(1))).Text("status"), Is.EqualTo("bound"), "What the hint said is not believed.");

        await number.ChangeAsync(new { username = (string?)null });
        (await Send(Hint(new { username = "acmesupport", status = "approved" }))).Must(200);
        await _registry.RoundAsync();
        await _registry.AdvanceAsync(TimeSpan.FromMinutes(16));
        await _registry.RoundAsync();
        Assert.That((await person.SurfaceAsync(identity.Id(), identity.SurfaceId(1))).Text("status"), Is.EqualTo("suspended"));
    }

    // What a hint names may be hidden, and bound together with what is public: nothing that anybody sees may move with it.
    [TestCase("a hidden number bound together with the public handle", true)]
    [TestCase("a number of the same profile that nobody claimed", false)]
    public async Task A_hint_about_what_is_hidden_moves_nothing_that_is_public(string hinted, bool claimed)
    {
        const string phone = "+447700900123";
        var person = await _registry.SignUpAsync();
        var identity = await person.CreateAsync("Acme", "wa:@acmesupport");
        var number = await _registry.AddNumberAsync(phone, "acmesupport");
        await person.ProveAsync(identity.Id(), identity.SurfaceId(), number);
        if (claimed)
        {
            var hidden = (await _registry.Post($"/api/v1/identities/{identity.Id()}/surfaces", new { surface = $"wa:{phone}", @public = false }, person.Bearer)).Must(201).Json!.Id();
            await person.ProveAsync(identity.Id(), hidden, number);
        }

        var passport = (await person.IssueAsync(identity.Id())).Text("passport");
        var before = await ShownAsync();
        for (var i = 0; i < 3; i++)
        {
            (await Send(Hint(new { display_phone_number = "+44 7700 900123", status = "deleted" }))).Must(200);
            (await Send(Hint(new { phone_number = "447700900123" }, "account_update"))).Must(200);
            await _registry.RoundAsync();
            await _registry.AdvanceAsync(TimeSpan.FromMinutes(11));
            await _registry.RoundAsync();
        }

        Assert.That(await ShownAsync(), Is.EqualTo(before), hinted);

        async Task<string[]> ShownAsync()
        {
            var shown = new List<string>();
            foreach (var path in new[] { "/api/v1/whois?surface=wa:@acmesupport", $"/api/v1/whois/{identity.Id()}", "/api/v1/revocations" })
            {
                var answer = (await _registry.Get(path)).Must(200);
                shown.Add(answer.Body + answer.Headers.GetValueOrDefault("ETag"));
            }

            var verdict = (await _registry.Post("/api/v1/verify", new { passport, surface = "wa:@acmesupport" })).Must(200).Json!;
            shown.Add($"{verdict["valid"]} {verdict["last_verified_at"]}");
            return [.. shown];
        }
    }

    [Test]
    public async Task Without_both_secrets_there_is_no_webhook()
    {
        await using var other = RegistryHost.Start(null, ("WhatsApp:AppSecret", Secret));
        (await other.Get($"{Path}?hub.mode=subscribe")).Must(403, "webhook_disabled");
        (await other.Post(Path, "{}")).Must(403, "webhook_disabled");
        await other.DisposeAsync();
        other.Forget();
    }
}
