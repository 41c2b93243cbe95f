using AiIdentity.Kit;

namespace AiIdentity.Api.Tests.Instances;

/// <summary>Redis goes and comes back, again and again: nobody notices but the limits, which each process counts alone meanwhile.</summary>
[Parallelizable]
internal sealed class RedisOutageTests
{
    private const int ChallengesPerMinute = 4;
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("aii-redis-").FullName;

    [TearDown]
    public void DeleteFolder()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [TestCase(2)]
    [TestCase(20, Category = "Drill")]
    public async Task Redis_goes_and_comes_back_and_nothing_is_lost(int times)
    {
        using var redis = await RedisServer.StartAsync();
        await using var registry = await RegistryProcess.StartAsync(_folder,
            ("ConnectionStrings:Redis", redis.Address), ("RateLimiting:Enabled", "true"), ("RateLimiting:ChallengesPerAccountAndMinute", $"{ChallengesPerMinute}"),
            ("RateLimiting:PublicPerMinute", "1000000"), ("RateLimiting:SignInsPerClientAndMinute", "1000000"), ("RateLimiting:MailsPerClientAndHour", "1000000"));
        var random = new Random(6379);
        var person = await registry.SignUpAsync();
        var identity = (await person.CreateAsync()).Id();
        var acknowledged = new List<string>();
        for (var time = 0; time < times; time++)
        {
            // Whose limits nobody has touched yet; a mail is due when Redis goes.
            var fresh = await registry.SignUpAsync();
            var claimed = await fresh.CreateAsync("Limited", $"wa:@limited{time}");
            var waiting = $"waiting{time}@mail.example";
            await WriteAsync(random.Next(5));
            (await registry.Post("/api/v1/auth/register", new { email = waiting, password = Operator.Password })).Must(202);
            redis.Kill();

            await WriteAsync(10);
            await Instance.EventuallyAsync(async () => (await registry.MailsAsync(waiting)).Count == 1, Child.Patience, "the mail leaves");
            for (var challenge = 0; challenge < ChallengesPerMinute; challenge++) (await OpenAsync()).Must(201);
            (await OpenAsync()).Must(429, "rate_limited");
            (await registry.Get("/health/ready")).Must(200);
            // Now and then for longer than a process leaves Redis alone.
            if (random.Next(4) == 0) await Task.Delay(TimeSpan.FromSeconds(2));

            await redis.ComeBackAsync();
            await WriteAsync(random.Next(5));
            await Instance.EventuallyAsync(
                async () =>
                {
                    (await registry.Get($"/api/v1/whois/{identity}")).Must(200);
                    return await redis.CountAsync() > 0;
                },
                Child.Patience, "limits are counted in Redis again");

            Task<Answer> OpenAsync() => registry.Post($"/api/v1/identities/{claimed.Id()}/surfaces/{claimed.SurfaceId()}/challenges", null, fresh.Bearer);
        }

        var kept = new HashSet<string>(StringComparer.Ordinal);
        for (var next = ""; next is not null;)
        {
            var page = (await registry.Get($"/api/v1/identities/{identity}/passports?limit=200{next}", person.Bearer)).Must(200);
            kept.UnionWith(page.Items.Select(passport => passport!.Id()));
            next = page.Json!["next_cursor"]?.GetValue<string>() is { } cursor ? $"&cursor={Uri.EscapeDataString(cursor)}" : null;
        }

        Assert.That(acknowledged, Has.Count.GreaterThanOrEqualTo(10 * times));
        Assert.That(acknowledged.Except(kept, StringComparer.Ordinal), Is.Empty);

        // Each write is acknowledged, and seen from its answer on.
        async Task WriteAsync(int writes)
        {
            for (var write = 0; write < writes; write++)
            {
                var name = $"Name {acknowledged.Count}";
                (await registry.Patch($"/api/v1/identities/{identity}", new { name }, person.Bearer)).Must(200);
                Assert.That((await registry.Get($"/api/v1/whois/{identity}")).Must(200).Text("name"), Is.EqualTo(name));
                acknowledged.Add((await person.IssueAsync(identity, days: 1)).Id());
            }
        }
    }
}
