using System.Globalization;

namespace AiIdentity.Api.Tests.Verification;

/// <summary>The real process is killed in the middle of a round of re-checks, and started again.</summary>
[Parallelizable]
internal sealed class CrashTests
{
    private const int Bindings = 20;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    [TestCase(2)]
    [TestCase(20, Category = "Drill")]
    public async Task Killed_in_the_middle_of_a_round_it_judges_nothing_twice_and_skips_nothing_for_longer_than_a_lease(int kills)
    {
        var folder = Directory.CreateTempSubdirectory("aii-crash-").FullName;
        var registry = await RegistryProcess.StartAsync(folder);
        try
        {
            await BindAsync(registry);
            var store = new Store(folder);
            var random = new Random(20);
            var leftInTheMiddle = 0L;
            for (var kill = 0; kill < kills; kill++)
            {
                var before = await JudgementsAsync(store);
                await registry.AdvanceAsync(TimeSpan.FromDays(31));
                var began = await NowAsync(registry);
                var round = registry.Post("/sandbox/admin/recheck", new { });
                // In the middle by what is written, not by the clock.
                for (var until = 1 + random.Next(Bindings - 4); await JudgedSinceAsync(store, began) < until;) await Task.Delay(1);
                await registry.KillAsync();
                await round.ContinueWith(_ => { }, TaskScheduler.Default);
                await registry.DisposeAsync();
                var judged = await JudgedSinceAsync(store, began);
                if (judged < Bindings) leftInTheMiddle++;

                registry = await RegistryProcess.StartAsync(folder);
                await registry.RoundAsync();
                await registry.AdvanceAsync(Lease);
                await registry.RoundAsync();
                var after = await JudgementsAsync(store);
                foreach (var (surface, looks) in after)
                    Assert.That(looks, Is.EqualTo(before[surface] + 1), $"kill {kill}: each binding is judged once, and none is left out ({judged} were judged before the kill)");
                Assert.That(await store.NumberAsync($"SELECT COUNT(*) FROM Surfaces WHERE BoundAt IS NOT NULL AND LastCheckedAt >= {began} AND SuspendedAt IS NULL AND GrantLostAt IS NULL"), Is.EqualTo(Bindings));
            }

            Assert.That(leftInTheMiddle, Is.GreaterThan(kills / 2), "The kills must have met the middle.");
            TestContext.Progress.WriteLine($"{kills} kills, {leftInTheMiddle} of them with bindings taken and not judged yet; {Bindings} bindings, each judged once a round.");
        }
        finally
        {
            await registry.DisposeAsync();
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task BindAsync(RegistryHost registry)
    {
        var person = await registry.SignUpAsync();
        string[] phones = [.. Enumerable.Range(0, Bindings).Select(i => $"+4477009{i:D5}")];
        var identity = await person.CreateAsync("Acme Support", [.. phones.Select(p => $"wa:{p}")]);
        for (var i = 0; i < Bindings; i++) await person.ProveAsync(identity.Id(), identity.SurfaceId(i), await registry.AddNumberAsync(phones[i]));
    }

    // By the process's own clock; the background of the process may judge some before the round does.
    private static async Task<long> NowAsync(RegistryHost registry) =>
        DateTimeOffset.Parse((await registry.Post("/sandbox/admin/clock", new { advance_seconds = 0 })).Must(200).Text("now"), CultureInfo.InvariantCulture).AddDays(-1).UtcTicks;

    private static Task<long> JudgedSinceAsync(Store store, long ticks) => store.NumberAsync($"SELECT COUNT(*) FROM Evidence WHERE At >= {ticks}");

    private static async Task<Dictionary<string, long>> JudgementsAsync(Store store) =>
        (await store.RowsAsync("SELECT SurfaceId, COUNT(*) FROM Evidence GROUP BY SurfaceId")).ToDictionary(r => (string)r[0], r => (long)r[1], StringComparer.Ordinal);
}
