using System.Text.Json.Nodes;

namespace AiIdentity.Api.Tests.Passports;

/// <summary>Keys and Passports over simulated time, seen from outside alone.</summary>
internal sealed class YearTests
{
    private static readonly TimeSpan Notice = TimeSpan.FromDays(14);
    private static readonly TimeSpan Term = TimeSpan.FromDays(90);

    private sealed record Issued(string Token, string KeyId, DateTimeOffset ExpiresAt);

    private readonly List<Issued> _issued = [];
    private readonly Dictionary<string, DateTimeOffset> _firstSeen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _firstSigned = new(StringComparer.Ordinal);

    [TestCase(370, 1, 4, Category = "Drill")]
    [TestCase(110, 10, 1)]
    public async Task Keys_turn_by_themselves_and_every_passport_is_good_from_issue_to_expiry(int days, int step, int rotations)
    {
        await using var registry = RegistryHost.Start();
        var person = await registry.SignUpAsync();
        var identity = (await person.CreateAsync("Yearly")).Id();
        var slack = TimeSpan.FromDays(step) + TimeSpan.FromHours(1);
        for (var day = 0; day <= days; day += step)
        {
            if (day > 0) await registry.AdvanceAsync(TimeSpan.FromDays(step));
            await registry.RoundAsync();
            var now = await NowAsync(registry);
            var fresh = await person.IssueAsync(identity, 1 + (day * 7 % 30));
            var signing = fresh.Text("key_id");
            _issued.Add(new Issued(fresh.Text("passport"), signing, Time(fresh, "expires_at")));
            var demo = (await registry.Get("/api/v1/whois/aii_demo")).Must(200).Json!["passport"]!;
            if (_issued.TrueForAll(i => i.Token != demo.Text("token"))) _issued.Add(new Issued(demo.Text("token"), demo.Text("key_id"), Time(demo, "expires_at")));

            foreach (var passport in _issued.Where(i => i.ExpiresAt > now - slack)) await MustBeGoodUntilItsEnd(registry, passport);
            await MustBeNeeded(registry, signing, now);
            if (_firstSigned.TryAdd(signing, now) && _firstSigned.Count > 1)
                Assert.That(now - _firstSeen[signing], Is.GreaterThanOrEqualTo(Notice - slack), "A key is announced two weeks before it signs.");
            Assert.That(now - _firstSigned[signing], Is.LessThanOrEqualTo(Term + slack), "No key signs longer than its term.");
        }

        Assert.That(_firstSigned, Has.Count.EqualTo(rotations + 1));
        await MustEndToTheSecond(registry, (await person.IssueAsync(identity, 1)).Text("passport"));
        await registry.DisposeAsync();
        registry.Forget();
    }

    // The verdict's own time decides: the test's clock is not the registry's.
    private static async Task<JsonNode> MustBeGoodUntilItsEnd(RegistryHost registry, Issued passport)
    {
        var verdict = (await registry.Post("/api/v1/verify", new { passport = passport.Token })).Must(200).Json!;
        var over = Time(verdict, "as_of") >= passport.ExpiresAt;
        Assert.That((verdict["valid"]!.GetValue<bool>(), verdict["reason"]?.GetValue<string>()), Is.EqualTo((!over, over ? "expired" : null)), $"{verdict}");
        return verdict;
    }

    private static async Task MustEndToTheSecond(RegistryHost registry, string token)
    {
        var passport = new Issued(token, "", Time((await registry.Post("/api/v1/verify", new { passport = token })).Json!, "expires_at"));
        await registry.AdvanceAsync(passport.ExpiresAt - await NowAsync(registry) - TimeSpan.FromSeconds(2));
        var (good, verdict) = (0, await MustBeGoodUntilItsEnd(registry, passport));
        for (; verdict["valid"]!.GetValue<bool>(); good++)
        {
            await Task.Delay(50);
            verdict = await MustBeGoodUntilItsEnd(registry, passport);
        }

        Assert.That(good, Is.Positive);
        Assert.That(Time(verdict, "as_of") - passport.ExpiresAt, Is.LessThan(TimeSpan.FromSeconds(5)), "The end was seen as it came.");
    }

    private async Task MustBeNeeded(RegistryHost registry, string signing, DateTimeOffset now)
    {
        var published = (await registry.Get("/.well-known/jwks.json")).Must(200).Json!["keys"]!.AsArray().Select(k => k!.Text("kid")).ToList();
        foreach (var key in published) _firstSeen.TryAdd(key, now);
        var needed = _issued.Where(i => i.ExpiresAt > now).Select(i => i.KeyId).ToHashSet(StringComparer.Ordinal);
        Assert.That(needed, Is.SubsetOf(published), "What is still good can be verified.");
        var idle = published.Where(k => k != signing && !needed.Contains(k)).ToList();
        Assert.That(idle.Where(_firstSigned.ContainsKey), Is.Empty, "A key whose last Passport has expired is gone.");
        Assert.That(idle, Has.Count.LessThanOrEqualTo(1), "At most one is announced.");
    }

    private static async Task<DateTimeOffset> NowAsync(RegistryHost registry) => Time((await registry.Post("/sandbox/admin/clock", new { advance_seconds = 0 })).Must(200).Json!, "now");

    private static DateTimeOffset Time(JsonNode node, string member) => VectorRegistry.Time(node.Text(member));
}
