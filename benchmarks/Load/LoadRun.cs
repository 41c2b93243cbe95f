using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;

namespace AiIdentity.Load;

/// <summary>All rows, interleaved: each round measures every row once, so that what changes on the machine meets all of them.</summary>
internal sealed class LoadRun(string api, (int Scale, Place Place) small, (int Scale, Place Place) large, int rounds, int seconds, string only)
{
    private const int Connections = 32;
    private const int Writers = 16;
    /// <summary>Addresses of the warm rows: all of them fit into memory, none is asked for twice in a row.</summary>
    private const int Hot = 1_000;
    private const int Starts = 5;
    /// <summary>How many times as long as a round the first one is, which does not count: code is compiled, watched and compiled again meanwhile.</summary>
    private const int WarmUp = 4;
    /// <summary>The same where a request passes much more code, less often: at a few hundred a second .NET compiles for the better part of a minute.</summary>
    private const int WarmUpOfWrites = 12;

    /// <summary>What was allocated is written down by then, and what waited while the process was halted is done.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(600);

    private readonly Report _report = new(small.Scale, large.Scale, rounds, seconds, Connections);
    private int _tokensUsed;

    public async Task<Report> RunAsync()
    {
        await StartUpAsync();
        var copy = Wanted(Row.FloorIssue) ? small.Place.Copy("issue.db") : small.Place.Database;
        using var apiSmall = Server.Api(api, small.Place, Permissive);
        // Asked at random, half of a small registry would soon be in memory: its first touches are measured with nothing kept.
        using var apiForgetful = Server.Api(api, small.Place, [.. Permissive, ("Whois__KeptRecords", "0")]);
        using var apiLarge = Server.Api(api, large.Place, Permissive);
        foreach (var other in new[] { apiSmall, apiForgetful }) (await other.WaitAsync("/health/ready")).Dispose();
        var known = await SampleAsync(apiLarge);
        var offline = Wanted(Row.Offline) ? await OfflineVerify.OfAsync(apiLarge, large.Place) : null;
        using var bareRecord = Server.Bare(200, Place.Scratch("record.json"));
        using var bareKnown = Server.Bare(304, Place.Scratch("record.json"));
        using var bareMiss = Server.Bare(404, Place.Scratch("miss.json"));
        using var floorRecord = Server.Bare(200, Place.Scratch("record.json"), $"head={Place.Scratch("record.head")}");
        using var floorKnown = Server.Bare(304, Place.Scratch("record.json"), $"head={Place.Scratch("known.head")}");
        using var floorTouch = Server.Bare(200, Place.Scratch("record.json"), $"head={Place.Scratch("record.head")}", $"look={large.Place.Database}");
        using var floorMiss = Server.Bare(404, Place.Scratch("miss.json"), $"head={Place.Scratch("miss.head")}", $"look={large.Place.Database}");
        using var floorVerify = Server.Bare(200, Place.Scratch("verdict.json"), $"head={Place.Scratch("verdict.head")}", $"verify={Place.Scratch("jwks.json")}");
        using var floorIssue = Server.Bare(201, Place.Scratch("record.json"), $"issue={copy}");
        using var nginx = HasNginx() ? Server.Nginx(Place.Scratch("record.json")) : null;
        Server[] yardsticks = [bareRecord, bareKnown, bareMiss, floorRecord, floorKnown, floorTouch, floorMiss, floorVerify, floorIssue, .. nginx is null ? [] : (Server[])[nginx]];
        foreach (var yardstick in yardsticks) (await yardstick.WaitAsync("/")).Dispose();

        // Nobody but the one that is measured takes the processor.
        foreach (var server in (Server[])[apiSmall, apiForgetful, apiLarge, .. yardsticks]) server.Halt();
        for (var round = 0; round <= rounds; round++)
        {
            var counts = round > 0;
            Console.WriteLine(counts ? $"round {round} of {rounds}" : "warming up");
            await WhoisAsync(counts, Row.BareRecord, bareRecord, "hot", large.Scale);
            if (nginx is not null) await WhoisAsync(counts, Row.Nginx, nginx, "hot", large.Scale);
            await WhoisAsync(counts, Row.FloorRecord, floorRecord, "hot", large.Scale);
            await WhoisAsync(counts, Row.Warm, apiLarge, "hot", large.Scale, countBytes: true);
            await WhoisAsync(counts, Row.WarmSmall, apiSmall, "hot", small.Scale);
            await MeasureAsync(counts, Row.BareKnown, bareKnown, Connections, "known.lua", [known]);
            await MeasureAsync(counts, Row.FloorKnown, floorKnown, Connections, "known.lua", [known]);
            await MeasureAsync(counts, Row.Known, apiLarge, Connections, "known.lua", [known], countBytes: true);
            // What a host's memory holds, this machine's may have let go of since: what is measured is the registry, not the disk.
            if (Wanted(Row.FirstTouch)) await large.Place.ReadWholeAsync();
            await WhoisAsync(counts, Row.FloorTouch, floorTouch, "any", large.Scale);
            await WhoisAsync(counts, Row.FirstTouch, apiLarge, "any", large.Scale, countBytes: true);
            await WhoisAsync(counts, Row.FirstTouchSmall, apiForgetful, "any", small.Scale);
            await WhoisAsync(counts, Row.BareMiss, bareMiss, "unknown", large.Scale);
            await WhoisAsync(counts, Row.FloorMiss, floorMiss, "unknown", large.Scale);
            await WhoisAsync(counts, Row.Unknown, apiLarge, "unknown", large.Scale, countBytes: true);
            await WhoisAsync(counts, Row.Hidden, apiLarge, "hidden", large.Scale);
            RawVerify(counts);
            await VerifyAsync(counts, Row.FloorVerify, floorVerify, countBytes: false);
            await VerifyAsync(counts, Row.Verify, apiLarge, countBytes: true);
            if (offline is not null) await OfflineAsync(counts, offline, apiLarge);
            await MeasureAsync(counts, Row.FloorIssue, floorIssue, Writers, "issue.lua", [small.Place.Keys]);
            await MeasureAsync(counts, Row.Issue, apiLarge, Writers, "issue.lua", [large.Place.Keys], countBytes: true);
        }

        _report.ResidentMegabytes = apiLarge.ResidentMegabytes;
        _report.RecordBytes = new FileInfo(Place.Scratch("record.json")).Length;
        return _report;
    }

