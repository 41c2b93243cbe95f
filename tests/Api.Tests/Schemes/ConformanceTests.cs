using System.Text.RegularExpressions;
using AiIdentity.Application.Verification;
using AiIdentity.Domain.Surfaces;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Api.Tests.Schemes;

/// <summary>What every scheme must hold to. A new one is a line in <see cref="Schemes"/>, and what that line needs.</summary>
[TestFixtureSource(nameof(Schemes))]
internal sealed partial class ConformanceTests(SchemeUnderTest under)
{
    private static readonly SchemeUnderTest[] Schemes = [new WhatsAppUnderTest(), new DemoUnderTest()];

    private RegistryHost _registry = null!;
    private Operator _person = null!;

    [SetUp]
    public async Task StartRegistry()
    {
        _registry = RegistryHost.Start(null, under.Configure);
        _person = await _registry.SignUpAsync();
    }

    [TearDown]
    public async Task StopRegistry()
    {
        await _registry.DisposeAsync();
        _registry.Forget();
    }

    [Test]
    public void The_grammar_is_idempotent_and_repairs_nothing()
    {
        var schemes = new SurfaceSchemes([under.Scheme]);
        Assert.That(under.SameSpelling, Is.Not.Empty);
        Assert.Multiple(() =>
        {
            foreach (var spellings in under.SameSpelling)
            {
                foreach (var spelling in spellings)
                {
                    Assert.That(schemes.TryParse(spelling, out var address), Is.True, spelling);
                    Assert.That(address!.Canonical, Is.EqualTo(spellings[0]), spelling);
                    Assert.That(schemes.Parse(address.Canonical), Is.EqualTo(address), "What is shown reads back as what it is.");
                    Assert.That(address.ToString(), Does.Not.Contain(address.Canonical[(under.Scheme.Name.Length + 2)..]), "An address is not written by accident.");
                    Assert.That(address.Methods, Is.Not.Empty.And.All.Matches<SurfaceMethod>(method => under.Scheme.Methods.Contains(method)));
                }
            }

            foreach (var refused in under.Refused) Assert.That(schemes.TryParse(refused, out _), Is.False, refused);
            Assert.That(schemes.Parse(under.Scheme.Example).Canonical, Is.EqualTo(under.Scheme.Example));
            Assert.That(under.Scheme.Grammar, Does.Contain(under.Scheme.Example));
        });
        Gen.String[0, 600].Sample(text =>
        {
            var whole = $"{under.Scheme.Name}:{text}";
            return !schemes.TryParse(whole, out var address) || (schemes.Parse(address.Canonical).Equals(address) && address.Canonical.Length <= SurfaceAddress.MaxLength);
        }, iter: 2_000);
    }

    [Test]
    public void Folding_is_stable_and_joins_one_holders_spellings()
    {
        var schemes = new SurfaceSchemes([under.Scheme]);
        Assert.That(under.SameHolder, Is.Not.Empty);
        foreach (var spellings in under.SameHolder)
        {
            var folded = spellings.Select(text => schemes.Parse(text).Folded).Distinct().ToList();
            Assert.That(folded, Has.Count.EqualTo(1), spellings[0]);
            // A folded form that is an address itself folds to itself.
            if (schemes.TryParse(folded[0], out var address)) Assert.That(address.Folded, Is.EqualTo(folded[0]));
        }
    }

    [Test]
    public async Task Each_method_has_one_that_looks_and_says_what_is_needed()
    {
        await using var scope = _registry.Services.CreateAsyncScope();
        var methods = scope.ServiceProvider.GetRequiredService<ProofMethods>();
        Assert.Multiple(() =>
        {
            foreach (var method in under.Scheme.Methods)
            {
                var proof = methods[method.Id];
                Assert.That(proof.Method, Is.EqualTo(method));
                Assert.That(method.Id, Does.Match("^[a-z][a-z0-9_]{0,39}$"));
                Assert.That(new[] { method.Rechecks.Interval, method.Rechecks.AccessGrace, method.Rechecks.ContradictionGap, method.Rechecks.SuspensionGrace, method.Rechecks.OneTimeGrace, proof.Patience },
                    Has.All.GreaterThan(TimeSpan.Zero));
                Assert.That(proof.Patience, Is.LessThan(TimeSpan.FromMinutes(1)), "Two of them are shorter than a lease.");
                var place = proof.PlaceOf(AddressBy(method), "AII-VERIFY-23456-23456");
                Assert.That(place, Contains.Key("kind"));
                Assert.That(place.Values, Has.Some.Contains("AII-VERIFY-23456-23456"));
                Assert.That(proof.StepsFor(AddressBy(method), "AII-VERIFY-23456-23456"), Has.Some.Contains("AII-VERIFY-23456-23456"));
            }
        });

        SurfaceAddress AddressBy(SurfaceMethod method) =>
            under.SameSpelling.Select(spellings => new SurfaceSchemes([under.Scheme]).Parse(spellings[0])).First(address => address.Methods.Contains(method));
    }

