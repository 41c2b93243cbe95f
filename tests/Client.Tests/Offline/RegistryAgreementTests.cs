using System.Text.Json;
using AiIdentity.Api.Tests;
using Microsoft.Extensions.Time.Testing;

namespace AiIdentity.Client.Tests.Offline;

/// <summary>One life of a Passport at the running registry: its verdict and the offline verifier's are the same at every station.</summary>
internal sealed class RegistryAgreementTests
{
    private const string Phone = "wa:+447700900123";
    private const string Handle = "wa:@acmesupport";
    private RegistryHost _registry = null!;
    private Operator _operator = null!;
    private string _identity = "";
    private FakeTimeProvider _clock = null!;
    private PassportVerifier _verifier = null!;

    [SetUp]
    public async Task Start()
    {
        _registry = RegistryHost.Start();
        _operator = await _registry.SignUpAsync();
        var identity = await _operator.CreateAsync("Acme Support", Phone, Handle);
        _identity = identity.Id();
        var number = await _registry.AddNumberAsync("+447700900123", "acmesupport");
        await _operator.ProveAsync(_identity, identity.SurfaceId(0), number);
        await _operator.ProveAsync(_identity, identity.SurfaceId(1), number);
        _clock = new FakeTimeProvider(DateTimeOffset.Parse((await _registry.Post("/sandbox/admin/clock", new { advance_seconds = 0 })).Must(200).Text("now"), System.Globalization.CultureInfo.InvariantCulture));
        _verifier = new PassportVerifier(_registry.Http, RegistryHost.Issuer, _clock);
    }

    [TearDown]
    public async Task Stop()
    {
        await _registry.DisposeAsync();
        _registry.Forget();
    }

    /// <summary>Moves the registry and the verifier by the same.</summary>
    private async Task PassAsync(TimeSpan by)
    {
        await _registry.AdvanceAsync(by);
        _clock.Advance(by);
        await _registry.RoundAsync();
    }

    private async Task<string?> ReasonOfBothAsync(string token, string? surface = null)
    {
        var online = (await _registry.Post("/api/v1/verify", surface is null ? new { passport = token } : new { passport = token, surface })).Must(200).Json!;
        var offline = await _verifier.VerifyAsync(token, new VerificationPolicy { ExpectedSurface = surface });
        var reason = online["reason"]?.GetValue<string>();
        Assert.That(offline.Reason?.Word(), Is.EqualTo(reason));
        Assert.That(offline.SurfaceMatch, Is.EqualTo(online["surface_match"]?.GetValue<bool>()));
        Assert.That(offline.Identity, Is.EqualTo(online["identity"]?.GetValue<string>()));
        return reason;
    }

    [Test]
    public async Task From_issue_to_expiry()
    {
        var token = (await _operator.IssueAsync(_identity, 1)).Text("passport");
        Assert.That(await ReasonOfBothAsync(token), Is.Null);
        Assert.That(await ReasonOfBothAsync(token, Phone), Is.Null);
        Assert.That(await ReasonOfBothAsync(token, "WA:@AcmeSupport"), Is.Null);
        Assert.That(await ReasonOfBothAsync(token, "wa:@somebodyelse"), Is.EqualTo("surface_mismatch"));
        Assert.That(await ReasonOfBothAsync(token + "A"), Is.Not.Null);
        await PassAsync(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(10));
        Assert.That(await ReasonOfBothAsync(token), Is.Null);
        await PassAsync(TimeSpan.FromSeconds(11));
        Assert.That(await ReasonOfBothAsync(token), Is.EqualTo("expired"));
    }

    [Test]
    public async Task Revoked_suspended_and_compromised()
    {
        var admin = await _registry.SignUpAsync(RegistryHost.Administrator);
        var first = await _operator.IssueAsync(_identity);
        var second = (await _operator.IssueAsync(_identity)).Text("passport");
        Assert.That((await ReasonOfBothAsync(first.Text("passport")), await ReasonOfBothAsync(second)), Is.EqualTo(((string?)null, (string?)null)));

        (await _registry.Post($"/api/v1/passports/{first.Id()}/revoke", new { }, _operator.Bearer)).Must(200);
        await PassAsync(TimeSpan.FromSeconds(60));
        Assert.That((await ReasonOfBothAsync(first.Text("passport")), await ReasonOfBothAsync(second)), Is.EqualTo(((string?)"revoked", (string?)null)));

        (await _registry.Post($"/api/v1/admin/identities/{_identity}/suspend", new { reason = "a complaint" }, admin.Bearer)).Must(200);
        await PassAsync(TimeSpan.FromSeconds(60));
        Assert.That(await ReasonOfBothAsync(second), Is.EqualTo("identity_suspended"));
        (await _registry.Post($"/api/v1/admin/identities/{_identity}/reinstate", new { reason = "all is well" }, admin.Bearer)).Must(200);
        await PassAsync(TimeSpan.FromSeconds(60));
        Assert.That(await ReasonOfBothAsync(second), Is.Null);

        (await _registry.Post($"/api/v1/admin/keys/{first.Text("key_id")}/compromised", new { reason = "a laptop was stolen" }, admin.Bearer)).Must(200);
        await PassAsync(TimeSpan.FromSeconds(60));
        var offline = await _verifier.VerifyAsync(second);
        Assert.That((offline.Reason, offline.Identity), Is.EqualTo(((PassportReason?)PassportReason.UnknownKey, (string?)null)), "The registry says key_compromised; offline that key is gone.");
        Assert.That(await ReasonOfBothAsync((await _operator.IssueAsync(_identity)).Text("passport")), Is.Null);
    }

    [Test]
    public async Task A_hidden_surface_takes_the_Passports_that_name_it_with_it()
    {
        var token = (await _operator.IssueAsync(_identity)).Text("passport");
        var surface = (await _operator.ReadAsync(_identity)).SurfaceId();
        (await _registry.Patch($"/api/v1/identities/{_identity}/surfaces/{surface}", new { @public = false }, _operator.Bearer)).Must(200);
        await PassAsync(TimeSpan.FromSeconds(60));
        Assert.That(await ReasonOfBothAsync(token, Handle), Is.EqualTo("revoked"));
    }

    [Test]
    public async Task The_reference_identity_is_flagged()
    {
        var token = (await _registry.Get("/api/v1/whois/aii_demo")).Must(200).Json!["passport"]!["token"]!.GetValue<string>();
        var verdict = await _verifier.VerifyAsync(token);
        Assert.That((verdict.Valid, verdict.IsDemo, verdict.Identity), Is.EqualTo((true, true, "aii_demo")));
    }
}
