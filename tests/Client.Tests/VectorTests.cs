using System.Globalization;
using System.Text.Json.Nodes;
using AiIdentity.Cli;
using AiIdentity.Client.Offline;
using AiIdentity.Client.Tests.Cli;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace AiIdentity.Client.Tests;

/// <summary>The public vectors of docs/vectors, through the verifier and through <c>aii verify --offline</c>, over a registry that serves what they say.</summary>
internal sealed class VectorTests
{
    private static readonly JsonNode Decisions = Read("decisions.json");
    private static readonly JsonNode Hostile = Read("hostile.json");
    private static readonly JsonNode Lists = Read("status-lists.json");
    private static readonly JsonNode KeySets = Read("keys.json")["sets"]!;

    private StubRegistry _registry = null!;

    [OneTimeSetUp]
    public async Task Start() => _registry = await StubRegistry.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _registry.DisposeAsync();

    internal static JsonNode Read(string file)
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "AiIdentity.sln"))) at = at.Parent!;
        return JsonNode.Parse(File.ReadAllText(Path.Combine(at.FullName, "docs", "vectors", file)))!;
    }

    private static DateTimeOffset Time(JsonNode text) => DateTimeOffset.Parse(text.GetValue<string>(), CultureInfo.InvariantCulture);

    private static IEnumerable<TestCaseData> Cases() =>
        Decisions["cases"]!.AsArray().Select(c => new TestCaseData(c).SetArgDisplayNames(c!["name"]!.GetValue<string>()));

    // It keeps nothing from one run to the next, and has one policy.
    private static IEnumerable<TestCaseData> CasesOfTheCommandLine() =>
        Cases().Where(c => (JsonNode)c.Arguments[0]! is var one && Policy(one) with { ExpectedSurface = null } == VerificationPolicy.Default && !(one["keys_age_seconds"]?.GetValue<long>() > 0));

    private void Serve(JsonNode? keys, JsonNode lists)
    {
        _registry.KeysInstead = context => keys is null
            ? StubRegistry.Write(context, "", status: 503)
            : StubRegistry.Write(context, KeySets[keys.GetValue<string>()]!.ToJsonString());
        _registry.ListInstead = context => lists[StubRegistry.ListUri] is { } list
            ? StubRegistry.Write(context, list.GetValue<string>(), "application/statuslist+jwt")
            : StubRegistry.Write(context, "", status: 404);
    }

    private static VerificationPolicy Policy(JsonNode one)
    {
        var policy = one["policy"]!;
        TimeSpan? Seconds(string name) => policy[name] is { } seconds ? TimeSpan.FromSeconds(seconds.GetValue<long>()) : null;
        return new VerificationPolicy
        {
            ExpectedSurface = one["surface"]?.GetValue<string>(),
            MinimumTier = new Tier(policy["minimum_tier"]!.GetValue<string>()),
            MaximumProofAge = Seconds("maximum_proof_age_seconds"),
            FailClosedWhenStatusIsOlderThan = Seconds("fail_closed_when_status_is_older_than_seconds")!.Value,
            FailClosedWhenKeysAreOlderThan = Seconds("fail_closed_when_keys_are_older_than_seconds")!.Value,
        };
    }

    // What the table says about a verdict, of a document that may say more.
    private static void MustSay(JsonNode expected, JsonNode said) =>
        Assert.Multiple(() =>
        {
            foreach (var (name, value) in expected.AsObject())
                Assert.That(JsonNode.DeepEquals(said[name], value), Is.True, $"{name}: {said[name]?.ToJsonString()} instead of {value?.ToJsonString()}");
            Assert.That(said["is_demo"] is not null, Is.EqualTo(expected["is_demo"] is not null));
        });

    [TestCaseSource(nameof(Cases))]
    public async Task The_decision_table(JsonNode one)
    {
        var now = Time(one["now"]!);
        var age = TimeSpan.FromSeconds(one["keys_age_seconds"]?.GetValue<long>() ?? 0);
        var clock = new FakeTimeProvider(now - age);
        var verifier = new PassportVerifier(_registry.Http, StubRegistry.Issuer, clock);
        if (age > TimeSpan.Zero)
        {
            Serve(one["keys"], new JsonObject());
            var genuine = Decisions["cases"]![0]!["passport"]!.GetValue<string>();
            Assert.That((await verifier.VerifyAsync(genuine[..^86] + new string('A', 86))).Reason, Is.EqualTo(PassportReason.BadSignature), "The keys are known from here on.");
            clock.SetUtcNow(now);
        }

        Serve(age > TimeSpan.Zero ? null : one["keys"], one["status_lists"]!);
        MustSay(one["offline"]!, VerifyCommandWire(await verifier.VerifyAsync(one["passport"]!.GetValue<string>(), Policy(one))));
    }

    [TestCaseSource(nameof(CasesOfTheCommandLine))]
    public async Task The_decision_table_on_the_command_line(JsonNode one)
    {
        Serve(one["keys"], one["status_lists"]!);
        var run = await AiiAsync(one["passport"]!.GetValue<string>(), Time(one["now"]!), one["surface"]?.GetValue<string>());
        MustSay(one["offline"]!, run.Json);
        Assert.That(run.Code, Is.EqualTo(ExpectedCode(one["offline"]!["reason"]?.GetValue<string>())));
    }

    [Test]
    public async Task Hostile_tokens_have_their_reason_and_never_throw()
    {
        Serve(Hostile["keys"], Hostile["status_lists"]!);
        var verifier = new PassportVerifier(_registry.Http, StubRegistry.Issuer, new FakeTimeProvider(Time(Hostile["now"]!)));
        var wrong = new List<string>();
        foreach (var one in Hostile["tokens"]!.AsArray())
        {
            var verdict = await verifier.VerifyAsync(one!["token"]!.GetValue<string>());
            if (verdict.Reason?.Word() != one["offline"]!.GetValue<string>()) wrong.Add($"{one["group"]}, {one["name"]}: {verdict.Reason?.Word()} instead of {one["offline"]}");
        }

        Assert.That(wrong, Is.Empty);
        Assert.That(Hostile["tokens"]!.AsArray(), Has.Count.GreaterThanOrEqualTo(120));
    }

    [Test]
    public async Task Hostile_tokens_have_their_reason_on_the_command_line()
    {
        Serve(Hostile["keys"], Hostile["status_lists"]!);
        var wrong = new List<string>();
        foreach (var one in Hostile["tokens"]!.AsArray())
        {
            var token = one!["token"]!.GetValue<string>();
            // What stands around a token on standard input is the terminal's; as an argument it is the token's.
            var isTrimmed = token.Trim('\uFEFF', ' ', '\t', '\r', '\n') != token;
            if (isTrimmed && token.Contains('\0', StringComparison.Ordinal)) continue;
            var run = await AiiAsync(token, Time(Hostile["now"]!), isArgument: isTrimmed);
            if (run.Json["reason"]?.GetValue<string>() != one["offline"]!.GetValue<string>()) wrong.Add($"{one["group"]}, {one["name"]}: {run.Out}");
            if (run.Code != ExpectedCode(one["offline"]!.GetValue<string>())) wrong.Add($"{one["group"]}, {one["name"]}: exit code {run.Code}");
        }

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void Status_lists_are_good_or_not_and_say_what_they_say()
    {
        var keys = KeySet.Parse(System.Text.Encoding.UTF8.GetBytes(KeySets["published"]!.ToJsonString()))!;
        var wrong = new List<string>();
        foreach (var one in Lists["lists"]!.AsArray())
        {
            var list = StatusList.Parse(one!["token"]!.GetValue<string>(), one["uri"]!.GetValue<string>(), new IssuerUrl(StubRegistry.Issuer, "issuer"), keys, Time(Lists["now"]!));
            if (list is not null != one["valid"]!.GetValue<bool>()) wrong.Add($"{one["name"]}: {(list is null ? "refused" : "accepted")}");
            if (list is null || one["places"] is not JsonArray places) continue;
            wrong.AddRange(from place in places
                           where (int)list[place["idx"]!.GetValue<int>()] != place["status"]!.GetValue<int>()
                           select $"{one["name"]} at {place["idx"]}: {list[place["idx"]!.GetValue<int>()]}");
        }

        Assert.That(wrong, Is.Empty);
    }

    private static JsonNode VerifyCommandWire(PassportVerdict verdict) => JsonNode.Parse(Report.Written(AiIdentity.Cli.Commands.VerifyCommand.OnWire(verdict)))!;

    private Task<Run> AiiAsync(string token, DateTimeOffset now, string? surface = null, bool isArgument = false) =>
        Run.AiiAsync(token, new() { ["AIIDENTITY_REGISTRY"] = _registry.Http.BaseAddress!.AbsoluteUri, ["AIIDENTITY_ISSUER"] = StubRegistry.Issuer },
            surface is null ? ["verify", .. isArgument ? new[] { "--offline", "--json", "--", token } : ["-", "--offline", "--json"]] : ["verify", "-", "--offline", "--json", "--surface", surface], clock: new FakeTimeProvider(now));

    private static ExitCode ExpectedCode(string? reason) => reason switch
    {
        null => ExitCode.Good,
        "keys_unknown" or "status_unknown" => ExitCode.Unreachable,
        _ => ExitCode.Invalid,
    };
}
