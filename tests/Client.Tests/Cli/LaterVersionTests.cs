using System.Text.Json.Nodes;
using AiIdentity.Cli;

namespace AiIdentity.Client.Tests.Cli;

/// <summary>The command line asks a registry that is of a later version.</summary>
internal sealed class LaterVersionTests
{
    private StubRegistry _stub = null!;

    [SetUp]
    public async Task Start() => _stub = await StubRegistry.StartAsync();

    [TearDown]
    public async Task Stop() => await _stub.DisposeAsync();

    private Task<Run> AiiAsync(params string[] arguments) =>
        Run.AiiAsync("", new() { ["AIIDENTITY_REGISTRY"] = _stub.Http.BaseAddress!.AbsoluteUri, ["AIIDENTITY_ISSUER"] = StubRegistry.Issuer }, arguments, clock: _stub.Clock);

    [TestCase("WhoisByIdentity", "whois", "aii_01ARZ3NDEKTSV4RRFFQ69G5FAV")]
    [TestCase("WhoisBySurface", "whois", "wa:@acmesupport")]
    [TestCase("ListRevocations", "revocations")]
    public async Task What_it_does_not_know_is_printed_as_its_text(string operation, params string[] command)
    {
        var answer = LaterAnswers.Of(operation);
        Answer(answer.Body);
        var json = await AiiAsync([.. command, "--json"]);
        Assert.That(json.Code, Is.EqualTo(ExitCode.Good), json.Error);
        Assert.That(JsonNode.DeepEquals(json.Json, JsonNode.Parse(answer.Known.ToJsonString().Replace("\\u002B00:00", "Z", StringComparison.Ordinal))), Is.True, json.Out);
        var text = await AiiAsync(command);
        Assert.That((text.Code, text.Out), Is.EqualTo((ExitCode.Good, text.Out)), text.Error);
        Assert.That(text.Out, Does.Contain(LaterAnswers.Word));
    }

    [Test]
    public async Task A_verdict_with_a_reason_that_it_does_not_know_is_a_refusal([Values] bool valid)
    {
        var verdict = LaterAnswers.Of("Verify").Body.DeepClone();
        verdict["valid"] = valid;
        Answer(verdict);
        var json = await AiiAsync("verify", "eyJ", "--json");
        Assert.That((json.Code, json.Json["valid"]!.GetValue<bool>(), json.Json["reason"]!.GetValue<string>(), json.Json["tier"]!.GetValue<string>()),
            Is.EqualTo((ExitCode.Invalid, false, LaterAnswers.Word, LaterAnswers.Word)));
        var text = await AiiAsync("verify", "eyJ");
        Assert.That((text.Code, text.Out.Split('\n')[0].Trim()), Is.EqualTo((ExitCode.Invalid, $"not valid: {LaterAnswers.Word}")));
        Assert.That(text.Out, Does.Contain($"tier\t{LaterAnswers.Word}"));
    }

    [TestCase(null, ExitCode.Good, null)]
    [TestCase("issued", ExitCode.Good, null)]
    [TestCase("identity_verified", ExitCode.Invalid, "tier_too_low")]
    [TestCase("business_verified", ExitCode.Invalid, "tier_too_low")]
    public async Task A_tier_that_it_does_not_know_is_none_that_was_asked_for(string? least, object code, string? reason)
    {
        var verdict = LaterAnswers.Of("Verify").Body.DeepClone();
        verdict["reason"] = null;
        Answer(verdict);
        var run = await AiiAsync(["verify", "eyJ", "--json", .. least is null ? Array.Empty<string>() : ["--min-tier", least]]);
        Assert.That((run.Code, run.Json["reason"]?.GetValue<string>()), Is.EqualTo(((ExitCode)code, reason)));
    }

    private void Answer(JsonNode body) => _stub.Others = context => StubRegistry.Write(context, body.ToJsonString());
}
