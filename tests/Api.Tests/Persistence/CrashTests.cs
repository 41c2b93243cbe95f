using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace AiIdentity.Api.Tests.Persistence;

/// <summary>The real process is killed while people write; what was acknowledged is there, and nothing is there by half.</summary>
[Parallelizable]
internal sealed class CrashTests
{
    private const int Writers = 8;
    private static readonly TimeSpan ReservationLease = TimeSpan.FromSeconds(31);

    private string _folder = "";

    private sealed record Write(int Writer, string Path, object Body, string Key)
    {
        public Answer? Acknowledged { get; set; }
    }

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("aii-crash-").FullName;

    [TearDown]
    public void RemoveFolder()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [TestCase(2)]
    [TestCase(100, Category = "Drill")]
    public async Task Killed_while_eight_write_it_loses_nothing_that_it_acknowledged(int rounds)
    {
        var random = new Random(8);
        var starts = new List<double>();
        var (acknowledged, inFlight) = (0, 0);
        var registry = await RegistryProcess.StartAsync(_folder);
        try
        {
            var identities = new List<(Operator Person, string Identity)>();
            for (var i = 0; i < Writers; i++)
            {
                var person = await registry.SignUpAsync();
                identities.Add((person, (await person.CreateAsync()).Id()));
            }

            for (var round = 0; round < rounds; round++)
            {
                var writes = new ConcurrentQueue<Write>();
                using var stop = new CancellationTokenSource();
                var writers = identities.Select((owner, i) => WriteAsync(registry, i, round, owner.Person, owner.Identity, writes, stop.Token)).ToList();
                // At random by what was written: early in the first writes, or after many.
                for (var until = random.Next(1, 60); writes.Count(w => w.Acknowledged is not null) < until;) await Task.Delay(1);
                await registry.KillAsync();
                await stop.CancelAsync();
                await Task.WhenAll(writers);
                await registry.DisposeAsync();

                var watch = Stopwatch.StartNew();
                registry = await RegistryProcess.StartAsync(_folder);
                (await registry.Get("/health/ready")).Must(200);
                starts.Add(watch.Elapsed.TotalSeconds);
                // What was reserved and never answered may be tried again after its lease.
                await registry.AdvanceAsync(ReservationLease);
                foreach (var write in writes)
                {
                    var again = (await registry.Post(write.Path, write.Body, identities[write.Writer].Person.Bearer, ("Idempotency-Key", write.Key))).Must(201);
                    if (write.Acknowledged is { } first) Assert.That(again.Body, Is.EqualTo(first.Body), "A retry is given the first answer.");
                    write.Acknowledged = again;
                }

                acknowledged += writes.Count;
                inFlight += await MissingAsync(writes);
            }

            await using var store = Open();
            Assert.That(Read(store, "PRAGMA integrity_check"), Is.EqualTo("ok"));
            Assert.That(Read(store, "PRAGMA foreign_key_check"), Is.Null);
            // Each aggregate with its event, each Passport with the row that it was written from.
            Assert.That(Read(store, "SELECT COUNT(*) FROM Surfaces WHERE NOT EXISTS (SELECT 1 FROM Events WHERE Events.SurfaceId = Surfaces.Id AND Type = 'surface_claimed')"), Is.Zero);
            Assert.That(Read(store, "SELECT COUNT(*) FROM Passports WHERE NOT EXISTS (SELECT 1 FROM Events WHERE Events.PassportId = Passports.Id AND Type = 'passport_issued')"), Is.Zero);
            Assert.That(inFlight, Is.Zero);
        }
        finally
        {
            await registry.DisposeAsync();
        }

        starts.Sort();
        TestContext.Progress.WriteLine($"{rounds} kills, {acknowledged} writes, each there once; start-up after a crash {starts[starts.Count / 2]:F2} s in the middle, {starts[^1]:F2} s at most.");
        // A time, and so the drill's alone: it has the machine to itself.
        if (rounds >= 100) Assert.That(starts[^1], Is.LessThan(3), "Seconds from a start to ready, after a crash.");
    }

