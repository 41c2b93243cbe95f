using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace AiIdentity.Load;

internal enum Row
{
    BareRecord,
    Nginx,
    FloorRecord,
    Warm,
    WarmSmall,
    BareKnown,
    FloorKnown,
    Known,
    FloorTouch,
    FirstTouch,
    FirstTouchSmall,
    BareMiss,
    FloorMiss,
    Unknown,
    Hidden,
    RawVerify,
    FloorVerify,
    Verify,
    RawOffline,
    Offline,
    FloorIssue,
    Issue,
    FloorStart,
    StartUp,
}

/// <summary>Medians over the rounds, and the ratios of rows that were measured side by side.</summary>
internal sealed class Report(int small, int large, int rounds, int seconds, int connections)
{
    private readonly Dictionary<Row, List<Figures>> _figures = [];
    private readonly Dictionary<Row, List<double>> _bytes = [];

    public double ResidentMegabytes { get; set; }
    public long RecordBytes { get; set; }
    public long LastRequests { get; set; }

    public void Add(Row row, Figures figures) => (_figures.TryGetValue(row, out var list) ? list : _figures[row] = []).Add(figures);

    public void AddBytes(Row row, double bytes) => (_bytes.TryGetValue(row, out var list) ? list : _bytes[row] = []).Add(bytes);

    public string Table()
    {
        var table = new StringBuilder("| what | measured | target | |\n| --- | --- | --- | --- |\n");
        Line("whois by surface, warm", Ratio(Row.Warm, Row.BareRecord), "bare Kestrel, same bytes", 0.80, $"{Rate(Row.Warm)}; {Bytes(Row.Warm)} allocated (≤ 2,048)");
        Line("whois, `If-None-Match` → 304", Ratio(Row.Known, Row.BareKnown), "bare Kestrel, empty 304", 0.90, $"{Rate(Row.Known)}; {Bytes(Row.Known)} allocated");
        Line("whois, any of all addresses, first touch", Ratio(Row.FirstTouch, Row.BareRecord), "bare Kestrel, same bytes", 0.25, $"{Rate(Row.FirstTouch)}; p99 {P99(Row.FirstTouch)} (≤ 10 ms); {Bytes(Row.FirstTouch)} allocated");
        Line("whois 404, unknown", Ratio(Row.Unknown, Row.BareMiss), "bare Kestrel, same bytes", 0.60, $"{Rate(Row.Unknown)}; {Bytes(Row.Unknown)} allocated");
        Line("whois 404, hidden", Ratio(Row.Hidden, Row.BareMiss), "bare Kestrel, same bytes", 0.60, Rate(Row.Hidden));
        Within("hidden against unknown", Ratio(Row.Hidden, Row.Unknown), 0.95, 1.05);
        Within($"cost of a warm request at {large:N0} against {small:N0}", Ratio(Row.WarmSmall, Row.Warm), 0, 1.15);
        Within($"cost of a first touch at {large:N0} against {small:N0}", Ratio(Row.FirstTouchSmall, Row.FirstTouch), 0, 1.3);
        Line("`POST /verify`, every token another", Ratio(Row.Verify, Row.RawVerify), "raw libsodium on all cores", 0.45, $"{Rate(Row.Verify)}; {Bytes(Row.Verify)} allocated");
        Line("offline `PassportVerifier`, one thread", Ratio(Row.Offline, Row.RawOffline), "raw NSec, same input", 0.85, $"{Rate(Row.Offline)}; {Bytes(Row.Offline)} allocated (≤ 4,096)");
        Bound("issue a Passport, durable, 16 writers", Median(Row.Issue), "/s", 1_000, atLeast: true, $"p99 {P99(Row.Issue)}; {Bytes(Row.Issue)} allocated");
        Bound($"resident memory at {large:N0} identities, after the load", ResidentMegabytes, " MiB", 400, atLeast: false, "");
        Bound($"start to first whois at {large:N0}", Median(Row.StartUp), " s", 1.5, atLeast: false, "");
        return table.ToString();

        void Line(string what, double ratio, string of, double target, string more) =>
            Write(what, string.Create(CultureInfo.InvariantCulture, $"{ratio:F2} × {of} ({more})"), string.Create(CultureInfo.InvariantCulture, $"≥ {target:F2}"), ratio >= target, ratio);
        void Within(string what, double ratio, double least, double most) =>
            Write(what, string.Create(CultureInfo.InvariantCulture, $"{ratio:F2} ×"), least > 0 ? string.Create(CultureInfo.InvariantCulture, $"{least} to {most}") : string.Create(CultureInfo.InvariantCulture, $"≤ {most}"), ratio >= least && ratio <= most, ratio);
        void Bound(string what, double value, string unit, double target, bool atLeast, string more) =>
            Write(what, string.Create(CultureInfo.InvariantCulture, $"{value:N2}{unit}{(more.Length > 0 ? $" ({more})" : "")}"), string.Create(CultureInfo.InvariantCulture, $"{(atLeast ? "≥" : "≤")} {target:N1}{unit}"), atLeast ? value >= target : value <= target, value);
        void Write(string what, string measured, string target, bool met, double value)
        {
            if (double.IsFinite(value) && value > 0) table.Append(CultureInfo.InvariantCulture, $"| {what} | {measured} | {target} | {(met ? "met" : "**not met**")} |\n");
        }
    }

