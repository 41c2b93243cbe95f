using System.Globalization;

namespace AiIdentity.Api.Tests.Instances;

/// <summary>Two processes on one database and one Redis count together, and each alone once Redis is gone.</summary>
internal sealed class SharedLimitTests
{
    private const int PublicPerMinute = 12;
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("aii-limits-").FullName;

    [TearDown]
    public void DeleteFolder()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task What_one_allowed_is_spent_for_the_other_until_Redis_is_gone()
    {
        using var redis = await RedisServer.StartAsync();
        (string, string)[] settings =
        [
            ("RateLimiting:Enabled", "true"), ("RateLimiting:PublicPerMinute", $"{PublicPerMinute}"), ("RateLimiting:ChallengesPerAccountAndMinute", "4"),
            ("ConnectionStrings:Redis", redis.Address),
            // A busy machine's pause is no outage.
            ("RateLimiting:RedisPatienceMilliseconds", "2000"),
        ];
        await using var here = await RegistryProcess.StartAsync(_folder, settings);
        var person = await here.SignUpAsync();
        var identity = await person.CreateAsync("Limited", "wa:@limited");
        await using var there = await RegistryProcess.StartAsync(_folder, settings);

        // By client address.
        foreach (var instance in new[] { here, there }) await HitsAsync(instance, PublicPerMinute / 2);
        await MustWaitAsync(here, there);
        // A miss counts three.
        await redis.ForgetAllAsync();
        foreach (var instance in new[] { here, there })
            for (var i = 0; i < 2; i++) (await instance.Get("/api/v1/whois?surface=wa:@nobodyhere")).Must(404, "not_bound");
        await MustWaitAsync(here, there);
        // By account.
        var challenges = $"/api/v1/identities/{identity.Id()}/surfaces/{identity.SurfaceId()}/challenges";
        foreach (var instance in new[] { here, there })
            for (var i = 0; i < 2; i++) (await instance.Post(challenges, null, person.Bearer)).Must(201);
        foreach (var instance in new[] { here, there }) (await instance.Post(challenges, null, person.Bearer)).Must(429, "rate_limited");

        redis.Kill();
        // Each by its own count: nobody is failed, and nobody is let through without end.
        foreach (var instance in new[] { here, there }) await HitsAsync(instance, PublicPerMinute);
        await MustWaitAsync(here, there);
        (await here.Post(challenges, null, person.Bearer)).Must(201);
    }

    private static async Task HitsAsync(RegistryHost instance, int times)
    {
        for (var i = 0; i < times; i++) (await instance.Get("/api/v1/whois/aii_demo")).Must(200);
    }

    private static async Task MustWaitAsync(params RegistryHost[] instances)
    {
        foreach (var instance in instances)
        {
            var refused = (await instance.Get("/api/v1/whois/aii_demo")).Must(429, "rate_limited");
            Assert.That(int.Parse(refused.Headers["Retry-After"], CultureInfo.InvariantCulture), Is.InRange(1, 60));
        }
    }
}
