// The load benchmark: everything that it measures runs in one run on one machine, and its ratios are what counts.
Task("Load")
    .Description("Measures the published Api under load (--scale=10000,1000000 --rounds=5 --seconds=5 --only=Rows); writes benchmarks/results.")
    .IsDependentOn("Restore")
    .Does(() =>
    {
        Need("wrk", "wrk", "it makes the load");
        if (!Found("nginx")) Information("nginx is not here: its row is left out.");
        const string api = "artifacts/publish/load";
        Dotnet("publish", "src/Api", "-c", Configuration, "-nologo", "--verbosity", "minimal", "-r", HostRid(), "--self-contained", "false", "--output", api);
        Dotnet("build", "benchmarks/Load", "-c", Configuration, "--no-restore", "-nologo", "--verbosity", "minimal");
        var name = Argument("name", DateTime.UtcNow.ToString("yyyy-MM-dd"));
        var options = new[] { "scale", "rounds", "seconds", "only" }.Where(HasArgument).Select(option => $"--{option}={Argument<string>(option)}");
        var code = Run("artifacts/bin/Load/release/AiIdentity.Load", [$"--api={api}/AiIdentity.Api", $"--out=benchmarks/results/{name}.md", .. options]);
        if (code != 0) throw new CakeException($"The load program ended with {code}.");
    });

Task("Micro")
    .Description("Measures the smallest steps with BenchmarkDotNet; writes benchmarks/results (--filter=*Verify* for some of them).")
    .IsDependentOn("Restore")
    .Does(() =>
    {
        Dotnet("build", "benchmarks/Micro", "-c", Configuration, "--no-restore", "-nologo", "--verbosity", "minimal");
        var filter = Argument("filter", "*");
        CleanDirectory("artifacts/micro");
        var code = Run("dotnet", "artifacts/bin/Micro/release/AiIdentity.Micro.dll", "--filter", filter, "--artifacts", Absolute("artifacts/micro"));
        if (code != 0) throw new CakeException($"The benchmarks ended with {code}.");
        // Some of them are a look; all of them are a result.
        if (filter == "*") CopyFile(GetFiles("artifacts/micro/results/*-report-github.md").Single(), $"benchmarks/results/{Argument("name", DateTime.UtcNow.ToString("yyyy-MM-dd"))}-micro.md");
    });

string HostRid() => System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier switch
{
    var rid when rid.StartsWith("debian", StringComparison.Ordinal) || rid.StartsWith("ubuntu", StringComparison.Ordinal) => "linux-" + rid.Split('-')[^1],
    var rid => rid,
};
