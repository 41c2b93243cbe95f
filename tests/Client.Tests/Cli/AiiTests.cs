using System.Text.Json.Nodes;
using AiIdentity.Api.Tests;
using AiIdentity.Cli;

namespace AiIdentity.Client.Tests.Cli;

/// <summary>The command line against the running registry.</summary>
internal sealed class AiiTests
{
    private const char Escape = '\u001b';

    private RegistryHost _registry = null!;
    private Operator _operator = null!;
    private string _identity = "";
    private string _passport = "";
    private string _key = "";

    [OneTimeSetUp]
    public async Task Start()
    {
        _registry = RegistryHost.Start();
        _operator = await _registry.SignUpAsync();
        var identity = await _operator.CreateAsync("Acme [red]Support", "wa:+447700900123", "wa:@acmesupport");
        _identity = identity.Id();
        var number = await _registry.AddNumberAsync("+447700900123", "acmesupport");
        await _operator.ProveAsync(_identity, identity.SurfaceId(0), number);
        await _operator.ProveAsync(_identity, identity.SurfaceId(1), number);
        _passport = (await _operator.IssueAsync(_identity)).Text("passport");
        _key = (await _registry.Post("/api/v1/api-keys", new { name = "ci", scopes = new[] { "passport:issue" } }, _operator.Bearer)).Must(201).Text("secret");
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _registry.DisposeAsync();
        _registry.Forget();
    }

    private Task<Run> AiiAsync(params string[] args) => RunAsync("", new() { ["AIIDENTITY_REGISTRY"] = _registry.Http.BaseAddress!.AbsoluteUri, ["AIIDENTITY_ISSUER"] = RegistryHost.Issuer }, args);

    private static Task<Run> RunAsync(string input, Dictionary<string, string> environment, params string[] args) => Run.AiiAsync(input, environment, args);

    [TestCase("wa:+447700900123")]
    [TestCase("WA:@AcmeSupport")]
    public async Task Whois_an_address(string surface)
    {
        var run = await AiiAsync("whois", surface);
        Assert.That(run.Code, Is.EqualTo(ExitCode.Good), run.Error);
        Assert.That(run.Out, Does.Contain("Acme [red]Support").And.Contain(_identity).And.Contain("Acme Ltd (by their own word)").And.Contain("wa:+447700900123").And.Contain("fresh"));
        Assert.That(run.Out.Contains(Escape, StringComparison.Ordinal), Is.False, "Nobody's terminal gets no colours.");
    }

    [Test]
    public async Task Whois_an_identity_as_one_document()
    {
        var run = await AiiAsync("whois", _identity, "--json");
        var online = (await _registry.Get($"/api/v1/whois/{_identity}")).Must(200).Json!;
        Assert.That((run.Code, JsonNode.DeepEquals(JsonNode.Parse(run.Out), online)), Is.EqualTo((ExitCode.Good, true)), run.Out);
    }

    [Test]
    public async Task Verify_online_and_offline_says_the_same()
    {
        foreach (var mode in new[] { Array.Empty<string>(), ["--offline"] })
        {
            var good = await AiiAsync(["verify", .. mode, _passport, "--surface", "wa:@acmesupport"]);
            Assert.That((good.Code, good.Out.Split('\n')[0].Trim()), Is.EqualTo((ExitCode.Good, "valid")), good.Out + good.Error);
            Assert.That(good.Out, Does.Contain(_identity).And.Contain("Acme Ltd").And.Contain("identity_verified"));
            var copied = await AiiAsync(["verify", _passport, "--surface", "wa:@other", "--json", .. mode]);
            Assert.That((copied.Code, copied.Json["valid"]!.GetValue<bool>(), copied.Json["reason"]!.GetValue<string>(), copied.Json["surface_match"]!.GetValue<bool>(), copied.Json["identity"]!.GetValue<string>()),
                Is.EqualTo((ExitCode.Invalid, false, "surface_mismatch", false, _identity)));
            var broken = await AiiAsync(["verify", _passport[..^4] + "AAAA", .. mode]);
            Assert.That((broken.Code, broken.Out.Split('\n')[0].Trim()), Is.EqualTo((ExitCode.Invalid, "not valid: bad_signature")));
            var place = await AiiAsync(["verify", _passport, "--surface", "+447700900123", "--json", .. mode]);
            Assert.That((place.Code, place.Json["code"]!.GetValue<string>()), Is.EqualTo((ExitCode.Usage, "surface_malformed")));
        }
    }