    /// <summary>Limits are on and count, and no one is reached.</summary>
    private static readonly (string, string)[] Permissive =
    [
        ("RateLimiting__PublicPerMinute", "2000000000"), ("RateLimiting__WhoisPerKeyAndMinute", "2000000000"), ("RateLimiting__VerifyPerKeyAndMinute", "2000000000"),
    ];

    // From the start of the process to the first record, the port being asked every two milliseconds.
    private async Task StartUpAsync()
    {
        if (!Wanted(Row.StartUp)) return;
        for (var start = 0; start <= Starts; start++)
        {
            (await FirstAnswerAsync(Row.FloorStart, () => Server.Bare(200, large.Place.Done, $"open={large.Place.Database}"), "/", counts: start > 0)).Dispose();
            using var server = await FirstAnswerAsync(Row.StartUp, () => Server.Api(api, large.Place, Permissive), $"/api/v1/whois?surface={Seeded.Handle(((start * 7919) + 5) % large.Scale)}", counts: start > 0);
            // It stops when it is asked to only once it has started whole.
            (await server.WaitAsync("/health/ready")).Dispose();
        }

        async Task<Server> FirstAnswerAsync(Row row, Func<Server> begin, string path, bool counts)
        {
            var took = Stopwatch.StartNew();
            var server = begin();
            using var answer = (await server.WaitAsync(path)).EnsureSuccessStatusCode();
            if (counts) _report.Add(row, new Figures(took.Elapsed.TotalSeconds, TimeSpan.Zero, TimeSpan.Zero, 1, 0));
            return server;
        }
    }

    /// <summary>Keeps one answer of each kind as the yardsticks' bytes and the floors' headers, and the ETags of some addresses.</summary>
    private async Task<string> SampleAsync(Server server)
    {
        using (var record = (await server.WaitAsync($"/api/v1/whois?surface={Seeded.Handle(4)}")).EnsureSuccessStatusCode())
        {
            await KeepAsync("record", record);
            // Its 304 has the same headers.
            File.Copy(Place.Scratch("record.head"), Place.Scratch("known.head"), overwrite: true);
        }

        using (var miss = await server.WaitAsync("/api/v1/whois?surface=wa:%2B447990000000")) await KeepAsync("miss", miss);
        using (var jwks = (await server.WaitAsync("/.well-known/jwks.json")).EnsureSuccessStatusCode()) await KeepAsync("jwks", jwks);
        using (var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.Port}") })
        using (var body = JsonContent.Create(new { passport = File.ReadLines(large.Place.Tokens).First() }))
        using (var verdict = (await client.PostAsync(new Uri("/api/v1/verify", UriKind.Relative), body)).EnsureSuccessStatusCode())
            await KeepAsync("verdict", verdict);
        var lines = new List<string>();
        for (var number = 0; number < 200; number++)
        {
            using var record = (await server.WaitAsync($"/api/v1/whois?surface={Seeded.Handle(number)}")).EnsureSuccessStatusCode();
            lines.Add($"{Seeded.Handle(number)} {record.Headers.ETag}");
        }

        var file = Place.Scratch("known.txt");
        await File.WriteAllLinesAsync(file, lines);
        return file;
    }

