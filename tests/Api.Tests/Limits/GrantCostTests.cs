using AiIdentity.Api.Tests.Verification;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AiIdentity.Api.Tests.Limits;

/// <summary>One account, with what it may have for nothing, can't spend what the platform lets the registry ask.</summary>
internal sealed class GrantCostTests
{
    private const int SharedNumbers = 48;
    private const int Challenges = 21;

    [Test]
    public async Task Open_challenges_and_checks_of_unknown_handles_cost_little()
    {
        var limits = new FakeTimeProvider();
        await using var proxy = await GraphProxy.StartAsync();
        await using var registry = RegistryHost.Start(null, services => services.AddKeyedSingleton<TimeProvider>("limits", limits), [("RateLimiting:Enabled", "true"), .. proxy.Settings]);
        proxy.Registry = registry;
        try
        {
            for (var i = 0; i < SharedNumbers; i++) await registry.AddNumberAsync($"+4477009003{i:D2}", $"shop{i}");
            var person = await registry.SignUpAsync();
            var identity = await person.CreateAsync("Stranger", [.. Enumerable.Range(1, Challenges - 1).Select(i => $"wa:@nobody{i}")]);
            var surfaces = Enumerable.Range(0, Challenges - 1).Select(i => identity.SurfaceId(i)).ToList();
            surfaces.Add((await registry.Post($"/api/v1/identities/{identity.Id()}/surfaces", new { surface = "wa:@nobody" }, person.Bearer)).Must(201).Json!.Id());
            var challenges = new List<string>();
            foreach (var surface in surfaces)
            {
                limits.Advance(TimeSpan.FromSeconds(10));
                challenges.Add((await person.ChallengeAsync(identity.Id(), surface)).Id());
            }

            var before = proxy.Calls.Count;
            for (var minute = 0; minute < 30; minute++) await PassAsync(TimeSpan.FromMinutes(1));
            var looks = proxy.Calls.Count - before;
            Assert.That(looks, Is.LessThan(400), "The looks of half an hour.");

            // One of them is checked as often as it may be.
            before = proxy.Calls.Count;
            var (answered, refused) = (0, 0);
            for (var i = 0; i < 60; i++)
            {
                limits.Advance(TimeSpan.FromSeconds(30));
                var check = await person.CheckAsync(challenges[0]);
                if (check.Code == "rate_limited") refused++;
                else if (check.Must(200).Text("outcome") == "token_not_found") answered++;
            }

            var checks = proxy.Calls.Count - before;
            TestContext.Progress.WriteLine($"{Challenges} challenges of unknown handles over {SharedNumbers} shared numbers: {looks} calls in half an hour of looks; {answered} checks of one of them in half an hour: {checks} calls, {refused} refused.");
            Assert.That(answered, Is.EqualTo(30));
            Assert.That(checks, Is.LessThan(1_000));

            // Who has something to show is seen all the same: by the look that is due.
            var number = await registry.AddNumberAsync("+447700900399", "nobody2");
            await number.WriteAsync((await registry.Get($"/api/v1/challenges/{challenges[1]}", person.Bearer)).Must(200).Text("token"));
            await PassAsync(TimeSpan.FromMinutes(11));
            Assert.That((await registry.Get($"/api/v1/challenges/{challenges[1]}", person.Bearer)).Must(200).Text("status"), Is.EqualTo("verified"));

            async Task PassAsync(TimeSpan time)
            {
                limits.Advance(time);
                await registry.AdvanceAsync(time);
                await registry.RoundAsync();
            }
        }
        finally
        {
            await registry.DisposeAsync();
            registry.Forget();
        }
    }
}
