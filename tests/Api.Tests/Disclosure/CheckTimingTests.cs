using System.Diagnostics;
using AiIdentity.Api.Tests.Verification;

namespace AiIdentity.Api.Tests.Disclosure;

/// <summary>With WhatsApp as far away as it is, nobody learns from the clock whether a number or a handle is shared with the registry.</summary>
internal sealed class CheckTimingTests
{
    private const string SharedPhone = "+447700900123";
    private const string FaultyPhone = "+447700900124";
    private const string SharedHandle = "acmesupport";

    /// <param name="pairs">Checks of each address, in turn with those of one that nobody ever heard of.</param>
    /// <param name="within">How far medians may be apart: a busy machine is less even than an idle one.</param>
    /// <param name="ranges">Whether no single answer may come outside the others' range.</param>
    [TestCase(5, 0.15, false)]
    [TestCase(50, 0.05, true, Category = "Drill")]
    public async Task A_shared_address_takes_as_long_as_an_unknown_one(int pairs, double within, bool ranges)
    {
        await using var proxy = await GraphProxy.StartAsync(seed: 17, from: 60, to: 81);
        await using var registry = RegistryHost.Start(null, proxy.Settings);
        proxy.Registry = registry;
        try
        {
            for (var i = 0; i < 6; i++) await registry.AddNumberAsync($"+44770090020{i}");
            await registry.AddNumberAsync(SharedPhone, SharedHandle);
            var faulty = await registry.AddNumberAsync(FaultyPhone);
            var person = await registry.SignUpAsync();
            var addresses = new[] { $"wa:{SharedPhone}", "wa:+447700900999", $"wa:@{SharedHandle}", "wa:@nobodyhere", $"wa:{FaultyPhone}", "wa:+447700900998" };
            var identity = await person.CreateAsync("Stranger", addresses);
            var challenges = new List<string>();
            for (var i = 0; i < addresses.Length; i++) challenges.Add((await person.ChallengeAsync(identity.Id(), identity.SurfaceId(i))).Id());

            foreach (var (shared, unknown) in new[] { (0, 1), (2, 3), (4, 5) })
            {
                if (shared == 4) (await registry.Put("/sandbox/admin/faults", new { kind = "timeout", times = 1_000_000, delay_ms = 30_000, phone_number_id = faulty.Id })).Must(200);
                var took = new[] { new List<double>(), new List<double>() };
                // For what happens only the first time, and until the instants of answers, which remember twenty searches, have forgotten it.
                for (var i = 0; i < (ranges ? 15 : 1); i++) foreach (var which in new[] { shared, unknown }) await TakeAsync(which);
                // A challenge has sixty checks.
                foreach (var which in new[] { shared, unknown }) challenges[which] = (await person.ChallengeAsync(identity.Id(), identity.SurfaceId(which))).Id();
                for (var i = 0; i < pairs; i++)
                {
                    foreach (var which in i % 2 == 0 ? new[] { shared, unknown } : [unknown, shared]) took[which - shared].Add(await TakeAsync(which));
                }

                var (hit, miss) = (Median(took[0]), Median(took[1]));
                TestContext.Progress.WriteLine($"{addresses[shared]}: {hit:F0} ms ({took[0].Min():F0} to {took[0].Max():F0}); {addresses[unknown]}: {miss:F0} ms ({took[1].Min():F0} to {took[1].Max():F0}).");
                Assert.That(hit / miss, Is.EqualTo(1).Within(within), addresses[shared]);
                if (!ranges) continue;
                // A tick's worth beside the steps at which answers come: what is left is the machine's own unevenness.
                Assert.That(took[0].Min(), Is.GreaterThan(took[1].Min() * (1 - within)).And.LessThan(took[1].Max()));
                Assert.That(took[0].Max(), Is.LessThan(took[1].Max() * (1 + within)).And.GreaterThan(took[1].Min()));
            }

            async Task<double> TakeAsync(int which)
            {
                var watch = Stopwatch.GetTimestamp();
                var check = (await person.CheckAsync(challenges[which])).Must(200);
                var elapsed = Stopwatch.GetElapsedTime(watch).TotalMilliseconds;
                Assert.That(check.Text("outcome"), Is.EqualTo("token_not_found"));
                return elapsed;
            }
        }
        finally
        {
            await registry.DisposeAsync();
            registry.Forget();
        }
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
