using System.Diagnostics;
using AiIdentity.Api.Tests;
using AiIdentity.Cli;
using AiIdentity.Client.Tests.Offline;

namespace AiIdentity.Client.Tests.Cli;

/// <summary>What the command line prints, for people in windows of any width and for programs, and where it cannot.</summary>
internal sealed class OutputTests
{
    private const string Record = """
        {"identity":"aii_01ARZ3NDEKTSV4RRFFQ69G5FAV","name":"Acme\tSupport\u2028with a name that is rather long, as some are","status":"active","tier":"identity_verified","operator":{"display":"Acme Ltd","anonymous":false,"verified":false},
         "capabilities":["customer-support","order-tracking","appointment-booking"],"surfaces":[{"surface":"wa:@a.username.as.long.as.they.may.be.30","method":"whatsapp_username","verified_at":"2026-05-01T00:00:00Z","last_checked_at":"2026-05-01T00:00:00Z","next_check_due":"2026-05-02T00:00:00Z","freshness":"fresh"},
         {"surface":"wa:+447700900123","method":"whatsapp_phone","verified_at":"2026-05-01T00:00:00Z","last_checked_at":"2026-05-01T00:00:00Z","next_check_due":"2026-05-02T00:00:00Z","freshness":"aged"}],
         "passport":{"id":"psp_01ARZ3NDEKTSV4RRFFQ69G5FAV","token":"eyJ","key_id":"k_01ARZ3NDEKTSV4RRFFQ69G5FAV","issued_at":"2026-05-01T00:00:00Z","expires_at":"2026-08-01T00:00:00Z"},"registry_url":"https://registry.example/whois/aii_01ARZ3NDEKTSV4RRFFQ69G5FAV","as_of":"2026-05-01T00:00:00Z"}
        """;

    private StubRegistry _stub = null!;

    [SetUp]
    public async Task Start()
    {
        _stub = await StubRegistry.StartAsync();
        _stub.WhoisInstead = context => StubRegistry.Write(context, Record);
    }

    [TearDown]
    public async Task Stop() => await _stub.DisposeAsync();

    private Dictionary<string, string> Environment => new() { ["AIIDENTITY_REGISTRY"] = _stub.Http.BaseAddress!.AbsoluteUri, ["AIIDENTITY_ISSUER"] = StubRegistry.Issuer, ["NO_COLOR"] = "1" };

    [Test]
    public async Task Tables_fit_the_window_and_break_no_id([Values(40, 50, 60, 80, 100, 120, 160, 200)] int width)
    {
        var whois = await Run.AiiAsync("", Environment, ["whois", "aii_01ARZ3NDEKTSV4RRFFQ69G5FAV"], isTerminal: true, width: width);
        Assert.That(whois.Code, Is.EqualTo(ExitCode.Good), whois.Error);
        var keys = await Run.AiiAsync("", Environment, ["keys"], isTerminal: true, width: width);
        foreach (var word in new[] { "aii_01ARZ3NDEKTSV4RRFFQ69G5FAV", "psp_01ARZ3NDEKTSV4RRFFQ69G5FAV", "wa:@a.username.as.long.as.they.may.be.30", "wa:+447700900123", "https://registry.example/whois/aii_01ARZ3NDEKTSV4RRFFQ69G5FAV" })
            Assert.That(whois.Out, Does.Contain(word));
        Assert.That(keys.Out, Does.Contain(_stub.Key.Id).And.Contain(_stub.Key.X));
        // A word longer than the window stands whole; a line is never longer for any other cause.
        foreach (var line in (whois.Out + keys.Out).Split('\n').Select(line => line.TrimEnd()))
            Assert.That(line.Length <= width || line.Trim().Split("   ", StringSplitOptions.RemoveEmptyEntries)[^1].Trim().Split(' ').Length == 1 || line.StartsWith("Acme", StringComparison.Ordinal), Is.True, $"{width}: {line}");
    }

