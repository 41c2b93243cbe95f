using System.Text.Json;
using System.Text.RegularExpressions;
using AiIdentity.Api.Sandbox;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Api.Tests.Disclosure;

/// <summary>
/// Two registries that differ only in whether a hidden number is bound. Nobody but the prover can tell them apart: not by
/// answers, not by what is logged, asked of the database, traced or measured for any request.
/// </summary>
internal sealed partial class TwoWorldsTests
{
    private const string Hidden = "+447700900123";

    // They would end the stranger's own session, account or way to sign in.
    private static readonly string[] MeansOfTheCrawl = ["/api/v1/auth/logout", "/api/v1/auth/me/delete", "/api/v1/auth/me/second-factor"];

    /// <param name="Surface">The stranger's own claim of the number.</param>
    private sealed record World(
        RegistryHost Registry, Recorder Recorder, Operator Stranger, string Identity, Number Number, string Prover, string ProversSurface)
    {
        public required string Surface { get; set; }
    }

    [Test]
    public async Task Nobody_but_the_prover_can_tell_whether_a_hidden_number_is_bound()
    {
        var worlds = new List<World>();
        try
        {
            worlds.Add(await MakeAsync(bound: true));
            worlds.Add(await MakeAsync(bound: false));
            // Once for what happens only the first time in a process: queries are compiled, buffers rented.
            foreach (var world in worlds) await CrawlAsync(world);
            var (bound, claimed) = (await CrawlAsync(worlds[0]), await CrawlAsync(worlds[1]));
            Assert.That(bound.Answers, Has.Count.GreaterThan(150));
            Assert.That(bound.Written, Has.Some.StartsWith("statement").And.Some.StartsWith("log").And.Some.StartsWith("activity").And.Some.StartsWith("metric"));
            MustBeSame(bound.Answers, claimed.Answers);
            MustBeSame(bound.Written, claimed.Written);

            // The newcomer proves the number: what becomes of the other binding is not shown to them either.
            Assert.That(await TakeOverAsync(worlds[1]), Is.EqualTo(await TakeOverAsync(worlds[0])));
        }
        finally
        {
            foreach (var world in worlds)
            {
                await world.Registry.DisposeAsync();
                world.Registry.Forget();
                world.Recorder.Dispose();
            }
        }
    }

    private static void MustBeSame(List<string> one, List<string> other)
    {
        for (var i = 0; i < Math.Min(one.Count, other.Count); i++) Assert.That(other[i], Is.EqualTo(one[i]));
        Assert.That(other, Has.Count.EqualTo(one.Count));
    }

    private static async Task<World> MakeAsync(bool bound)
    {
        var recorder = new Recorder();
        var registry = RegistryHost.Start(null, services =>
        {
            recorder.Listen(services);
            services.AddSingleton<TimeProvider>(provider => new SlowClock(provider.GetRequiredService<SandboxClock>()));
        });
        var prover = await registry.SignUpAsync("prover@mail.example");
        var identity = await prover.CreateAsync("Acme Support", "wa:@acmesupport");
        var number = await registry.AddNumberAsync(Hidden, "acmesupport");
        await prover.ProveAsync(identity.Id(), identity.SurfaceId(), number);
        var surface = (await registry.Post($"/api/v1/identities/{identity.Id()}/surfaces", new { surface = $"wa:{Hidden}", @public = false }, prover.Bearer)).Must(201).Json!.Id();
        if (bound) await prover.ProveAsync(identity.Id(), surface, number);
        else await prover.ChallengeAsync(identity.Id(), surface);
        await number.WriteAsync("hello");
        await prover.IssueAsync(identity.Id());
        var stranger = await registry.SignUpAsync("stranger@mail.example");
        var own = await stranger.CreateAsync("Other", $"wa:{Hidden}");
        return new World(registry, recorder, stranger, own.Id(), number, identity.Id(), surface) { Surface = own.SurfaceId() };
    }