    /// <summary>What the bare server makes of the yardstick once it does the row's inevitable part, and what the registry makes of that.</summary>
    private string Floors()
    {
        var table = new StringBuilder("| what | bare Kestrel that also | floor | the registry, of that |\n| --- | --- | --- | --- |\n");
        Floor("warm", "writes the same headers", Row.FloorRecord, Row.BareRecord, Row.Warm);
        Floor("304", "writes the same headers", Row.FloorKnown, Row.BareKnown, Row.Known);
        Floor("first touch", "reads the row by the same statement, and sends its bytes as they are", Row.FloorTouch, Row.BareRecord, Row.FirstTouch);
        Floor("404", "looks into the same index by the same statement", Row.FloorMiss, Row.BareMiss, Row.Unknown);
        Floor("verify", "checks the same signature, and nothing else", Row.FloorVerify, Row.RawVerify, Row.Verify);
        Alone("issue", "reads and writes the same rows by prepared statements, in the small registry, under the same group commit", Rate(Row.FloorIssue), Ratio(Row.Issue, Row.FloorIssue));
        Alone("start", "opens the large database and reads one row", string.Create(CultureInfo.InvariantCulture, $"{Median(Row.FloorStart):F2} s"), Ratio(Row.StartUp, Row.FloorStart));
        return table.ToString();

        void Floor(string what, string also, Row floor, Row yardstick, Row row)
        {
            if (double.IsFinite(Ratio(floor, yardstick)))
                table.Append(CultureInfo.InvariantCulture, $"| {what} | {also} | {Ratio(floor, yardstick):F2} × the yardstick | {Ratio(row, floor):F2} × |\n");
        }

        void Alone(string what, string also, string floor, double ratio)
        {
            if (double.IsFinite(ratio)) table.Append(CultureInfo.InvariantCulture, $"| {what} | {also} | {floor} | {ratio:F2} × |\n");
        }
    }

    public string Document(string arguments)
    {
        var rows = new StringBuilder("| row | median/s | rounds | p50 | p99 |\n| --- | --- | --- | --- | --- |\n");
        foreach (var (row, figures) in _figures.Where(f => f.Key is not (Row.FloorStart or Row.StartUp)))
        {
            rows.Append(CultureInfo.InvariantCulture,
                $"| {row} | {Median(row):N0} | {string.Join(", ", figures.Select(f => f.PerSecond.ToString("N0", CultureInfo.InvariantCulture)))} | {Milliseconds(figures, f => f.Median)} | {P99(row)} |\n");
        }

        return $"""
            # Load, {TimeProvider.System.GetUtcNow():yyyy-MM-dd}

            Medians of {rounds} rounds of {seconds} s a row, rows interleaved, {connections} connections from wrk on the same machine; a record is {RecordBytes:N0} bytes.

            {Table()}
            ## Floors

            {Floors()}
            ## All rows

            {rows}
            ## Machine

            {Environment.ProcessorCount} cores ({Cpu()}), {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1 << 30)} GiB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}.
            Command: `./build.sh Load`, which runs `AiIdentity.Load {arguments}`.

            """;
    }

    private double Median(Row row) => Middle(_figures.GetValueOrDefault(row)?.Select(f => f.PerSecond));

    // Round by round, since both were measured within the same minute; then the middle one.
    private double Ratio(Row row, Row to) => _figures.TryGetValue(row, out var ours) && _figures.TryGetValue(to, out var theirs)
        ? Middle(ours.Zip(theirs, (a, b) => a.PerSecond / b.PerSecond))
        : double.NaN;

    private string Rate(Row row) => string.Create(CultureInfo.InvariantCulture, $"{Median(row):N0}/s");

    private string Bytes(Row row) => string.Create(CultureInfo.InvariantCulture, $"{Middle(_bytes.GetValueOrDefault(row)):N0} B");

    private string P99(Row row) => _figures.TryGetValue(row, out var figures) ? Milliseconds(figures, f => f.P99) : "";

    private static string Milliseconds(List<Figures> figures, Func<Figures, TimeSpan> of) =>
        Middle(figures.Select(f => of(f).TotalMilliseconds)) is > 0 and var middle ? string.Create(CultureInfo.InvariantCulture, $"{middle:N2} ms") : "";

    private static double Middle(IEnumerable<double>? values) => values?.Order().ToArray() switch
    {
        null or [] => double.NaN,
        var sorted when sorted.Length % 2 == 1 => sorted[sorted.Length / 2],
        var sorted => (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2,
    };

    private static string Cpu() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown"
        : "unknown";
}
