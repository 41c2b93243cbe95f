using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace AiIdentity.Api.Tests.Persistence;

/// <summary>The real process under mixed load at half of what it can: no failure, and nothing that grows.</summary>
internal sealed class SteadyLoadTests
{
    private const int Operators = 12;
    private const int Workers = 16;

    private sealed record Sample(double Seconds, double Megabytes, int Handles, int Threads);

    [TestCase(4)]
    [TestCase(1_800, Category = "Drill")]
    public async Task Half_of_its_capacity_for_long_leaves_no_trace(int seconds)
    {
        var folder = Directory.CreateTempSubdirectory("aii-soak-").FullName;
        var registry = await RegistryProcess.StartAsync(folder);
        try
        {
            var acts = await ActsAsync(registry);
            var capacity = await RunAsync(acts, TimeSpan.FromSeconds(Math.Min(20, seconds / 4d)), perSecond: null, _ => { });
            var samples = new List<Sample>();
            var half = capacity.Done / capacity.Seconds / 2;
            var steady = await RunAsync(acts, TimeSpan.FromSeconds(seconds), half, at => samples.Add(Look(registry.Id, at)));

            Assert.That(capacity.Failures.Concat(steady.Failures), Is.Empty);
            Assert.That(steady.Done, Is.GreaterThan(100));
            Write(samples, half, steady.Done, keep: seconds >= 600);
            // A quarter to warm up; then the second quarter against the last.
            var (second, last) = (Quarter(samples, 1), Quarter(samples, 3));
            if (seconds < 600) return;
            Assert.That(last.Average(s => s.Megabytes), Is.LessThan(1.1 * second.Average(s => s.Megabytes)), "memory");
            Assert.That(last.Max(s => s.Handles), Is.LessThanOrEqualTo(second.Max(s => s.Handles) + 10), "handles");
            Assert.That(last.Max(s => s.Threads), Is.LessThanOrEqualTo(second.Max(s => s.Threads) + 5), "threads");
        }
        finally
        {
            await registry.DisposeAsync();
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What people do, each as often as it stands here.</summary>
    private static async Task<List<Func<Task<Answer>>>> ActsAsync(RegistryHost registry)
    {
        var acts = new List<Func<Task<Answer>>>();
        for (var i = 0; i < Operators; i++)
        {
            var (phone, handle) = ($"+4477009001{i:D2}", $"soak{i}");
            var person = await registry.SignUpAsync();
            var identity = await person.CreateAsync("Acme Support", $"wa:{phone}", $"wa:@{handle}");
            var number = await registry.AddNumberAsync(phone, handle);
            await person.ProveAsync(identity.Id(), identity.SurfaceId(0), number);
            await person.ProveAsync(identity.Id(), identity.SurfaceId(1), number);
            await person.IssueAsync(identity.Id());
            var etag = (await registry.Get($"/api/v1/whois/{identity.Id()}")).Must(200).Headers["ETag"];
            for (var times = 0; times < 10; times++)
            {
                acts.Add(() => registry.Get($"/api/v1/whois?surface=wa:{phone}"));
                acts.Add(() => registry.Get($"/api/v1/whois?surface=wa:@{handle}", null, ("If-None-Match", etag)));
                acts.Add(() => registry.Get("/api/v1/whois?surface=wa:@nobody"));
            }

            acts.Add(() => registry.Post("/api/v1/verify", new { id = identity.Id() }));
            acts.Add(() => registry.Get($"/api/v1/identities/{identity.Id()}", person.Bearer));
            acts.Add(() => registry.Get("/api/v1/events", person.Bearer));
            acts.Add(() => registry.Post($"/api/v1/identities/{identity.Id()}/passports", new { ttl_days = 1 }, person.Bearer));
            acts.Add(() => registry.Patch($"/api/v1/identities/{identity.Id()}", new { capabilities = new[] { $"c{Stopwatch.GetTimestamp() % 100}" } }, person.Bearer));
            acts.Add(() => registry.Patch($"/api/v1/identities/{identity.Id()}/surfaces/{identity.SurfaceId(0)}", new { @public = Stopwatch.GetTimestamp() % 2 == 0 }, person.Bearer));
            acts.Add(() => person.RecheckAsync(identity.Id(), identity.SurfaceId(1)));
            acts.Add(() => registry.Get("/.well-known/jwks.json"));
            acts.Add(() => registry.Get("/api/v1/revocations"));
        }

        return acts;
    }

    /// <param name="perSecond">Null: as many as it takes.</param>
    private static async Task<(long Done, double Seconds, IReadOnlyCollection<string> Failures)> RunAsync(
        List<Func<Task<Answer>>> acts, TimeSpan length, double? perSecond, Action<double> sample)
    {
        var (begun, done) = (0L, 0L);
        var failures = new ConcurrentQueue<string>();
        var watch = Stopwatch.StartNew();
        var workers = Enumerable.Range(0, Workers).Select(async worker =>
        {
            var random = new Random(worker);
            while (watch.Elapsed < length && failures.Count < 20)
            {
                var turn = Interlocked.Increment(ref begun);
                if (perSecond is { } rate && TimeSpan.FromSeconds(turn / rate) - watch.Elapsed is { Ticks: > 0 } wait) await Task.Delay(wait);
                try
                {
                    var answer = await acts[random.Next(acts.Count)]();
                    if ((int)answer.Status >= 500) failures.Enqueue($"{answer.Status} {answer.Body}");
                    else Interlocked.Increment(ref done);
                }
                catch (HttpRequestException e)
                {
                    failures.Enqueue(e.Message);
                }
            }
        }).ToList();
        var all = Task.WhenAll(workers);
        while (!all.IsCompleted)
        {
            sample(watch.Elapsed.TotalSeconds);
            await Task.WhenAny(all, Task.Delay(TimeSpan.FromSeconds(Math.Clamp(length.TotalSeconds / 100, 0.5, 10))));
        }

        await all;
        return (done, watch.Elapsed.TotalSeconds, failures);
    }

    private static Sample Look(int process, double seconds)
    {
        using var looked = Process.GetProcessById(process);
        var handles = Directory.Exists($"/proc/{process}/fd") ? Directory.GetFiles($"/proc/{process}/fd").Length : looked.HandleCount;
        return new Sample(seconds, looked.WorkingSet64 / 1048576d, handles, looked.Threads.Count);
    }

    private static List<Sample> Quarter(List<Sample> samples, int quarter) => [.. samples.Skip(samples.Count * quarter / 4).Take(Math.Max(1, samples.Count / 4))];

    // The long run's graph is the one in the documentation.
    private static void Write(List<Sample> samples, double perSecond, long done, bool keep)
    {
        var graph = Graph(samples, string.Create(CultureInfo.InvariantCulture, $"{done:N0} requests at {perSecond:F0} a second; memory (MB), handles, threads"));
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "AiIdentity.sln"))) root = Path.GetDirectoryName(root)!;
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(root, keep ? "docs/images" : "artifacts")).FullName, "steady-load.svg");
        File.WriteAllText(file, graph);
        TestContext.Progress.WriteLine($"{done} requests at {perSecond:F0} a second; {samples[^1]}; graph in {file}");
    }

    private static string Graph(List<Sample> samples, string title)
    {
        const int width = 800, height = 260, left = 50, bottom = 230;
        var end = samples[^1].Seconds;
        var most = samples.Max(s => Math.Max(s.Megabytes, Math.Max(s.Handles, s.Threads))) * 1.1;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\"><rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{left}\" y=\"16\">{title}</text><text x=\"4\" y=\"34\">{most:F0}</text><text x=\"{width - 60}\" y=\"{bottom + 18}\">{end / 60:F0} min</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{left} 24V{bottom}H{width - 10}\" fill=\"none\" stroke=\"#888\"/>");
        Line("#06c", "memory", s => s.Megabytes);
        Line("#c50", "handles", s => s.Handles);
        Line("#393", "threads", s => s.Threads);
        return svg.Append("</svg>\n").ToString();

        void Line(string colour, string name, Func<Sample, double> value)
        {
            var points = string.Join(' ', samples.Select(s => string.Create(CultureInfo.InvariantCulture, $"{left + (s.Seconds / end * (width - left - 70)):F1},{bottom - (value(s) / most * (bottom - 24)):F1}")));
            svg.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{width - 62}\" y=\"{bottom - (value(samples[^1]) / most * (bottom - 24)):F1}\" fill=\"{colour}\">{name}</text>");
        }
    }
}