    [Test]
    public async Task What_is_piped_is_plain_and_parted_by_tabs()
    {
        var whois = await Run.AiiAsync("", Environment, ["whois", "aii_01ARZ3NDEKTSV4RRFFQ69G5FAV"]);
        var lines = whois.Out.Split(System.Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Does.Contain("tier\tidentity_verified").And.Contain("surface\tproved\tlast checked\tfreshness").And.Contain("wa:+447700900123\t2026-05-01 00:00:00Z\t2026-05-01 00:00:00Z\taged"));
        Assert.That(lines[0], Is.EqualTo("name\tAcme\ufffdSupport\ufffdwith a name that is rather long, as some are"));
        Assert.That(whois.Out, Does.Not.Match("[│─┌┐\u001b]| +\n"));
        var keys = (await Run.AiiAsync("", Environment, ["keys"])).Out.Split(System.Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.That(keys, Is.EqualTo(new[] { "key\tstate\tkind\tpublic key", $"{_stub.Key.Id}\tin use\tEd25519\t{_stub.Key.X}" }));
    }

    [Test]
    public async Task Keys_say_which_is_in_use_which_is_to_come_and_which_has_been()
    {
        _stub.Published.Insert(0, new StubKey(0));
        _stub.Published.Add(new StubKey(2));
        var keys = (await Run.AiiAsync("", Environment, ["keys"])).Out.Split(System.Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.That(keys.Skip(1).Select(line => line.Split('\t')[1]), Is.EqualTo(new[] { "retired", "in use", "announced" }));
        _stub.ListInstead = context => StubRegistry.Write(context, "", status: 503);
        keys = (await Run.AiiAsync("", Environment, ["keys"])).Out.Split(System.Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.That(keys.Skip(1).Select(line => line.Split('\t')[1]), Is.Not.Empty.And.All.Empty);
    }

    [Test]
    public async Task A_wait_that_the_registry_asks_for_is_said()
    {
        _stub.WhoisInstead = context =>
        {
            context.Response.Headers.RetryAfter = "90";
            return StubRegistry.Write(context, """{"type":"t","title":"Too many","status":429,"detail":"Too many questions.","code":"rate_limited"}""", "application/problem+json", 429);
        };
        var run = await Run.AiiAsync("", Environment, ["whois", "aii_demo"]);
        Assert.That((run.Code, run.Error.Trim()), Is.EqualTo((ExitCode.Refused, "aii: Too many questions. Try again in 90 s.")));
        Assert.That((await Run.AiiAsync("", Environment, ["whois", "aii_demo", "--json"])).Json["retry_after_seconds"]!.GetValue<int>(), Is.EqualTo(90));
    }

    [TestCase("whios aii_demo", "whois")]
    [TestCase("verfiy eyJ", "verify")]
    [TestCase("key", "keys")]
    [TestCase("whois aii_demo --jsno", "--json")]
    [TestCase("verify eyJ --surfcae wa:@acme", "--surface")]
    [TestCase("revocation", "revocations")]
    public async Task A_typo_gets_a_suggestion(string line, string meant)
    {
        var run = await Run.AiiAsync("", Environment, line.Split(' '));
        Assert.That((run.Code, run.Error), Is.EqualTo((ExitCode.Usage, run.Error)));
        Assert.That(run.Error, Does.Contain($"Did you mean {meant}?"));
        Assert.That((await Run.AiiAsync("", Environment, ["frobnicate"])).Error, Does.Not.Contain("Did you mean"));
    }

    [Test]
    public async Task Alone_it_helps()
    {
        var run = await Run.AiiAsync("", Environment, []);
        Assert.That((run.Code, run.Error), Is.EqualTo((ExitCode.Good, "")));
        foreach (var command in new[] { "whois", "verify", "issue", "keys", "revocations", "completion" }) Assert.That(run.Out, Does.Contain(command));
    }

    [TestCase("bash", "complete -F")]
    [TestCase("zsh", "compdef")]
    [TestCase("fish", "complete -c aii")]
    [TestCase("powershell", "Register-ArgumentCompleter")]
    public async Task Shells_are_told_how_to_complete(string shell, string part)
    {
        var run = await Run.AiiAsync("", Environment, ["completion", shell]);
        Assert.That((run.Code, run.Out.Contains(part, StringComparison.Ordinal)), Is.EqualTo((ExitCode.Good, true)), run.Out);
        var words = await Run.AiiAsync("", Environment, ["[suggest:6]", "aii ve"]);
        Assert.That(words.Out.Split(System.Environment.NewLine, StringSplitOptions.RemoveEmptyEntries), Does.Contain("verify"));
        Assert.That((await Run.AiiAsync("", Environment, ["completion", "tcsh"])).Code, Is.EqualTo(ExitCode.Usage));
    }

    [Test]
    public async Task Bash_completes_by_its_script()
    {
        var (code, output) = await TypeScript.RunAsync(Path.GetTempPath(), "bash", "-c", $$"""
            aii() { dotnet '{{Dll}}' "$@"; }
            source <(aii completion bash)
            COMP_LINE='aii rev' COMP_POINT=7 COMP_WORDS=(aii rev) COMP_CWORD=1
            _aii
            echo "${COMPREPLY[@]}"
            """);
        Assert.That((code, output.Trim()), Is.EqualTo((0, "revocations")));
    }

    [TestCase("--min-tier business_verified", "tier_too_low")]
    [TestCase("--min-tier identity_verified --max-age 1d", null)]
    [TestCase("--max-age 0s", "proof_too_old")]
    [TestCase("--max-status-age 0s --max-keys-age 7d", null)]
    public async Task A_policy_is_asked_for_by_flags(string flags, string? reason)
    {
        var issued = _stub.Clock.GetUtcNow().ToUnixTimeSeconds() - 10;
        var passport = _stub.Passport(change: c => (c["iat"], c["nbf"]) = (issued, issued));
        var run = await Run.AiiAsync("", Environment, ["verify", passport, "--offline", "--json", .. flags.Split(' ')], clock: _stub.Clock);
        Assert.That((run.Code, run.Json["reason"]?.GetValue<string>()), Is.EqualTo((reason is null ? ExitCode.Good : ExitCode.Invalid, reason)), run.Out);
    }

    [TestCase("--min-tier gold")]
    [TestCase("--min-tier BusinessVerified")]
    [TestCase("--max-age 1")]
    [TestCase("--max-age -1d")]
    [TestCase("--max-age NaNs")]
    [TestCase("--max-age 1.5h")]
    [TestCase("--max-keys-age soon --offline")]
    [TestCase("--max-keys-age 1h")]
    public async Task A_policy_that_is_none_is_refused_and_nothing_asked(string flags)
    {
        var run = await Run.AiiAsync("", Environment, ["verify", _stub.Passport(), .. flags.Split(' ')], clock: _stub.Clock);
        Assert.That((run.Code, _stub.KeyRequests), Is.EqualTo((ExitCode.Usage, 0)), run.Out + run.Error);
    }

    [TestCase("--help")]
    [TestCase("keys")]
    [TestCase("keys --json")]
    [TestCase("whois aii_01ARZ3NDEKTSV4RRFFQ69G5FAV")]
    [TestCase("completion bash")]
    [Platform("Linux")]
    public async Task A_full_disk_is_an_exit_code_and_a_sentence(string line)
    {
        var (code, output) = await TypeScript.RunAsync(Path.GetTempPath(), "bash", "-c", $"dotnet '{Dll}' {line} --registry {_stub.Http.BaseAddress} > /dev/full");
        Assert.That(code, Is.EqualTo((int)ExitCode.Output), output);
        Assert.That(output.Trim(), Is.EqualTo("aii: The output cannot be written: is the disk full, or has its reader gone?"));
        (code, _) = await TypeScript.RunAsync(Path.GetTempPath(), "bash", "-c", $"dotnet '{Dll}' keys --registry {_stub.Http.BaseAddress} > /dev/full 2> /dev/full");
        Assert.That(code, Is.EqualTo((int)ExitCode.Output));
    }

    private static string Dll => typeof(Aii).Assembly.Location;
}
