using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AiIdentity.Kit;
using Microsoft.Extensions.Time.Testing;

namespace AiIdentity.Client.Tests.Offline;

/// <summary>What stands in the place of keys and lists, judged by this verifier and by the TypeScript one: the same of both.</summary>
internal sealed class PublicationTests
{
    private static readonly string Root = FindRoot();
    private static readonly JsonObject Publications = JsonNode.Parse(File.ReadAllText(Path.Combine(Root, "docs", "vectors", "publications.json")))!.AsObject();

    private static IEnumerable<TestCaseData> Cases() =>
        Publications["cases"]!.AsArray().Select(one => new TestCaseData(Whole(one!.AsObject())).SetArgDisplayNames(one!["name"]!.GetValue<string>()));

    private static JsonObject Whole(JsonObject one)
    {
        var answers = Publications["answers"]!.DeepClone().AsObject();
        if (one["answers"] is JsonObject own)
            foreach (var (uri, answer) in own) answers[uri] = answer!.DeepClone();
        return new JsonObject
        {
            ["registry"] = (one["registry"] ?? Publications["registry"]!).DeepClone(),
            ["passport"] = (one["passport"] ?? Publications["passport"]!).DeepClone(),
            ["now"] = Publications["now"]!.DeepClone(),
            ["answers"] = answers,
            ["reason"] = one["reason"]?.DeepClone(),
        };
    }

    [TestCaseSource(nameof(Cases))]
    public async Task The_table_of_publications(JsonObject one)
    {
        var (verdict, asked) = await VerdictOnAsync(one);
        Assert.That(verdict.Reason?.Word(), Is.EqualTo(one["reason"]?.GetValue<string>()), verdict.Cause);
        Assert.That(asked.Where(uri => !uri.StartsWith("https://registry.example/.well-known/", StringComparison.Ordinal) && !uri.StartsWith("https://registry.example/api/", StringComparison.Ordinal)), Is.Empty);
        Assert.That(verdict.Cause, verdict.Reason is PassportReason.KeysUnknown or PassportReason.StatusUnknown ? Is.Not.Null : Is.Null);
    }

    [Test]
    public async Task Publications_changed_at_random_have_one_verdict_of_both_verifiers()
    {
        var random = new Random(20261129);
        var cases = Cases().Select(one => (JsonObject)one.Arguments[0]!).ToArray();
        var changed = new JsonArray();
        for (var i = 0; i < 600; i++)
        {
            var one = cases[random.Next(cases.Length)].DeepClone().AsObject();
            var answers = one["answers"]!.AsObject();
            var answer = answers.ElementAt(random.Next(2)).Value!.AsObject();
            for (var edits = random.Next(1, 3); edits > 0; edits--) answer["body"] = Edited(answer["body"]!.GetValue<string>(), random);
            if (random.Next(4) == 0) answer["headers"]![Headers[random.Next(Headers.Length)]] = Values[random.Next(Values.Length)];
            if (random.Next(8) == 0) one["registry"] = Registries[random.Next(Registries.Length)];
            one.Remove("reason");
            changed.Add(one);
        }

        var here = new List<string>();
        foreach (var one in changed) here.Add((await VerdictOnAsync(one!.AsObject())).Verdict.Reason?.Word() ?? "valid");
        var there = await TypeScriptAsync(changed);
        Assert.That(there, Has.Count.EqualTo(here.Count));
        Assert.Multiple(() =>
        {
            for (var i = 0; i < here.Count; i++)
                if (here[i] != there[i]) Assert.Fail($"{here[i]} here, {there[i]} there: {changed[i]!.ToJsonString()}");
        });
        Assert.That(here.Distinct().Count(), Is.GreaterThan(2), "Some were good, some not.");
    }

