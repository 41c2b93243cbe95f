using System.Text.RegularExpressions;

// clients/typescript: src/registry-client.ts is written from openapi/v1.json and committed; npm brings the compiler that its lock file names.
const string TypeScriptFolder = "clients/typescript";
const string TypeScriptFile = TypeScriptFolder + "/src/registry-client.ts";

Task("TypeScript")
    .Description("Writes the TypeScript client anew from openapi/v1.json, builds and packs it into artifacts/package.")
    .IsDependentOn("Restore")
    .Does(() =>
    {
        WriteTypeScript(TypeScriptFile);
        BuildTypeScript();
    });

void WriteTypeScript(string output) =>
    NSwag([], "run", $"{TypeScriptFolder}/nswag.json", $"/variables:output={Absolute(output)}");

void BuildTypeScript()
{
    Need("node", "nodejs", "the TypeScript client runs on it");
    Need("npm", "npm", "it brings the TypeScript compiler");
    Read("npm", "ci", "--prefix", TypeScriptFolder, "--no-audit", "--no-fund");
    Read("npm", "run", "build", "--prefix", TypeScriptFolder);
    EnsureDirectoryExists("artifacts/package");
    Read("npm", "pack", $"./{TypeScriptFolder}", "--pack-destination", "artifacts/package");
}

// Node's own runner; what it printed at its end joins the totals.
void RunTypeScript(Tally tally)
{
    const string name = "TypeScript";
    try
    {
        BuildTypeScript();
        Read("node", "docs/vectors/check.mjs");
    }
    catch (CakeException failure)
    {
        Error("{0}: {1}", name, failure.Message);
        tally.Fail(name, counts: true);
        return;
    }

    var tests = GetFiles($"{TypeScriptFolder}/test/*.test.js").OrderBy(file => file.FullPath, StringComparer.Ordinal).Select(file => file.FullPath);
    var code = StartProcess("node", new ProcessSettings { Arguments = Quoted(["--test", "--test-reporter=tap", .. tests]), RedirectStandardOutput = true }, out var output);
    var lines = output.ToList();
    int Count(string what) => lines.Select(line => Regex.Match(line, $"^# {what} ([0-9]+)$")).Where(match => match.Success).Select(match => int.Parse(match.Groups[1].Value)).LastOrDefault();
    var (passed, failed, skipped) = (Count("pass"), Count("fail") + Count("cancelled"), Count("skipped") + Count("todo"));
    tally.Add(passed, failed, skipped);
    if (code == 0 && passed > 0)
    {
        Console.WriteLine($"{name}: {passed} passed");
        return;
    }

    foreach (var line in lines.SkipWhile(line => !line.TrimStart().StartsWith("not ok", StringComparison.Ordinal)).Take(200)) Console.WriteLine(line);
    tally.Fail(name, failed == 0);
}
