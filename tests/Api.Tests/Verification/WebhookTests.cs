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
        var before = (await person.SurfaceAsync(identity.Id(), identity.SurfaceId())).Text("last_checked_at");
        await _registry.AdvanceAsync(TimeSpan.FromHours(1));
        var body = Hint(new { display_phone_number = "+44 7700 900123" }).Replace("\"changes\":[", $"\"changes\":[{{\"field\":\"x\",\"value\":{broken}}},", StringComparison.Ordinal);
        (await Send(body)).Must(200);
        await _registry.RoundAsync();
        Assert.That((await person.SurfaceAsync(identity.Id(), identity.SurfaceId())).Text("last_checked_at"), Is.Not.EqualTo(before));
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
        async Task<DateTimeOffset> Checked(int i) => (await person.SurfaceAsync(identity.Id(), identity.SurfaceId(i)))["last_checked_at"]!.GetValue<DateTimeOffset>();
        var (phoneBefore, handleBefore) = (await Checked(0), await Checked(1));
        await _registry.AdvanceAsync(TimeSpan.FromHours(1));
        await _registry.RoundAsync();
        Assert.That((await Checked(0), await Checked(1)), Is.EqualTo((phoneBefore, handleBefore)), "Nothing was due.");

        // Deleted: the name is omitted, the number tells which handle it was.
        (await Send(Hint(new { display_phone_number = "+44 7700 900123", status = "deleted" }))).Must(200);
        (await Send(Hint(new { display_phone_number = "+44 7700 900123", status = "deleted" }))).Must(200);
        await _registry.RoundAsync();
        Assert.That(await Checked(0), Is.GreaterThan(phoneBefore));
        Assert.That(await Checked(1), Is.GreaterThan(handleBefore));
        Assert.That((await person.SurfaceAsync(identity.Id(), identity.SurfaceId(1))).Text("status"), Is.EqualTo("bound"), "What the hint said is not believed.");

        await number.ChangeAsync(new { username = (string?)null });
        (await Send(Hint(new { username = "acmesupport", status = "approved" }))).Must(200);
        await _registry.RoundAsync();
        await _registry.AdvanceAsync(TimeSpan.FromMinutes(16));
        await _registry.RoundAsync();
        Assert.That((await person.SurfaceAsync(identity.Id(), identity.SurfaceId(1))).Text("status"), Is.EqualTo("suspended"));
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
