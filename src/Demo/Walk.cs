using System.Net.Http.Headers;
using System.Text.Json;
using AiIdentity.Client;

namespace AiIdentity.Demo;

/// <summary>The main job once, as an operator and then a stranger would live it: every answer is held against the contract.</summary>
internal sealed class Walk(Uri home, HttpClient http)
{
    private const string Email = "operator@acme.example";
    private const string Password = "correct horse battery staple";
    private const string Phone = "wa:+447700900123";
    private const string Handle = "wa:@acmesupport";

    public async Task RunAsync()
    {
        var registry = new RegistryClient(http);
        var sandbox = new Phone(http);

        Tell.Step("An account", $"POST /api/v1/auth/register for {Email}");
        await registry.RegisterAsync(new RegisterBody { Email = Email, Password = Password });
        var code = await sandbox.CodeFromMailAsync(Email);
        Tell.Answer($"202; the mail has the line “Code: {code}”");
        await registry.ConfirmEmailAsync(new ConfirmEmailBody { Email = Email, Code = code });
        var session = await registry.LoginAsync(new LoginBody { Email = Email, Password = Password });
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.AccessToken);
        var me = await registry.GetMeAsync();
        Tell.Answer($"Signed in as {me.Id}, plan {me.Plan}, email confirmed: {me.EmailConfirmed}");
        Tell.Require(me.EmailConfirmed, "The email should be confirmed.");

        Tell.Step("An identity for the agent", "POST /api/v1/identities");
        var identity = await registry.CreateIdentityAsync(new CreateIdentityBody
        {
            Name = "Acme Support",
            OperatorDisplay = "Acme Ltd",
            Capabilities = ["customer-support"],
            Surfaces = [new SurfaceClaim { Surface = Phone }, new SurfaceClaim { Surface = Handle }],
        });
        Tell.Answer($"{identity.Id}, tier {identity.Tier}: two addresses are claimed, nobody sees them yet");
        Tell.Require(identity.Tier == Tier.Issued, "Nothing is proved, so the tier should be issued.");
        await RequireNotBoundAsync(registry, Phone);

        Tell.Step("A WhatsApp Business number", "on the sandbox's phone, POST /sandbox/admin/numbers");
        var number = await sandbox.AddNumberAsync("+447700900123", "acmesupport", "Acme Support");
        Tell.Answer($"phone number id {number}, shared with the registry");

        foreach (var surface in identity.Surfaces) await ProveAsync(registry, sandbox, identity, surface, number);

        Tell.Step("A Passport", $"POST /api/v1/identities/{identity.Id}/passports");
        var passport = await registry.IssuePassportAsync(identity.Id);
        Tell.Answer($"{passport.Id}, signed by {passport.KeyId}, good until {passport.ExpiresAt:yyyy-MM-dd}\n{passport.Passport}");

        Tell.Step("A stranger asks who stands behind that number", $"GET /api/v1/whois?surface={Phone}");
        http.DefaultRequestHeaders.Authorization = null;
        var byPhone = await RawWhoisAsync(Phone);
        Tell.Json(byPhone);
        Tell.Require(byPhone == await RawWhoisAsync(Handle), "Both addresses should give the same record.");
        Tell.Answer($"GET /api/v1/whois?surface={Handle} gives the same bytes");
        var record = await registry.WhoisByIdentityAsync(identity.Id);
        Tell.Require(record.Tier == Tier.IdentityVerified && record.Surfaces.Count == 2 && record.Passport?.Id == passport.Id, "The record should show both surfaces, the tier and the Passport.");

        Tell.Step("… and checks the Passport for the place where it met the agent", "POST /api/v1/verify");
        var verdict = await registry.VerifyAsync(new VerifyBody { Passport = passport.Passport, Surface = Handle });
        Tell.Answer($"valid: {verdict.Valid}, surface_match: {verdict.SurfaceMatch}, operator: {verdict.Operator?.Display}");
        Tell.Require(verdict is { Valid: true, SurfaceMatch: true }, "The Passport should be valid where it was met.");
        var elsewhere = await registry.VerifyAsync(new VerifyBody { Passport = passport.Passport, Surface = "wa:@somebodyelse" });
        Tell.Answer($"Copied to wa:@somebodyelse — valid: {elsewhere.Valid}, reason: {elsewhere.Reason}");
        Tell.Require(!elsewhere.Valid && elsewhere.Reason == VerdictReason.SurfaceMismatch, "A copied Passport should not pass elsewhere.");
    }

    private static async Task ProveAsync(RegistryClient registry, Phone sandbox, IdentityView identity, SurfaceView surface, string number)
    {
        Tell.Step($"Prove {surface.Surface}", $"POST /api/v1/identities/{identity.Id}/surfaces/{surface.Id}/challenges");
        var challenge = await registry.CreateChallengeAsync(identity.Id, surface.Id);
        Tell.Answer($"Put {challenge.Token} into the profile's About");
        var early = await registry.CheckChallengeAsync(challenge.Id);
        Tell.Answer($"Checked too early: {early.Outcome}. {early.Hint}");
        Tell.Require(early.Kind == OutcomeKind.NotFound, "The token is not there yet.");
        await sandbox.WriteAboutAsync(number, $"Acme Support. {challenge.Token}");
        var check = await registry.CheckChallengeAsync(challenge.Id);
        Tell.Answer($"About edited on the phone, checked again: {check.Outcome}; the surface is {check.Surface.Status}, next check due {check.Surface.NextCheckDue:yyyy-MM-dd}");
        Tell.Require(check.Kind == OutcomeKind.Verified && check.Surface.Status == SurfaceStatus.Bound, "The surface should be bound.");
    }

    private static async Task RequireNotBoundAsync(RegistryClient registry, string surface)
    {
        try
        {
            await registry.WhoisBySurfaceAsync(surface);
        }
        catch (RegistryException<Problem> problem) when (problem.Result.Code == "not_bound")
        {
            return;
        }

        throw new UnexpectedException("A claim that is not proved should not be public.");
    }

    // The address exactly as it is printed: its + is not escaped.
    private async Task<string> RawWhoisAsync(string surface)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{home.GetLeftPart(UriPartial.Authority)}/api/v1/whois?surface={surface}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        using var response = await http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        Tell.Require(response.IsSuccessStatusCode, $"whois answered {(int)response.StatusCode}: {body}");
        using var parsed = JsonDocument.Parse(body);
        return body;
    }
}
