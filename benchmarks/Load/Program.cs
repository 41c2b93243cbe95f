using System.Globalization;
using AiIdentity.Load;

if (args is ["bare", .. var bare])
{
    await Bare.RunAsync(bare);
    return;
}

var options = args.Where(a => a.StartsWith("--", StringComparison.Ordinal)).Select(a => a[2..].Split('=', 2)).ToDictionary(a => a[0], a => a.Length > 1 ? a[1] : "", StringComparer.Ordinal);
var scales = options.GetValueOrDefault("scale", "10000,1000000").Split(',').Select(s => int.Parse(s, CultureInfo.InvariantCulture)).Order().ToArray();
var places = scales.Select(scale => (Scale: scale, Place: new Place(scale))).ToArray();
foreach (var (scale, place) in places) await new Seeder(place, scale).SeedAsync();
if (options.ContainsKey("seed-only")) return;

var run = new LoadRun(
    Path.GetFullPath(options["api"]),
    places[0], places[^1],
    int.Parse(options.GetValueOrDefault("rounds", "5"), CultureInfo.InvariantCulture),
    int.Parse(options.GetValueOrDefault("seconds", "5"), CultureInfo.InvariantCulture),
    options.GetValueOrDefault("only", ""));
var report = await run.RunAsync();
Console.WriteLine(report.Table());
if (options.GetValueOrDefault("out") is { Length: > 0 } file) await File.WriteAllTextAsync(file, report.Document(string.Join(' ', args)));
