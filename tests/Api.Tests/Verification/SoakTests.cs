using System.Globalization;
using System.Text.Json;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Tests.WhatsApp;
using AiIdentity.Domain.WhatsApp;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Api.Tests.Verification;

/// <summary>The real process lives through simulated time with many bindings, while WhatsApp's stand-in, another process, goes down for a while.</summary>
internal sealed class SoakTests
{
    private static readonly TimeSpan HandleInterval = WhatsAppScheme.Username.Rechecks.Interval;
    private static readonly TimeSpan PhoneInterval = WhatsAppScheme.Phone.Rechecks.Interval;

    /// <param name="bindings">Fall due evenly over the time, or over a tenth of their interval where that is longer; four of five are handles.</param>
    /// <param name="down">From <paramref name="downFrom"/> on, for so many hours, nothing of WhatsApp answers.</param>
    [TestCase(1_600, 4, 1, 1, 8)]
    [TestCase(100_000, 7 * 24, 48, 24, 60, Category = "Drill")]
    public async Task Everything_is_checked_on_time_and_an_outage_changes_nothing(int bindings, int hours, int downFrom, int down, int perMinute)
    {
        var folder = Directory.CreateTempSubdirectory("aii-soak-").FullName;
        var numbers = Path.Combine(folder, "numbers.json");
        using var sandbox = new SandboxProcess(numbers);
        try
        {
            await SeedAsync(folder, numbers, bindings, TimeSpan.FromHours(hours));
            await sandbox.StartAsync();
            await using var registry = await RegistryProcess.StartAsync(folder, [.. sandbox.Settings, ("DOTNET_gcServer", "0"), ("WhatsApp:ChecksPerMinute", perMinute.ToString(CultureInfo.InvariantCulture))]);
            registry.Http.Timeout = TimeSpan.FromMinutes(30);
            var store = new Store(folder);
            var due = (await store.RowsAsync("SELECT Id, NextCheckDue FROM Surfaces")).ToDictionary(r => (string)r[0], r => (long)r[1], StringComparer.Ordinal);

            var peak = await LiveAsync(registry, downFrom);
            var wentDown = await NowAsync(registry);
            sandbox.Dispose();
            peak = Math.Max(peak, await LiveAsync(registry, down));
            var cameBack = await NowAsync(registry);
            Assert.That(await store.NumberAsync($"SELECT COUNT(*) FROM Evidence WHERE At >= {wentDown} AND Outcome <> 'unreachable'"), Is.Zero, "Nothing can be learnt in an outage.");
            Assert.That(await store.NumberAsync("SELECT COUNT(*) FROM Surfaces WHERE BoundAt IS NULL OR GrantLostAt IS NOT NULL OR ContradictedAt IS NOT NULL OR SuspendedAt IS NOT NULL"), Is.Zero, "No binding changes.");
            var backlog = await store.NumberAsync($"SELECT COUNT(*) FROM Surfaces WHERE NextCheckDue <= {cameBack}");
            await sandbox.StartAsync();
            peak = Math.Max(peak, await LiveAsync(registry, hours - downFrom - down));
            var end = await NowAsync(registry);
            var resident = Megabytes(registry.Id, "VmHWM:");

            // The first look at each that learnt something, against when it was due.
            var learnt = (await store.RowsAsync("SELECT SurfaceId, MIN(At) FROM Evidence WHERE Outcome <> 'unreachable' GROUP BY SurfaceId")).ToDictionary(r => (string)r[0], r => (long)r[1], StringComparer.Ordinal);
            var drained = learnt.Where(l => due[l.Key] < cameBack).Max(l => l.Value);
            var late = due.Where(d => d.Value < wentDown - TimeSpan.TicksPerMinute || (d.Value >= drained && d.Value < end - (2 * TimeSpan.TicksPerMinute)))
                .Select(d => TimeSpan.FromTicks(learnt.GetValueOrDefault(d.Key, long.MaxValue) - d.Value)).ToList();
            var burst = await store.NumberAsync($"SELECT MAX(c) FROM (SELECT COUNT(*) AS c FROM Evidence GROUP BY At / {TimeSpan.TicksPerMinute})");
            var outcomes = string.Join(", ", (await store.RowsAsync("SELECT Outcome, COUNT(*) FROM Evidence GROUP BY Outcome")).Select(r => $"{r[1]} {r[0]}"));
            var spread = (await store.RowsAsync("SELECT NextCheckDue - LastCheckedAt, Method FROM Surfaces WHERE Id IN (SELECT SurfaceId FROM Evidence WHERE Outcome = 'verified')"))
                .Select(r => (long)r[0] / (double)((string)r[1] == WhatsAppScheme.Phone.Id ? PhoneInterval : HandleInterval).Ticks).ToList();
            TestContext.Progress.WriteLine($"""
                {bindings} bindings due over {hours} h at {perMinute} checks a minute, {down} h of outage: {outcomes}.
                On time: latest {late.Max().TotalSeconds:F0} s after it was due ({late.Count} outside the outage). Backlog when it ended: {backlog}, worked off in {TimeSpan.FromTicks(drained - cameBack).TotalMinutes:F0} min.
                Most checks in a minute: {burst}. Next due after {spread.Min():P1} to {spread.Max():P1} of the interval. Peak memory of the process: {peak:F0} MB of its own, {resident:F0} MB with its program mapped.
                """);
            Assert.Multiple(() =>
            {
                Assert.That(late, Has.Count.GreaterThan(hours * 10));
                Assert.That(late.Max(), Is.LessThan(TimeSpan.FromMinutes(2)), "On time, but for the outage.");
                Assert.That(burst, Is.LessThanOrEqualTo(perMinute + Math.Max(1, perMinute / 20)), "No burst above the limit.");
                Assert.That(spread, Has.All.InRange(0.9, 1.0));
                Assert.That(spread.Select(s => (int)(s * 100_000)).Distinct().Count(), Is.GreaterThan(50), "What was checked together does not fall due together.");
                Assert.That(peak, Is.LessThan(200), "MB");
            });
            Assert.That(await store.NumberAsync("SELECT COUNT(*) FROM Surfaces WHERE BoundAt IS NULL OR GrantLostAt IS NOT NULL OR ContradictedAt IS NOT NULL OR SuspendedAt IS NOT NULL"), Is.Zero);
        }
        finally
        {
            sandbox.Dispose();
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <returns>The most memory of its own that the process was seen with, in MB: heaps, stacks and compiled code, without the files of the program that it maps.</returns>
    private static async Task<double> LiveAsync(RegistryProcess registry, int hours)
    {
        var peak = 0d;
        for (var hour = 0; hour < hours; hour++)
        {
            (await registry.Post("/sandbox/admin/live", new { minutes = 60 })).Must(200);
            peak = Math.Max(peak, Megabytes(registry.Id, "RssAnon:") + Megabytes(registry.Id, "RssShmem:"));
        }

        return peak;
    }

    private static async Task<long> NowAsync(RegistryHost registry) =>
        DateTimeOffset.Parse((await registry.Post("/sandbox/admin/clock", new { advance_seconds = 0 })).Must(200).Text("now"), CultureInfo.InvariantCulture).UtcTicks;

    private static double Megabytes(int process, string what) =>
        double.Parse(File.ReadLines($"/proc/{process}/status").Single(l => l.StartsWith(what, StringComparison.Ordinal)).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;

    // Bindings as proofs of an interval ago would have left them, and the numbers that they were proved with.
    private static async Task SeedAsync(string folder, string numbersFile, int bindings, TimeSpan over)
    {
        await using var host = RegistryHost.Start(folder);
        var owner = Domain.Shared.Id.Parse<AccountId>((await host.Get("/api/v1/auth/me", (await host.SignUpAsync()).Bearer)).Must(200).Text("id"));
        var vault = host.Services.GetRequiredService<IAddressVault>();
        var start = TimeProvider.System.GetUtcNow().AddMinutes(5);
        var numbers = new List<object>();
        foreach (var chunk in Enumerable.Range(0, bindings).Chunk(2_000))
        {
            await using var scope = host.Services.CreateAsyncScope();
            var db = (DbContext)scope.ServiceProvider.GetRequiredService<IRegistryDb>();
            db.ChangeTracker.AutoDetectChangesEnabled = false;
            foreach (var i in chunk)
            {
                var isPhone = i % 5 == 0;
                var interval = isPhone ? PhoneInterval : HandleInterval;
                var phone = Wa.Parse($"wa:+447{i:D9}");
                var address = isPhone ? phone : Wa.Parse($"wa:@agent{i}");
                // Due between nine tenths of the interval and all of it: spread so that the earliest could be due at the start.
                var bound = start - (0.9 * interval) + ((over - (0.1 * interval) is var room && room > TimeSpan.Zero ? room : over) * (i / (double)bindings));
                var identity = Identity.Create(owner, i + 2, new IdentityDetails($"Agent {i}", "Acme Ltd", false, []), bound);
                var surface = Surface.Claim(identity.Id, owner, address.Methods[0], vault.Seal(address), true, bound);
                surface.Bind(Wa.Proof(vault.KeyOf(phone).Value, $"{200_000_000_000_000 + i}", false, method: address.Methods[0]), address.Methods[0].Rechecks, 1, bound);
                identity.TakeEvents();
                surface.TakeEvents();
                db.AddRange(identity, surface);
                numbers.Add(new { phone_number_id = $"{200_000_000_000_000 + i}", waba_id = WhatsAppSandbox.WhatsAppSandboxOptions.FirstWabaId, profile_id = $"p{i}", access_token = $"t{i}", created_at = bound, phone = $"+447{i:D9}", username = isPhone ? null : $"agent{i}" });
            }

            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }

        await File.WriteAllTextAsync(numbersFile, JsonSerializer.Serialize(new { numbers }));
    }
}