    [Test]
    public async Task Offline_verdicts_are_written_like_the_registrys()
    {
        var offline = (await AiiAsync("verify", _passport, "--offline", "--json")).Json.AsObject();
        var online = (await _registry.Post("/api/v1/verify", new { passport = _passport })).Must(200).Json!.AsObject();
        foreach (var member in new[] { "valid", "reason", "proof", "identity", "tier", "operator", "surface_match", "issued_at", "expires_at", "registry_url" })
            Assert.That(JsonNode.DeepEquals(offline[member], online[member]), Is.True, $"{member}: {offline[member]} {online[member]}");
        Assert.That(offline["keys_age_seconds"]!.GetValue<long>(), Is.GreaterThanOrEqualTo(0));
    }

    [TestCase("")]
    [TestCase(" \t\r\n\n")]
    [TestCase("\n")]
    [TestCase("\r\n")]
    public async Task A_Passport_comes_from_standard_input(string end)
    {
        var run = await RunAsync(end.Length > 3 ? "\uFEFF \n" + _passport + end : _passport + end, new() { ["AIIDENTITY_REGISTRY"] = _registry.Http.BaseAddress!.AbsoluteUri, ["AIIDENTITY_ISSUER"] = RegistryHost.Issuer }, "verify", "-", "--offline");
        Assert.That(run.Code, Is.EqualTo(ExitCode.Good), run.Out + run.Error);
    }