    [TestCase("garbage after the end")]
    [TestCase("the last frame cut in half")]
    [TestCase("bits turned in the last frame")]
    public async Task A_spoiled_tail_of_the_write_ahead_log_costs_at_most_what_stood_in_it(string how)
    {
        var registry = await RegistryProcess.StartAsync(_folder);
        var person = await registry.SignUpAsync();
        var identity = (await person.CreateAsync("Early", "wa:@early")).Id();
        (await registry.Post($"/api/v1/identities/{identity}/surfaces", new { surface = "wa:@last" }, person.Bearer)).Must(201);
        await registry.KillAsync();
        await registry.DisposeAsync();

        await using (var log = new FileStream(Path.Combine(_folder, "registry.db-wal"), FileMode.Open, FileAccess.ReadWrite))
        {
            Assert.That(log.Length, Is.GreaterThan(5_000));
            switch (how)
            {
                case "garbage after the end":
                    log.Seek(0, SeekOrigin.End);
                    log.Write(Enumerable.Repeat((byte)0xA5, 10_000).ToArray());
                    break;
                case "the last frame cut in half":
                    log.SetLength(log.Length - 2_000);
                    break;
                default:
                    log.Seek(-100, SeekOrigin.End);
                    log.Write(Enumerable.Repeat((byte)0xFF, 60).ToArray());
                    break;
            }
        }

        registry = await RegistryProcess.StartAsync(_folder);
        try
        {
            (await registry.Get("/health/ready")).Must(200);
            (await registry.Get($"/api/v1/identities/{identity}", person.Bearer)).Must(200);
            (await registry.Post($"/api/v1/identities/{identity}/surfaces", new { surface = "wa:@later" }, person.Bearer)).Must(201);
            await using var store = Open();
            Assert.That(Read(store, "PRAGMA integrity_check"), Is.EqualTo("ok"));
        }
        finally
        {
            await registry.DisposeAsync();
        }
    }

    [Test]
    public async Task A_full_database_refuses_writes_by_name_and_goes_on_reading()
    {
        var registry = await RegistryProcess.StartAsync(_folder, ("Database:MaxMegabytes", "1"));
        try
        {
            var person = await registry.SignUpAsync();
            var identity = (await person.CreateAsync()).Id();
            Answer answer;
            var written = new List<string>();
            do
            {
                answer = await registry.Post($"/api/v1/identities/{identity}/passports", new { }, person.Bearer);
                if ((int)answer.Status == 201) written.Add(answer.Json!.Id());
                Assert.That(written, Has.Count.LessThan(10_000));
            }
            while ((int)answer.Status == 201);

            answer.Must(507, "storage_full");
            (await registry.Post($"/api/v1/identities/{identity}/passports", new { }, person.Bearer)).Must(507, "storage_full");
            Assert.That((await registry.Get($"/api/v1/whois/{identity}")).Must(200).Json!["passport"]!.Id(), Is.EqualTo(written[^1]));
            (await registry.Get($"/api/v1/identities/{identity}/passports?limit=200", person.Bearer)).Must(200);
            await registry.DisposeAsync();

            registry = await RegistryProcess.StartAsync(_folder, ("Database:MaxMegabytes", "20"));
            (await registry.Post($"/api/v1/identities/{identity}/passports", new { }, person.Bearer)).Must(201);
        }
        finally
        {
            await registry.DisposeAsync();
        }
    }

    private static async Task WriteAsync(RegistryHost registry, int writer, int round, Operator person, string identity, ConcurrentQueue<Write> writes, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var key = $"{writer}-{round}-{i}";
            var write = i % 3 == 0
                ? new Write(writer, $"/api/v1/identities/{identity}/surfaces", new { surface = $"wa:@w{writer}.r{round}.n{i}" }, key)
                : new Write(writer, $"/api/v1/identities/{identity}/passports", new { ttl_days = 1 + (i % 9) }, key);
            writes.Enqueue(write);
            try
            {
                write.Acknowledged = (await registry.Post(write.Path, write.Body, person.Bearer, ("Idempotency-Key", key))).Must(201);
            }
            catch (HttpRequestException)
            {
                // Killed in the middle of it: whether it was done is not known here.
                return;
            }
        }
    }

    /// <summary>How many of the writes are not there exactly once.</summary>
    private async Task<int> MissingAsync(ConcurrentQueue<Write> writes)
    {
        await using var store = Open();
        var missing = 0;
        foreach (var write in writes)
        {
            var body = write.Acknowledged!.Json!;
            var table = body["passport"] is null ? "Surfaces" : "Passports";
            if (!Equals(Read(store, $"SELECT COUNT(*) FROM {table} WHERE Id = '{body.Id().Split('_')[1]}'"), 1L)) missing++;
        }

        // And nothing that nobody was told of.
        var ids = writes.Select(w => ((JsonNode)w.Acknowledged!.Json!).Id()).Distinct(StringComparer.Ordinal).Count();
        return missing + (writes.Count - ids);
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "registry.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    private static object? Read(SqliteConnection store, string statement)
    {
        using var command = store.CreateCommand();
        command.CommandText = statement;
        return command.ExecuteScalar();
    }
}