    private static readonly string[] Headers = ["Age", "Cache-Control"];
    private static readonly string[] Values = ["", "0", "17", "3601", "-1", "1e3", "99999999999999999999", "max-age=5", "max-age=99999999999999999999", "no-store", "max-age=x, max-age=7"];
    private static readonly string[] Registries = ["HTTPS://registry.example", "https://REGISTRY.example", "https://registry.example:443", "https://registry.example:8443", "https://registry.example/x", "http://registry.example"];
    private static readonly string[] Pieces = ["{", "}", "[", "]", ",", ":", "\"", "null", "1", "-0", "1e9", "\\u0061", "\\ud800", "\"kid\":1,", "{},", "null,", "\"keys\":[],", " ", "\n", "A", "=", "\u00e9"];

    private static string Edited(string body, Random random)
    {
        var at = random.Next(body.Length + 1);
        return random.Next(4) switch
        {
            0 when at < body.Length => body.Remove(at, Math.Min(body.Length - at, random.Next(1, 4))),
            1 => body[..at],
            _ => body.Insert(at, Pieces[random.Next(Pieces.Length)]),
        };
    }

    private static async Task<(PassportVerdict Verdict, List<string> Asked)> VerdictOnAsync(JsonObject one)
    {
        var asked = new List<string>();
        using var handler = new Answers(one["answers"]!.AsObject(), asked);
        using var http = new HttpClient(handler) { BaseAddress = new Uri(one["registry"]!.GetValue<string>()) };
        var clock = new FakeTimeProvider(DateTimeOffset.Parse(one["now"]!.GetValue<string>(), CultureInfo.InvariantCulture));
        return (await new PassportVerifier(http, one["registry"]!.GetValue<string>(), clock).VerifyAsync(one["passport"]!.GetValue<string>()), asked);
    }

    private static async Task<List<string>> TypeScriptAsync(JsonArray cases)
    {
        await TypeScript.BuiltAsync();
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, cases.ToJsonString());
            var (code, output) = await TypeScript.RunAsync(Path.Combine(TypeScript.Folder, "test"), "node", "judge.mjs", file);
            Assert.That(code, Is.Zero, output);
            return [.. JsonNode.Parse(output)!.AsArray().Select(reason => reason!.GetValue<string>())];
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string FindRoot()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "AiIdentity.sln"))) at = at.Parent!;
        return at.FullName;
    }

    private sealed class Answers(JsonObject answers, List<string> asked) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            asked.Add(request.RequestUri!.AbsoluteUri);
            if (answers[request.RequestUri.AbsoluteUri] is not { } answer) throw new HttpRequestException("refused");
            var response = new HttpResponseMessage((HttpStatusCode)answer["status"]!.GetValue<int>())
            {
                Content = new ByteArrayContent(Encoding.UTF8.GetBytes(answer["body"]!.GetValue<string>())),
                RequestMessage = request,
            };
            foreach (var (name, value) in answer["headers"]!.AsObject()) response.Headers.TryAddWithoutValidation(name, value!.GetValue<string>());
            return Task.FromResult(response);
        }
    }
}

/// <summary>The TypeScript client, for what is shown of both.</summary>
internal static class TypeScript
{
    private static readonly Lazy<Task> Built = new(BuildAsync);

    public static string Folder { get; } = Path.Combine(FindRoot(), "clients", "typescript");

    /// <summary>Builds it where it is not, or is older than its source.</summary>
    public static Task BuiltAsync() => Built.Value;

    private static async Task BuildAsync()
    {
        var built = new FileInfo(Path.Combine(Folder, "dist", "index.js"));
        if (built.Exists && Directory.GetFiles(Path.Combine(Folder, "src")).All(file => File.GetLastWriteTimeUtc(file) <= built.LastWriteTimeUtc)) return;
        foreach (var arguments in new[] { new[] { "ci", "--no-audit", "--no-fund" }, ["run", "build"] })
        {
            var (code, output) = await RunAsync(Folder, "npm", arguments);
            Assert.That(code, Is.Zero, output);
        }
    }

    public static async Task<(int Code, string Output)> RunAsync(string folder, string command, params string[] arguments)
    {
        var (code, said, complained) = await Child.RunAsync(new ProcessStartInfo(command, arguments) { WorkingDirectory = folder });
        return (code, code == 0 ? said : said + complained);
    }

    private static string FindRoot()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "AiIdentity.sln"))) at = at.Parent!;
        return at.FullName;
    }
}