    [Test]
    public async Task Issue_needs_a_key_and_prints_a_Passport()
    {
        Assert.That((await AiiAsync("issue", _identity)).Code, Is.EqualTo(ExitCode.Usage));
        var environment = new Dictionary<string, string> { ["AIIDENTITY_REGISTRY"] = _registry.Http.BaseAddress!.AbsoluteUri, ["AIIDENTITY_API_KEY"] = _key };
        var run = await RunAsync("", environment, "issue", _identity, "--ttl-days", "7");
        Assert.That(run.Code, Is.EqualTo(ExitCode.Good), run.Error);
        var token = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].Trim();
        Assert.That((await _registry.Post("/api/v1/verify", new { passport = token })).Must(200).Json!["valid"]!.GetValue<bool>(), Is.True);
        var days = await RunAsync("", environment, "issue", _identity, "--ttl-days", "900", "--json");
        Assert.That((days.Code, days.Json["code"]!.GetValue<string>()), Is.EqualTo((ExitCode.Usage, "validation_failed")));
    }

    [Test]
    public async Task A_key_that_is_none_is_refused_and_never_printed()
    {
        foreach (var key in new[] { _key[..^1] + (_key[^1] == 'A' ? 'B' : 'A'), "aii_live_with space", "aii_live_\u00e9\n" })
        {
            var run = await RunAsync("", new() { ["AIIDENTITY_REGISTRY"] = _registry.Http.BaseAddress!.AbsoluteUri, ["AIIDENTITY_API_KEY"] = key }, "issue", _identity);
            Assert.That(run.Code, Is.AnyOf(ExitCode.Refused, ExitCode.Usage), run.Error);
            Assert.That(run.Out + run.Error, Does.Not.Contain(key[9..]));
        }
    }

    [Test]
    public async Task Keys_and_revocations()
    {
        var keys = await AiiAsync("keys");
        Assert.That((keys.Code, keys.Out), Is.EqualTo((ExitCode.Good, keys.Out)), keys.Error);
        Assert.That(keys.Out, Does.Contain("k_").And.Contain("Ed25519"));
        Assert.That((await AiiAsync("keys", "--json")).Json["keys"]!.AsArray(), Is.Not.Empty);
        var revoked = await _operator.IssueAsync(_identity);
        (await _registry.Post($"/api/v1/passports/{revoked.Id()}/revoke", new { }, _operator.Bearer)).Must(200);
        var feed = await AiiAsync("revocations", "--limit", "200");
        Assert.That((feed.Code, feed.Out), Is.EqualTo((ExitCode.Good, feed.Out)), feed.Error);
        Assert.That(feed.Out, Does.Contain(revoked.Id()).And.Contain("operator"));
    }

    [Test]
    public async Task What_is_not_there_what_is_wrong_and_what_is_away_have_codes_of_their_own()
    {
        Assert.That((await AiiAsync("whois", "wa:+447700900999")).Code, Is.EqualTo(ExitCode.NotFound));
        Assert.That((await AiiAsync("whois", "aii_01ARZ3NDEKTSV4RRFFQ69G5FAV")).Code, Is.EqualTo(ExitCode.NotFound));
        Assert.That((await AiiAsync("whois", "447700900123")).Code, Is.EqualTo(ExitCode.Usage));
        foreach (var wrong in new[] { ["whois"], ["who"], ["whois", "a", "b"], ["verify"], ["keys", "--colour"], ["issue", "x", "--ttl-days", "many"], new[] { "keys", "--registry", "ftp://x" } })
            Assert.That((await AiiAsync(wrong)).Code, Is.EqualTo(ExitCode.Usage), string.Join(' ', wrong));
        foreach (var away in new[] { ["whois", "wa:@acmesupport"], ["keys"], ["verify", _passport], new[] { "verify", _passport, "--offline" } })
            Assert.That((await AiiAsync([.. away, "--registry", "http://127.0.0.1:9"])).Code, Is.EqualTo(ExitCode.Unreachable), string.Join(' ', away));
        Assert.That((await AiiAsync("--help")).Code, Is.EqualTo(ExitCode.Good));
        Assert.That((await AiiAsync("whois", "--help")).Out, Does.Contain("wa:@acmesupport"));
    }

    [Test]
    public async Task Settings_come_from_the_option_then_the_environment_then_the_file()
    {
        var folder = Directory.CreateTempSubdirectory("aii-cli-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "aiidentity"));
            var file = Path.Combine(folder, "aiidentity", "config.json");
            await File.WriteAllTextAsync(file, $$"""{"registry":"{{_registry.Http.BaseAddress}}","api_key":"{{_key}}"}""");
            var environment = new Dictionary<string, string> { ["XDG_CONFIG_HOME"] = folder };
            Assert.That((await RunAsync("", environment, "issue", _identity)).Code, Is.EqualTo(ExitCode.Good));
            environment["AIIDENTITY_REGISTRY"] = "http://127.0.0.1:9";
            Assert.That((await RunAsync("", environment, "keys")).Code, Is.EqualTo(ExitCode.Unreachable));
            Assert.That((await RunAsync("", environment, "keys", "--registry", _registry.Http.BaseAddress!.AbsoluteUri)).Code, Is.EqualTo(ExitCode.Good));
            await File.WriteAllTextAsync(file, $$"""{"api_key":"{{_key}}" "registry":1}""");
            var broken = await RunAsync("", environment, "keys");
            Assert.That((broken.Code, broken.Error.Contains(file, StringComparison.Ordinal), broken.Error.Contains(_key, StringComparison.Ordinal)), Is.EqualTo((ExitCode.Usage, true, false)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public async Task The_lines_of_the_documents_do_what_they_say()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "AiIdentity.sln"))) at = at.Parent!;
        var lines = new[] { "docs/verifiers.md", "README.md", "src/Cli/README.md" }.SelectMany(file => File.ReadAllText(Path.Combine(at.FullName, file)).Split('\n'))
            .SelectMany(line => System.Text.RegularExpressions.Regex.Matches(line, "^(?:pbpaste \\| )?aii [^`]+$|(?<=`)aii (?:whois|verify) [^`]+ [^`]+(?=`)").Select(match => match.Value)).Distinct().ToList();
        Assert.That(lines, Has.Count.GreaterThan(8));
        var environment = new Dictionary<string, string> { ["AIIDENTITY_REGISTRY"] = _registry.Http.BaseAddress!.AbsoluteUri, ["AIIDENTITY_ISSUER"] = RegistryHost.Issuer, ["AIIDENTITY_API_KEY"] = _key };
        foreach (var line in lines)
        {
            var words = line.Split(" < ")[0].Replace("pbpaste | ", "", StringComparison.Ordinal).Split(' ')[1..]
                .Select(word => word == "eyJ…" ? _passport : word.StartsWith("aii_0", StringComparison.Ordinal) ? _identity : word == "https://registry.example" ? _registry.Http.BaseAddress!.AbsoluteUri : word).ToArray();
            var run = await RunAsync(_passport + "\n", environment, words);
            Assert.That(run.Code, Is.EqualTo(ExitCode.Good), $"{line}: {run.Out}{run.Error}");
        }
    }

    [Test]
    public async Task Colours_are_for_terminals_that_want_them()
    {
        var registry = _registry.Http.BaseAddress!.AbsoluteUri;
        var bright = await Run.AiiAsync("", new() { ["AIIDENTITY_REGISTRY"] = registry }, ["verify", _passport], isTerminal: true);
        Assert.That(bright.Out, Does.Contain("valid"));
        var plain = await Run.AiiAsync("", new() { ["AIIDENTITY_REGISTRY"] = registry, ["NO_COLOR"] = "1" }, ["verify", _passport], isTerminal: true);
        Assert.That((plain.Out.Contains("valid", StringComparison.Ordinal), plain.Out.Contains(Escape, StringComparison.Ordinal)), Is.EqualTo((true, false)));
    }
}

/// <summary>One run of the command.</summary>
internal sealed record Run(ExitCode Code, string Out, string Error)
{
    public JsonNode Json => JsonNode.Parse(Out)!;

    public static async Task<Run> AiiAsync(string input, Dictionary<string, string> environment, string[] args, bool isTerminal = false, TimeProvider? clock = null, int? width = null)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await Aii.RunAsync(args, new Surroundings(new StringReader(input), output, error, environment.GetValueOrDefault, isTerminal, clock ?? TimeProvider.System, width), CancellationToken.None);
        return new Run(code, output.ToString(), error.ToString());
    }
}