    private static async Task KeepAsync(string name, HttpResponseMessage answer)
    {
        await File.WriteAllBytesAsync(Place.Scratch($"{name}.json"), await answer.Content.ReadAsByteArrayAsync());
        // What Kestrel writes by itself is left to it.
        await File.WriteAllLinesAsync(Place.Scratch($"{name}.head"), answer.Headers.Where(h => h.Key is not ("Date" or "Transfer-Encoding")).Select(h => $"{h.Key}: {string.Join(", ", h.Value)}"));
    }

    private Task WhoisAsync(bool counts, Row row, Server server, string kind, int scale, bool countBytes = false) =>
        MeasureAsync(counts, row, server, Connections, "whois.lua", [kind, scale, Hot], countBytes);

    private async Task VerifyAsync(bool counts, Row row, Server server, bool countBytes)
    {
        if (!Wanted(row)) return;
        await MeasureAsync(counts, row, server, Connections, "verify.lua", [large.Place.Tokens, _tokensUsed, Wrk.Threads], countBytes);
        _tokensUsed = (_tokensUsed + (int)_report.LastRequests) % (Math.Min(large.Scale, Seeded.Tokens) / 2);
    }

    private void RawVerify(bool counts)
    {
        if (!Wanted(Row.RawVerify)) return;
        var figures = new Figures(Load.RawVerify.PerSecond(large.Place, TimeSpan.FromSeconds(seconds)), TimeSpan.Zero, TimeSpan.Zero, 0, 0);
        if (counts) _report.Add(Row.RawVerify, figures);
    }

    // The registry is awake meanwhile: every ten seconds the verifier fetches its lists anew.
    private async Task OfflineAsync(bool counts, OfflineVerify offline, Server registry)
    {
        var length = TimeSpan.FromSeconds(seconds);
        registry.GoOn();
        var raw = offline.RawPerSecond(length);
        var (perSecond, bytes) = await offline.VerifierAsync(length);
        registry.Halt();
        if (!counts) return;
        _report.Add(Row.RawOffline, new Figures(raw, TimeSpan.Zero, TimeSpan.Zero, 0, 0));
        _report.Add(Row.Offline, new Figures(perSecond, TimeSpan.Zero, TimeSpan.Zero, 0, 0));
        _report.AddBytes(Row.Offline, bytes);
    }

    private async Task MeasureAsync(bool counts, Row row, Server server, int connections, string script, object[] arguments, bool countBytes = false)
    {
        if (!Wanted(row)) return;
        server.GoOn();
        await Task.Delay(Settle);
        var before = countBytes ? await server.AllocatedAsync() : 0;
        var figures = Wrk.Run(server, connections, counts ? seconds : seconds * (row is Row.Issue ? WarmUpOfWrites : WarmUp), script, arguments);
        var refusals = row is Row.BareMiss or Row.FloorMiss or Row.Unknown or Row.Hidden ? figures.Requests : row is Row.FirstTouch or Row.FirstTouchSmall ? figures.Refused : 0;
        if (figures.Refused != refusals) throw new InvalidOperationException($"{row}: {figures.Refused} of {figures.Requests} were refused.");
        _report.LastRequests = figures.Requests;
        if (countBytes)
        {
            await Task.Delay(Settle);
            if (counts) _report.AddBytes(row, (await server.AllocatedAsync() - before) / (double)figures.Requests);
        }

        server.Halt();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {row,-16}{figures.PerSecond,10:N0}/s  p99 {figures.P99.TotalMilliseconds:N2} ms"));
        if (counts) _report.Add(row, figures);
    }

    private bool Wanted(Row row) => only.Length == 0 || only.Split(',').Contains(row.ToString(), StringComparer.OrdinalIgnoreCase);

    private static bool HasNginx() => (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin").Split(':').Any(folder => File.Exists(Path.Combine(folder, "nginx")));
}