    private static async Task<(List<string> Answers, List<string> Written)> CrawlAsync(World world)
    {
        var (registry, stranger, answers) = (world.Registry, world.Stranger, new List<string>());
        var key = (await registry.Post("/api/v1/api-keys", new { name = "k", scopes = new[] { "identity:read", "surface:verify" } }, stranger.Bearer)).Must(201).Text("secret");
        var passport = (await registry.Get($"/api/v1/whois/{world.Prover}")).Json!["passport"]!.Text("token");
        await world.Recorder.TakeRequestsAsync();

        var crawler = new Crawler(registry, [$"wa:{Hidden}", "wa:@acmesupport", world.Prover]);
        var bodies = new (string Route, object Body)[]
        {
            ("POST /api/v1/verify", new { id = world.Prover }),
            ("POST /api/v1/verify", new { passport }),
            ("POST /api/v1/verify", new { passport, surface = $"wa:{Hidden}" }),
            ("POST /api/v1/verify", new { passport, surface = "wa:@acmesupport" }),
        }.ToLookup(b => b.Route, b => b.Body);
        Note(await crawler.CrawlAsync(crawler.Public, null, bodies));
        foreach (var bearer in new[] { stranger.Bearer, key })
            Note(await crawler.CrawlAsync(crawler.Public.Where(r => Crawler.PathOf(r).Contains("whois", StringComparison.Ordinal) || Crawler.PathOf(r).EndsWith("verify", StringComparison.Ordinal)), bearer, bodies));
        Note(await new Crawler(registry, [world.Prover, world.ProversSurface]).CrawlAsync(crawler.Operators, stranger.Bearer, bodies, MeansOfTheCrawl));

        var challenge = (await registry.Post($"/api/v1/identities/{world.Identity}/surfaces/{world.Surface}/challenges", null, stranger.Bearer)).Must(201);
        Note([("challenge", challenge), ("check", await stranger.CheckAsync(challenge.Json!.Id())), ("recheck", await stranger.RecheckAsync(world.Identity, world.Surface))]);
        foreach (var path in new[] { $"identities/{world.Identity}/surfaces/{world.Surface}/evidence", $"challenges/{challenge.Json!.Id()}", $"identities/{world.Identity}", $"identities/{world.Identity}/passports" })
            Note([(path, await registry.Get($"/api/v1/{path}", stranger.Bearer))]);
        // A challenge left open would be looked at by the background, sooner or later by the machine's moment.
        (await registry.Delete($"/api/v1/identities/{world.Identity}/surfaces/{world.Surface}", stranger.Bearer)).Must(204);
        world.Surface = (await registry.Post($"/api/v1/identities/{world.Identity}/surfaces", new { surface = $"wa:{Hidden}" }, stranger.Bearer)).Must(201).Json!.Id();
        // What a request leaves to tidy up is done while the next one runs: the order is the machine's.
        return (answers, [.. (await world.Recorder.TakeRequestsAsync()).Select(Normal).Order(StringComparer.Ordinal)]);

        void Note(IEnumerable<(string Asked, Answer Answer)> crawled) => answers.AddRange(crawled.Select(c => Normal(c.Asked, c.Answer)));
    }

    private static async Task<string[]> TakeOverAsync(World world)
    {
        var challenge = await world.Stranger.ChallengeAsync(world.Identity, world.Surface);
        await world.Number.WriteAsync(challenge.Text("token"));
        var check = (await world.Stranger.CheckAsync(challenge.Id())).Must(200);
        Assert.That(check.Text("outcome"), Is.EqualTo("verified"));
        return
        [
            Normal("check", check),
            Normal("events", await world.Registry.Get("/api/v1/events", world.Stranger.Bearer)),
            Normal("evidence", await world.Registry.Get($"/api/v1/identities/{world.Identity}/surfaces/{world.Surface}/evidence?limit=1", world.Stranger.Bearer)),
            Normal("whois", await world.Registry.Get($"/api/v1/whois?surface=wa:{Hidden}")),
            Normal("acme", await world.Registry.Get("/api/v1/whois?surface=wa:@acmesupport")),
            Normal("feed", await world.Registry.Get("/api/v1/revocations")),
            JsonSerializer.Serialize((await world.Registry.MailsAsync(world.Stranger.Email)).Select(Normal)),
        ];
    }

    /// <summary>What the registry keeps for some seconds (keys, lists, records) does not end in one world's crawl and live on in the other's.</summary>
    private sealed class SlowClock(TimeProvider clock) : TimeProvider
    {
        private readonly DateTimeOffset _start = clock.GetUtcNow();
        private readonly long _timestamp = clock.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => _start + ((clock.GetUtcNow() - _start) / 20);

        public override long GetTimestamp() => _timestamp;
    }

    private static string Normal(string what, Answer answer) => Normal(
        $"{what} {(int)answer.Status} {answer.Body}\n{string.Join('\n', answer.Headers.Where(h => h.Key is not "Date").OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => $"{h.Key}: {h.Value}"))}");

    // Ids, secrets, times, hashes and measures are each world's own; what is left must be the same.
    private static string Normal(string text) => Own().Replace(text, "·");

    [GeneratedRegex("""
        CfDJ8[\w-]+ | (?<="id":")YWNj[\w-]+ | (?<=\sd=")[^"]+ | (?<="challenge\\?":\\?")[\w-]+
        | (aii|srf|chl|psp|acc|evt|key|k|ses)_[0-9A-Z]{26} | \b[0-9A-Z]{26}\b | aii_live_[0-9A-Za-z]+
        | eyJ[\w-]+\.[\w-]+\.[\w-]+ | AII-VERIFY-\w{5}-\w{5} | Code:\s\S+
        | [0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12} | "[0-9a-f]{32}" | \b[0-9a-f]{32}\b | "(x|digest)":"[\w-]{43}" | /aii-[0-9A-Za-z]{6}/
        | \d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00) | \d\d/\d\d/\d{4}\s\d\d:\d\d:\d\d | [\d.,]+\s?ms | \b\d{1,2}\s[A-Z][a-z]+\s\d{4}(,\s\d\d:\d\d\sUTC)? | max-age=\d+ | Content-Length:\s\d+ | \d+\sbytes
        | \b0H[0-9A-Z]+(:[0-9A-F]{8})? | (127\.0\.0\.1|\[::1\]|localhost):\d+ | @p\d+='[^']*' | \#\d+ | '\d+' | \(\d+\)
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Own();
}
