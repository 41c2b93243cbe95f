using AiIdentity.Application.Shared;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Verification;
using AiIdentity.Infrastructure.Persistence;
using AiIdentity.States;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Api.Tests.Verification;

/// <summary>Drives every edge that docs/states.md draws over HTTP, with the sandbox and its clock.</summary>
internal sealed class StateEdgeTests : RegistryFixture
{
    private Operator _person = null!;
    private Operator _other = null!;
    private Operator _administrator = null!;
    private string _phone = "";
    private string _identity = "";
    private string? _otherIdentity;
    private string _surface = "";
    private Number _number = null!;

    [OneTimeSetUp]
    public async Task SignUp()
    {
        (_person, _other) = (await Registry.SignUpAsync(), await Registry.SignUpAsync());
        _administrator = await Registry.SignUpAsync(RegistryHost.Administrator);
    }

    [SetUp]
    public async Task Claim()
    {
        _phone = FreshPhone();
        var identity = await _person.CreateAsync(surfaces: $"wa:{_phone}");
        (_identity, _surface) = (identity.Id(), identity.SurfaceId());
        _number = await Registry.AddNumberAsync(_phone);
    }

    [TearDown]
    public async Task Revoke() => await RevokeAsync();

    private static IEnumerable<Edge> Surface => StateDiagrams.Of("Surface");

    [TestCaseSource(nameof(Surface))]
    public async Task A_surface_goes(Edge edge)
    {
        // Time alone ends only what the registry can't look at by itself.
        var once = edge is { From: "bound", Act: "time" };
        if (once) await _number.ChangeAsync(new { shared = false });
        await ReachAsync(edge.From, once);
        Assert.That(await SurfaceStatusAsync(), Is.EqualTo(edge.From));
        await ActAsync(edge.Act, once);
        Assert.That(await SurfaceStatusAsync(), Is.EqualTo(edge.To));
        if (edge.From == edge.To) Assert.That((await _person.EventsAsync()).Take(3), Has.Member("surface_renewed"));
        var whois = await Registry.Get($"/api/v1/whois?surface=wa:{_phone}");
        if (edge.To is "bound" or "unconfirmed" or "suspended") Assert.That(whois.Must(200).Text("identity"), Is.EqualTo(_identity));
        else if (_otherIdentity is not null) Assert.That(whois.Must(200).Text("identity"), Is.EqualTo(_otherIdentity));
        else whois.Must(404, "not_bound");
    }

    private async Task ReachAsync(string state, bool once)
    {
        if (state is "claimed") return;
        await ActAsync("prove", once);
        switch (state)
        {
            case "unconfirmed": await ActAsync("grant lost"); break;
            case "suspended": await ActAsync("contradicted twice"); break;
            case "superseded": await ActAsync("proved by another"); break;
            case "lapsed":
                await ActAsync("grant lost");
                await ActAsync("time");
                break;
        }
    }

    private async Task ActAsync(string act, bool once = false)
    {
        switch (act)
        {
            case "prove":
                if (!once) await MendAsync();
                await _person.ProveAsync(_identity, _surface, _number, once ? _number.Grant : null);
                break;
            case "confirmed":
                await MendAsync();
                await LookAsync("verified");
                break;
            case "grant lost":
                await _number.ChangeAsync(new { shared = false });
                await LookAsync("grant_lost");
                break;
            case "contradicted twice":
                await _number.ChangeAsync(new { shared = true, status = "DISCONNECTED" });
                await LookAsync("number_not_live");
                await Registry.AdvanceAsync(TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(1));
                await LookAsync("number_not_live");
                break;
            case "time":
                await Registry.AdvanceAsync(once ? TimeSpan.FromDays(30 + 14) : await SurfaceStatusAsync() is "suspended" ? TimeSpan.FromHours(72) : TimeSpan.FromDays(7));
                break;
            case "proved by another":
                await MendAsync();
                var identity = await _other.CreateAsync(surfaces: $"wa:{_phone}");
                _otherIdentity = identity.Id();
                await _other.ProveAsync(_otherIdentity, identity.SurfaceId(), _number);
                break;
            case "release":
                (await Registry.Delete($"/api/v1/identities/{_identity}/surfaces/{_surface}", _person.Bearer)).Must(204);
                break;
            default:
                Assert.Fail($"Say how \"{act}\" is done over HTTP.");
                break;
        }
    }

    private Task MendAsync() => _number.ChangeAsync(new { shared = true, status = "CONNECTED" });

    private async Task LookAsync(string outcome) => Assert.That((await _person.RecheckAsync(_identity, _surface)).Must(200).Text("outcome"), Is.EqualTo(outcome));

