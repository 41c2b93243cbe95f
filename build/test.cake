using System.Text.Json;
using System.Xml.Linq;

const string Results = "artifacts/test-results";
const double CoverageFloor = 90;
string[] CoveredAssemblies = ["AiIdentity.Domain", "AiIdentity.Application"];

Task("Test")
    .Description("Builds, then checks format, migrations, contract and client, and runs every test; ends with the totals.")
    .IsDependentOn("Build")
    .Does(() =>
    {
        NeedBrowser();
        Need("redis-server", "redis-server", "two instances are tested with it");
        CleanDirectory(Results);
        var tally = new Tally();
        // Cake prints its table of tasks after the last of them; the totals come after that.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Console.WriteLine(tally);

        // Two lanes for two cores, each begun with its longest. Who is done first goes on with the rest, and what takes long is not left for the end.
        string[] first = ["Browser.Tests", "Api.Tests", "SqlServer.Tests"];
        string[] next = ["Client.Tests", "Application.Tests", "Infrastructure.Tests"];
        var rest = new System.Collections.Concurrent.ConcurrentQueue<string>(next.Concat(GetFiles("tests/*/*.csproj")
            .Select(file => file.GetFilenameWithoutExtension().FullPath).Except([.. first, .. next], StringComparer.Ordinal).Order(StringComparer.Ordinal)));
        void RunTheRest()
        {
            while (rest.TryDequeue(out var name)) RunTests(tally, name);
        }

        Parallel.Invoke(
            () =>
            {
                Check(tally, "whitespace", () => Read("dotnet", "format", "whitespace", "--folder", ".", "--exclude", "artifacts", "--verify-no-changes"));
                foreach (var context in RegistryContexts)
                    Check(tally, $"migrations of {context}", () => Read("dotnet", ["ef", "migrations", "has-pending-model-changes", .. EntityFramework(context), "--no-build"]));
                Check(tally, CompiledModelFolder, RequireSameCompiledModel);
                Check(tally, OpenApiFile, () => RequireSame(OpenApiFile, "OpenApi", WriteOpenApi));
                Check(tally, ClientFile, () => RequireSame(ClientFile, "Client", WriteClient));
                Check(tally, VectorsFolder, RequireSameVectors);
                Check(tally, TypeScriptFile, () => RequireSame(TypeScriptFile, "TypeScript", WriteTypeScript));
                RunTests(tally, "Browser.Tests");
                RunTypeScript(tally);
                RunTheRest();
            },
            () =>
            {
                RunTests(tally, "Api.Tests");
                // Reads what Api.Tests wrote.
                RunTests(tally, "SqlServer.Tests");
                RunTheRest();
            });
        Check(tally, "coverage", RequireCoverage);

        if (tally.Failures.Count > 0) throw new CakeException($"Failed: {string.Join(", ", tally.Failures)}.");
    });

void Check(Tally tally, string name, Action check)
{
    try
    {
        check();
        Console.WriteLine($"{name}: as it should be");
    }
    catch (CakeException failure)
    {
        Error("{0}: {1}", name, failure.Message);
        tally.Fail(name, counts: true);
    }
}

void RunTests(Tally tally, string name)
{
    // It judges by both verifiers.
    if (name == "Client.Tests") Check(tally, "TypeScript for Client.Tests", () => _ = TypeScriptBuilt.Value);
    var folder = $"{Results}/{name}";
    var (code, output) = Hear("dotnet", ["test", $"tests/{name}", "-c", Configuration, "--no-build", "-nologo",
        "--filter", "TestCategory!=Drill&TestCategory!=Pictures", "--logger", "console;verbosity=minimal", "--logger", $"trx;LogFileName={name}.trx", "--results-directory", folder,
        // Coverage adds types of its own to what it measures: the architecture is judged without; the others add none.
        .. name is "Architecture.Tests" or "Browser.Tests" or "SqlServer.Tests" or "WhatsAppSandbox.Tests" ? Array.Empty<string>() : ["--collect", "XPlat Code Coverage", "--settings", "build/coverage.runsettings"]]);

    Console.WriteLine(output);
    var trx = $"{folder}/{name}.trx";
    var (ran, failed) = FileExists(trx) ? tally.Add(XDocument.Load(trx)) : (0, 0);
    if (ran == 0) Error("{0}: ran no test", name);
    // A run can break off without a failed test, and then it counts for one itself.
    if (ran == 0 || code != 0) tally.Fail(name, failed == 0);
}

void RequireCoverage()
{
    Read("dotnet", "reportgenerator", $"-reports:{Results}/*/*/coverage.cobertura.xml", "-targetdir:artifacts/coverage", "-reporttypes:JsonSummary;Html");
    using var summary = JsonDocument.Parse(System.IO.File.ReadAllText("artifacts/coverage/Summary.json"));
    var lines = summary.RootElement.GetProperty("coverage").GetProperty("assemblies").EnumerateArray()
        .ToDictionary(assembly => assembly.GetProperty("name").GetString(), assembly => assembly.GetProperty("coverage").GetDouble());
    foreach (var assembly in CoveredAssemblies) Console.WriteLine($"{assembly}: {lines.GetValueOrDefault(assembly)} % of lines covered");
    if (CoveredAssemblies.Any(assembly => lines.GetValueOrDefault(assembly) < CoverageFloor))
        throw new CakeException($"less than {CoverageFloor} % of the lines of {string.Join(" or ", CoveredAssemblies)}");
}

// What a run adds up to; a failed check counts like a failed test, so that the line never looks better than the exit code.
class Tally
{
    private int _passed, _failed, _skipped;

    private readonly Lock _lock = new();

    public List<string> Failures { get; } = [];

    public void Fail(string what, bool counts)
    {
        lock (_lock)
        {
            Failures.Add(what);
            if (counts) _failed++;
        }
    }

    public void Add(int passed, int failed, int skipped)
    {
        lock (_lock) (_passed, _failed, _skipped) = (_passed + passed, _failed + failed, _skipped + skipped);
    }

    public (int Ran, int Failed) Add(XDocument trx)
    {
        var counters = trx.Descendants().Single(element => element.Name.LocalName == "Counters");
        int Count(string name) => (int)counters.Attribute(name);
        var (ran, failed) = (Count("executed"), Count("executed") - Count("passed"));
        Add(Count("passed"), failed, Count("total") - ran);
        return (ran, failed);
    }

    public override string ToString() => $"{_passed} passed, {_failed} failed" + (_skipped > 0 ? $", {_skipped} skipped" : "");
}
