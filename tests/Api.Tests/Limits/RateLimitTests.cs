using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AiIdentity.Api.Tests.Limits;

/// <summary>The limits as they are where nobody configures them; every test begins in a fresh window.</summary>
internal sealed class RateLimitTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _time = new();
    private RegistryHost _registry = null!;
    private string _identity = "";

    private RegistryHost StartLimited(params (string, string)[] settings) =>
        RegistryHost.Start(folder: null, services => services.AddKeyedSingleton<TimeProvider>("limits", _time), [("RateLimiting:Enabled", "true"), .. settings]);

    [OneTimeSetUp]
    public async Task Start()
    {
        _registry = StartLimited(("ForwardedHeaders:KnownProxies", "127.0.0.1, ::1"));
        _identity = (await (await _registry.SignUpAsync()).CreateAsync()).Id();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _registry.DisposeAsync();
        _registry.Forget();
    }

    [SetUp]
    public void OpenFreshWindows() => _time.Advance(TimeSpan.FromHours(1));

    private Task<Answer> Whois(string from, string? bearer = null) => _registry.Get($"/api/v1/whois/{_identity}", bearer, ("X-Forwarded-For", from));

    private Task<Answer> Missing(string from, string? bearer = null) => _registry.Get("/api/v1/whois?surface=wa:@nobodyhere", bearer, ("X-Forwarded-For", from));

    private Task<Answer> Verify(string from, string id, string? bearer = null) => _registry.Post("/api/v1/verify", new { id }, bearer, ("X-Forwarded-For", from));

    private static async Task Times(int times, Func<Task<Answer>> ask, int status)
    {
        for (var i = 0; i < times; i++) (await ask()).Must(status);
    }

    private static void MustWait(Answer answer, int atMost)
    {
        answer.Must(429, "rate_limited");
        Assert.That(int.Parse(answer.Headers["Retry-After"], CultureInfo.InvariantCulture), Is.InRange(1, atMost));
    }

    [Test]
    public async Task Without_a_key_an_address_has_thirty_a_minute_over_whois_and_verify_together()
    {
        await Times(15, () => Whois("192.0.2.1"), 200);
        await Times(15, () => Verify("192.0.2.1", _identity), 200);
        _time.Advance(TimeSpan.FromSeconds(20));
        var refused = await _registry.Get($"/api/v1/whois/{_identity}", null, ("X-Forwarded-For", "192.0.2.1"), ("Origin", "https://elsewhere.example"));
        MustWait(refused, 40);
        Assert.That(refused.Headers["Retry-After"], Is.EqualTo("40"));
        Assert.That(refused.Headers["Access-Control-Allow-Origin"], Is.EqualTo("*"));
        MustWait(await Verify("192.0.2.1", _identity), 40);
        (await Whois("192.0.2.2")).Must(200);
        _time.Advance(TimeSpan.FromSeconds(39));
        MustWait(await Whois("192.0.2.1"), 1);
        _time.Advance(TimeSpan.FromSeconds(1));
        await Times(30, () => Whois("192.0.2.1"), 200);
        MustWait(await Whois("192.0.2.1"), 60);
    }

    [Test]
    public async Task A_miss_counts_three()
    {
        await Times(4, () => Missing("192.0.2.3"), 404);
        await Times(3, () => _registry.Get("/api/v1/whois/aii_01ARZ3NDEKTSV4RRFFQ69G5FAV", null, ("X-Forwarded-For", "192.0.2.3")), 404);
        await Times(3, () => Verify("192.0.2.3", "aii_01ARZ3NDEKTSV4RRFFQ69G5FAV"), 200);
        MustWait(await Missing("192.0.2.3"), 60);
    }

    [Test]
    public async Task What_is_no_miss_counts_one()
    {
        var tag = (await Whois("192.0.2.4")).Must(200).Headers["ETag"];
        await Times(10, () => _registry.Get($"/api/v1/whois/{_identity}", null, ("X-Forwarded-For", "192.0.2.4"), ("If-None-Match", tag)), 304);
        await Times(10, () => _registry.Get("/api/v1/whois?surface=nonsense", null, ("X-Forwarded-For", "192.0.2.4")), 400);
        await Times(9, () => _registry.Post("/api/v1/verify", new { passport = "nonsense" }, null, ("X-Forwarded-For", "192.0.2.4")), 200);
        MustWait(await Whois("192.0.2.4"), 60);
    }

    [Test]
    public async Task Nothing_else_counts()
    {
        await Times(40, () => _registry.Get("/.well-known/jwks.json", null, ("X-Forwarded-For", "192.0.2.5")), 200);
        await Times(40, () => _registry.Get("/health/ready", null, ("X-Forwarded-For", "192.0.2.5")), 200);
        (await Whois("192.0.2.5")).Must(200);
    }

    [Test]
    public async Task The_keys_of_an_account_have_120_whois_and_60_verify_together_wherever_they_are_used()
    {
        var person = await _registry.SignUpAsync();
        var (key, other) = (await CreateKeyAsync(person), await CreateKeyAsync(person));
        await Times(60, () => Whois("192.0.2.6", key), 200);
        await Times(60, () => Whois("192.0.2.7", other), 200);
        await Times(30, () => Verify("192.0.2.6", _identity, key), 200);
        await Times(30, () => Verify("192.0.2.6", _identity, other), 200);
        foreach (var one in new[] { key, other, await CreateKeyAsync(person) })
        {
            MustWait(await Whois("192.0.2.7", one), 60);
            MustWait(await Verify("192.0.2.7", _identity, one), 60);
        }

        (await Whois("192.0.2.6")).Must(200);
        (await Whois("192.0.2.6", await CreateKeyAsync(await _registry.SignUpAsync()))).Must(200);
    }

    [Test]
    public async Task A_miss_counts_three_with_a_key_too()
    {
        var person = await _registry.SignUpAsync();
        var (key, other) = (await CreateKeyAsync(person), await CreateKeyAsync(person));
        await Times(20, () => Missing("192.0.2.12", key), 404);
        await Times(19, () => Missing("192.0.2.13", other), 404);
        await Times(3, () => Whois("192.0.2.13", key), 200);
        MustWait(await Whois("192.0.2.14", other), 60);
        await Times(20, () => Verify("192.0.2.12", "aii_01ARZ3NDEKTSV4RRFFQ69G5FAV", key), 200);
        MustWait(await Verify("192.0.2.14", _identity, other), 60);
    }

    private async Task<string> CreateKeyAsync(Operator person) =>
        (await _registry.Post("/api/v1/api-keys", new { name = "k", scopes = new[] { "identity:read" } }, person.Bearer)).Must(201).Text("secret");

    [Test]
    public async Task A_signed_in_person_counts_as_without_a_key()
    {
        var person = await _registry.SignUpAsync();
        await Times(30, () => Whois("192.0.2.8", person.Bearer), 200);
        MustWait(await Whois("192.0.2.8"), 60);
    }

    [Test]
    public async Task IPv6_counts_by_64()
    {
        await Times(15, () => Whois("2001:db8:0:1::1"), 200);
        await Times(15, () => Whois("2001:db8:0:1:ffff::2"), 200);
        MustWait(await Whois("2001:db8:0:1:1234::"), 60);
        (await Whois("2001:db8:0:2::1")).Must(200);
        // The whole of IPv4, as a socket for both kinds writes it.
        await Times(30, () => Whois("::ffff:192.0.2.9"), 200);
        MustWait(await Whois("192.0.2.9"), 60);
        (await Whois("::ffff:192.0.2.10")).Must(200);
    }

    [Test]
    public async Task Only_what_the_known_proxy_says_counts_not_what_it_was_told()
    {
        for (var i = 0; i < 30; i++) (await Whois($"198.51.100.{i}, 192.0.2.11")).Must(200);
        MustWait(await Whois("198.51.100.99, 192.0.2.11"), 60);
    }

    [Test]
    public async Task Without_known_proxies_nobody_chooses_an_address()
    {
        await using var registry = StartLimited();
        var identity = (await (await registry.SignUpAsync()).CreateAsync()).Id();
        for (var i = 0; i < 30; i++) (await registry.Get($"/api/v1/whois/{identity}", null, ("X-Forwarded-For", $"198.51.100.{i}"))).Must(200);
        MustWait(await registry.Get($"/api/v1/whois/{identity}", null, ("X-Forwarded-For", "198.51.100.99")), 60);
        await registry.DisposeAsync();
        registry.Forget();
    }

    [Test]
    public async Task An_account_creates_ten_challenges_a_minute_and_retries_are_none()
    {
        var person = await _registry.SignUpAsync();
        var identity = await person.CreateAsync(surfaces: "wa:@ratelimited");
        var path = $"/api/v1/identities/{identity.Id()}/surfaces/{identity.SurfaceId()}/challenges";
        var first = (await _registry.Post(path, null, person.Bearer, ("Idempotency-Key", "again"))).Must(201).Body;
        await Times(9, () => _registry.Post(path, null, person.Bearer), 201);
        MustWait(await _registry.Post(path, null, person.Bearer, ("Idempotency-Key", "other")), 60);
        Assert.That((await _registry.Post(path, null, person.Bearer, ("Idempotency-Key", "again"))).Must(201).Body, Is.EqualTo(first));
        var neighbour = await _registry.SignUpAsync();
        var theirs = await neighbour.CreateAsync(surfaces: "wa:@ratelimited");
        await neighbour.ChallengeAsync(theirs.Id(), theirs.SurfaceId());
        _time.Advance(Minute);
        (await _registry.Post(path, null, person.Bearer, ("Idempotency-Key", "other"))).Must(201);
    }

    [Test]
    public async Task A_surface_is_checked_six_times_a_minute()
    {
        var person = await _registry.SignUpAsync();
        var identity = await person.CreateAsync("Two", "wa:+447700900801", "wa:@checkedoften");
        var number = await _registry.AddNumberAsync("+447700900801");
        var challenges = new List<string>();
        for (var i = 0; i < 2; i++) challenges.Add((await person.ChallengeAsync(identity.Id(), identity.SurfaceId(i))).Id());
        await Times(6, () => person.CheckAsync(challenges[0], number.Grant), 200);
        MustWait(await person.CheckAsync(challenges[0], number.Grant), 60);
        var again = (await person.ChallengeAsync(identity.Id(), identity.SurfaceId())).Id();
        MustWait(await person.CheckAsync(again), 60);
        (await person.CheckAsync(challenges[1])).Must(200);
        _time.Advance(Minute);
        (await person.CheckAsync(again)).Must(200);
        (await _registry.Get($"/api/v1/challenges/{again}", person.Bearer)).Must(200);
    }

    [Test]
    public async Task An_account_has_thirty_fruitless_checks_an_hour_and_others_are_free()
    {
        var person = await _registry.SignUpAsync();
        var identity = await person.CreateAsync(surfaces: "wa:+447700900802");
        var number = await _registry.AddNumberAsync("+447700900802");
        var challenge = await person.ChallengeAsync(identity.Id(), identity.SurfaceId());
        Task<Answer> Check()
        {
            _time.Advance(TimeSpan.FromSeconds(15));
            return person.CheckAsync(challenge.Id(), number.Grant);
        }

        await Times(29, Check, 200);
        (await _registry.Put("/sandbox/admin/faults", new { kind = "http_500", times = 1000, phone_number_id = number.Id })).Must(200);
        for (var i = 0; i < 3; i++) Assert.That((await Check()).Must(200).Text("outcome"), Is.EqualTo("unreachable"));
        (await _registry.Put("/sandbox/admin/faults", new { kind = "http_500", times = 0, phone_number_id = number.Id })).Must(200);
        Assert.That((await Check()).Must(200).Text("outcome"), Is.EqualTo("token_not_found"));
        await number.WriteAsync($"hello {challenge.Text("token")}");
        MustWait(await Check(), 3600);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.That((await Check()).Must(200).Text("outcome"), Is.EqualTo("verified"));
        // That one is given back.
        challenge = await person.ChallengeAsync(identity.Id(), identity.SurfaceId());
        await Times(30, Check, 200);
        MustWait(await Check(), 3600);
    }

    [Test]
    public async Task A_recheck_counts_as_a_check_does()
    {
        var person = await _registry.SignUpAsync();
        var identity = await person.CreateAsync("Two", "wa:+447700900803", "wa:+447700900804");
        var numbers = new[] { await _registry.AddNumberAsync("+447700900803"), await _registry.AddNumberAsync("+447700900804") };
        for (var i = 0; i < 2; i++) await person.ProveAsync(identity.Id(), identity.SurfaceId(i), numbers[i]);
        Task<Answer> Recheck(int i) => person.RecheckAsync(identity.Id(), identity.SurfaceId(i));

        await Times(5, () => Recheck(0), 200);
        MustWait(await Recheck(0), 60);
        MustWait(await person.CheckAsync((await person.ChallengeAsync(identity.Id(), identity.SurfaceId())).Id()), 60);
        (await Recheck(1)).Must(200);

        // Those that confirm are given back, those that contradict are not, through whatever token.
        await numbers[0].ChangeAsync(new { status = "DISCONNECTED" });
        _time.Advance(Minute);
        var outcomes = new List<string>();
        Answer answer;
        while (true)
        {
            _time.Advance(TimeSpan.FromSeconds(15));
            answer = await person.RecheckAsync(identity.Id(), identity.SurfaceId(), outcomes.Count % 2 == 0 ? null : numbers[0].Grant);
            if ((int)answer.Status != 200) break;
            outcomes.Add(answer.Text("outcome"));
        }

        MustWait(answer, 3600);
        Assert.That(outcomes, Has.Count.EqualTo(30).And.All.EqualTo("number_not_live"));
        MustWait(await Recheck(1), 3600);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.That((await Recheck(1)).Must(200).Text("outcome"), Is.EqualTo("verified"));
    }

    [Test]
    public async Task An_account_has_five_open_challenges_for_an_address_over_its_identities()
    {
        var (person, surfaces) = await SixClaimsAsync(_registry);
        foreach (var path in surfaces[..5]) (await _registry.Post(path, null, person.Bearer)).Must(201);
        var refused = (await _registry.Post(surfaces[5], null, person.Bearer)).Must(429, "too_many_open_challenges");
        Assert.That(int.Parse(refused.Headers["Retry-After"], CultureInfo.InvariantCulture), Is.InRange(86_000, 86_400));
        (await _registry.Post(surfaces[0], null, person.Bearer)).Must(201);
    }

    [Test]
    public async Task Switched_off_nothing_is_limited_but_the_size_of_bodies()
    {
        await using var registry = RegistryHost.Start();
        for (var i = 0; i < 31; i++) (await registry.Get("/api/v1/whois?surface=wa:@nobodyhere")).Must(404);
        var (person, surfaces) = await SixClaimsAsync(registry);
        foreach (var path in surfaces) (await registry.Post(path, null, person.Bearer)).Must(201);
        var challenge = (await registry.Post(surfaces[0], null, person.Bearer)).Must(201).Json!.Id();
        var number = await registry.AddNumberAsync("+447700900805");
        await Times(31, () => person.CheckAsync(challenge, number.Grant), 200);
        (await registry.Post("/api/v1/verify", "{\"x\":\"" + new string('x', 33 * 1024) + "\"}")).Must(413, "body_too_large");
        await registry.DisposeAsync();
        registry.Forget();
    }

    [Test]
    public async Task Limits_are_configured()
    {
        await using var registry = StartLimited(("RateLimiting:PublicPerMinute", "2"), ("RateLimiting:MissWeight", "1"));
        await Times(2, () => registry.Get("/api/v1/whois?surface=wa:@nobodyhere"), 404);
        MustWait(await registry.Get("/api/v1/whois?surface=wa:@nobodyhere"), 60);
        await registry.DisposeAsync();
        registry.Forget();
    }

    private static async Task<(Operator Person, string[] Challenges)> SixClaimsAsync(RegistryHost registry)
    {
        var person = await registry.SignUpAsync();
        var administrator = await registry.SignUpAsync(RegistryHost.Administrator);
        var account = (await registry.Get("/api/v1/auth/me", person.Bearer)).Must(200).Json!.Id();
        (await registry.Put($"/api/v1/admin/accounts/{account}/plan", new { plan = "studio" }, administrator.Bearer)).Must(200);
        var claims = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            var identity = await person.CreateAsync($"Agent {i}", "wa:@wantedbyall");
            claims.Add($"/api/v1/identities/{identity.Id()}/surfaces/{identity.SurfaceId()}/challenges");
        }

        return (person, [.. claims]);
    }
}
