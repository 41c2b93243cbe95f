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

// NSwag has no settings for these: requests go through one function of ours (limits, retries, errors), enumerations stay open, a verdict with a reason is a refusal, and no type is the browser's.
void WriteTypeScript(string output)
{
    NSwag([], "run", $"{TypeScriptFolder}/nswag.json", $"/variables:output={Absolute(output)}");
    var code = System.IO.File.ReadAllText(output);
    code = Replaced(code, "export class RegistryClient {", """
        import { throwException } from "./errors.js";
        import { checkHttp, exchange, type Answer, type Http } from "./http.js";
        import type { AbortSignalLike, RequestLike } from "./platform.js";
        import { judged } from "./verdict.js";

        export class RegistryClient {
        """.ReplaceLineEndings("\n"));
    code = Replaced(code, "http: { fetch(url: RequestInfo, init?: RequestInit): Promise<Response> };", "http: Http;");
    code = Replaced(code, "http?: { fetch(url: RequestInfo, init?: RequestInit): Promise<Response> }", "http: Http = {}");
    code = Replaced(code, "this.http = http ? http : window as any;", "this.http = checkHttp(http);");
    code = Replaced(code, "this.http.fetch(url_, options_)", "exchange(this.http, url_, options_)");
    code = Replaced(code, "RequestInit", "RequestLike");
    code = Replaced(code, "signal?: AbortSignal)", "signal?: AbortSignalLike)");
    code = Replaced(code, "JSON.parse(_responseText, this.jsonParseReviver) as Verdict;", "judged(JSON.parse(_responseText, this.jsonParseReviver) as Verdict);");
    code = Regex.Replace(code, @"\b(_?response: )Response\b", "$1Answer");
    code = Regex.Replace(code, @"(?m)^export type (\w+) = ((?:""[^""]*""(?: \| )?)+);$", "export type $1 = $2 | (string & {});");
    code = code[..code.IndexOf("export class RegistryException", StringComparison.Ordinal)].TrimEnd() + "\n";
    System.IO.File.WriteAllText(output, code);
}

void BuildTypeScript()
{
    Need("node", "nodejs", "the TypeScript client runs on it");
    Need("npm", "npm", "it brings the TypeScript compiler");
    Read("npm", "ci", "--prefix", TypeScriptFolder, "--no-audit", "--no-fund");
    Read("npm", "run", "build", "--prefix", TypeScriptFolder);
    EnsureDirectoryExists("artifacts/package");
    Read("npm", "pack", $"./{TypeScriptFolder}", "--pack-destination", "artifacts/package");
}

// Once a run: two lanes of tests need it, and npm shares its folder with nobody.
Lazy<bool> TypeScriptBuilt = new(() =>
{
    BuildTypeScript();
    return true;
});

// Node's own runner; what it printed at its end joins the totals.
void RunTypeScript(Tally tally)
{
    const string name = "TypeScript";
    try
    {
        _ = TypeScriptBuilt.Value;
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