    // A released surface is in no answer any more; that it was released stands in the events.
    private async Task<string> SurfaceStatusAsync() =>
        (await _person.ReadAsync(_identity))["surfaces"]!.AsArray().SingleOrDefault(s => s!.Id() == _surface)?.Text("status")
        ?? ((await Registry.Get("/api/v1/events?limit=200", _person.Bearer)).Must(200).Items.Any(e => e!.Text("type") == "surface_released" && e!.Text("surface") == _surface) ? "released" : "gone");

    private static IEnumerable<Edge> Challenge => StateDiagrams.Of("Challenge");

    [TestCaseSource(nameof(Challenge))]
    public async Task A_challenge_goes(Edge edge)
    {
        var challenge = (await _person.ChallengeAsync(_identity, _surface)).Id();
        Assert.That(await ChallengeStatusAsync(challenge), Is.EqualTo(edge.From));
        switch (edge.Act)
        {
            case "token found":
                await _number.WriteAsync((await Registry.Get($"/api/v1/challenges/{challenge}", _person.Bearer)).Text("token"));
                (await _person.CheckAsync(challenge)).Must(200);
                break;
            case "open another": await _person.ChallengeAsync(_identity, _surface); break;
            case "time": await Registry.AdvanceAsync(TimeSpan.FromHours(24)); break;
            case "check 60 times":
                // Of the sixty all but the ends are written: each takes as long as a search in WhatsApp does.
                await CheckInVainAsync(challenge);
                await SpendAsync(Id.Parse<ChallengeId>(challenge), checks: 57);
                await CheckInVainAsync(challenge);
                Assert.That(await ChallengeStatusAsync(challenge), Is.EqualTo(edge.From));
                await CheckInVainAsync(challenge);
                break;
            case "release": await ActAsync("release"); break;
            default: Assert.Fail($"Say how \"{edge.Act}\" is done over HTTP."); break;
        }

        Assert.That(await ChallengeStatusAsync(challenge), Is.EqualTo(edge.To));
        (await _person.CheckAsync(challenge)).Must(409, "challenge_closed");
    }

    private async Task SpendAsync(ChallengeId challenge, int checks)
    {
        await using var scope = Registry.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RegistryDb>();
        await scope.ServiceProvider.GetRequiredService<IUnitOfWork>().ExecuteAsync(
            stop => db.Challenges.Where(c => c.Id == challenge).ExecuteUpdateAsync(set => set.SetProperty(c => c.ChecksLeft, c => c.ChecksLeft - checks), stop), CancellationToken.None);
    }

    private async Task CheckInVainAsync(string challenge) => Assert.That((await _person.CheckAsync(challenge)).Must(200).Text("outcome"), Is.EqualTo("token_not_found"));

    private async Task<string> ChallengeStatusAsync(string challenge) => (await Registry.Get($"/api/v1/challenges/{challenge}", _person.Bearer)).Must(200).Text("status");

    private static IEnumerable<Edge> Identity => StateDiagrams.Of("Identity");

    [TestCaseSource(nameof(Identity))]
    public async Task An_identity_goes(Edge edge)
    {
        if (edge.From is "suspended") await JudgeAsync("suspend");
        Assert.That((await _person.ReadAsync(_identity)).Text("status"), Is.EqualTo(edge.From));
        if (edge.Act is "revoke") await RevokeAsync();
        else await JudgeAsync(edge.Act);
        Assert.That((await _person.ReadAsync(_identity)).Text("status"), Is.EqualTo(edge.To));
        Assert.That((await Registry.Get($"/api/v1/whois/{_identity}")).Must(200).Text("status"), Is.EqualTo(edge.To));
    }

    private async Task JudgeAsync(string act) => (await Registry.Post($"/api/v1/admin/identities/{_identity}/{act}", new { reason = "why" }, _administrator.Bearer)).Must(200);

    private static IEnumerable<Edge> Passport => StateDiagrams.Of("Passport");

    [TestCaseSource(nameof(Passport))]
    public async Task A_passport_goes(Edge edge)
    {
        var passport = (await _person.IssueAsync(_identity, days: 1)).Id();
        Assert.That(await PassportStatusAsync(), Is.EqualTo(edge.From));
        if (edge.Act is "revoke") (await Registry.Post($"/api/v1/passports/{passport}/revoke", new { }, _person.Bearer)).Must(200);
        else await Registry.AdvanceAsync(TimeSpan.FromDays(1));
        Assert.That(await PassportStatusAsync(), Is.EqualTo(edge.To));
    }

    private async Task<string> PassportStatusAsync() => (await Registry.Get($"/api/v1/identities/{_identity}/passports", _person.Bearer)).Must(200).Items.Single()!.Text("status");

    // A free plan holds one identity that is not revoked: each edge begins with a new one.
    private async Task RevokeAsync()
    {
        await Registry.Post($"/api/v1/identities/{_identity}/revoke", new { }, _person.Bearer);
        if (_otherIdentity is not null) await Registry.Post($"/api/v1/identities/{_otherIdentity}/revoke", new { }, _other.Bearer);
        _otherIdentity = null;
    }
}