    [Test]
    public async Task What_is_said_is_not_proved()
    {
        var address = under.Fresh();
        var (identity, surface) = await ClaimAsync(address);
        await _person.ChallengeAsync(identity, surface);
        Assert.That((await _person.SurfaceAsync(identity, surface)).Text("status"), Is.EqualTo("claimed"));
        (await _registry.Get($"/api/v1/whois?surface={address}")).Must(404, "not_bound");
        Assert.That((await _registry.Get($"/api/v1/whois/{identity}")).Must(200).Json!["surfaces"]!.AsArray(), Is.Empty);
    }

    [Test]
    public async Task A_token_of_somebody_elses_challenge_proves_nothing()
    {
        var address = under.Fresh();
        var (identity, surface) = await ClaimAsync(address);
        var mine = await _person.ChallengeAsync(identity, surface);
        var other = await _registry.SignUpAsync();
        var theirs = await other.CreateAsync("Other", address);
        var challenge = await other.ChallengeAsync(theirs.Id(), theirs.SurfaceId());
        await under.ShowAsync(_registry, address, challenge.Text("token"));
        Assert.That((await _person.CheckAsync(mine.Id())).Must(200).Text("kind"), Is.EqualTo("not_found"));
        Assert.That((await other.CheckAsync(challenge.Id())).Must(200).Text("kind"), Is.EqualTo("verified"));
    }

    [Test]
    public async Task Unreachable_changes_nothing()
    {
        var (address, identity, surface) = await BindAsync();
        var holder = _person;
        var (claimed, unproved) = await ClaimAsync(under.Fresh());
        var challenge = await _person.ChallengeAsync(claimed, unproved);
        await under.FailAsync(_registry);
        for (var i = 0; i < 3; i++)
        {
            var check = (await _person.CheckAsync(challenge.Id())).Must(200);
            Assert.That((check.Text("kind"), check.Text("outcome"), check.Text("status")), Is.EqualTo(("unreachable", "unreachable", "pending")));
            Assert.That(check.Json!["retry_after_seconds"]!.GetValue<int>(), Is.GreaterThan(0));
        }

        await _registry.AdvanceAsync(TimeSpan.FromDays(40));
        await _registry.RoundAsync();
        await _registry.AdvanceAsync(TimeSpan.FromDays(1));
        await _registry.RoundAsync();
        var later = await _registry.SignInAsync(holder.Email);
        Assert.That((await later.SurfaceAsync(identity, surface)).Text("status"), Is.EqualTo("bound"));
        Assert.That((await _registry.Get($"/api/v1/whois?surface={address}")).Must(200).Json!["surfaces"]![0]!.Text("freshness"), Is.EqualTo("aged"));
    }

    // Whether there is such an address, whose it is and what it shows, nobody learns who did not put the token there.
    [Test]
    public async Task A_check_is_no_oracle()
    {
        var (held, _, _) = await BindAsync();
        var stranger = await _registry.SignUpAsync();
        var shown = under.Fresh();
        await under.ShowAsync(_registry, shown, "hello");
        var addresses = new[] { held, shown, under.Fresh() };
        var identity = await stranger.CreateAsync("Stranger", addresses);
        var answers = new List<string>();
        for (var i = 0; i < addresses.Length; i++)
        {
            var challenge = await stranger.ChallengeAsync(identity.Id(), identity.SurfaceId(i));
            var check = (await stranger.CheckAsync(challenge.Id())).Must(200).Body.Replace(addresses[i], "ADDRESS", StringComparison.Ordinal);
            answers.Add(Ids().Replace(check, "ID"));
        }

        Assert.That(answers.Distinct().Count(), Is.EqualTo(1), string.Join('\n', answers));
    }

    [Test]
    public async Task Evidence_and_events_disclose_nothing_of_what_was_read()
    {
        var (address, identity, surface) = await BindAsync();
        var evidence = (await _registry.Get($"/api/v1/identities/{identity}/surfaces/{surface}/evidence", _person.Bearer)).Must(200).Body;
        var events = (await _registry.Get("/api/v1/events?limit=200", _person.Bearer)).Must(200).Body;
        var secret = address[(under.Scheme.Name.Length + 2)..];
        foreach (var text in new[] { evidence, events }) Assert.That(text, Does.Not.Contain(secret).And.Not.Contain("AII-VERIFY"));
        // What everybody sees of the proof is no more than the method says of it.
        var record = (await _registry.Get($"/api/v1/whois?surface={address}")).Must(200).Json!["surfaces"]![0]!;
        Assert.That(record["evidence"]?.ToJsonString() ?? "", Does.Not.Contain(secret).And.Not.Contain("AII-VERIFY"));
    }

    private async Task<(string Identity, string Surface)> ClaimAsync(string address)
    {
        // A person of their own each time: a plan holds one identity.
        _person = await _registry.SignUpAsync();
        var identity = await _person.CreateAsync("Agent", address);
        return (identity.Id(), identity.SurfaceId());
    }

    private async Task<(string Address, string Identity, string Surface)> BindAsync()
    {
        var address = under.Fresh();
        var (identity, surface) = await ClaimAsync(address);
        var challenge = await _person.ChallengeAsync(identity, surface);
        await under.ShowAsync(_registry, address, challenge.Text("token"));
        Assert.That((await _person.CheckAsync(challenge.Id())).Must(200).Text("kind"), Is.EqualTo("verified"));
        return (address, identity, surface);
    }

    [GeneratedRegex("(aii|srf|chl)_[0-9A-Z]{26}")]
    private static partial Regex Ids();
}
