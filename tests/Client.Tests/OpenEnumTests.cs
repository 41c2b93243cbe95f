using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AiIdentity.Client.Tests;

/// <summary>The API's enumerations may grow: a value that this version does not know costs nothing else of the record, and is passed on.</summary>
internal sealed class OpenEnumTests
{
    private static IEnumerable<string> Names() => LaterAnswers.Enumerations.Keys;

    private static IReadOnlyList<LaterAnswer> Answers() => LaterAnswers.All;

    [TestCaseSource(nameof(Answers))]
    public async Task An_answer_from_a_later_version_is_read_and_passed_on(LaterAnswer answer)
    {
        using var http = Answering(answer.Body.ToJsonString(), answer.Status);
        var method = typeof(RegistryClient).GetMethod($"{answer.Operation}Async")!;
        var asked = (Task)method.Invoke(new RegistryClient(http), [.. method.GetParameters().Select(parameter => Argument(parameter.ParameterType, answer.Request))])!;
        await asked;
        var read = asked.GetType().GetProperty("Result")!.GetValue(asked)!;
        var expected = answer.Known.DeepClone();
        if (read is Verdict) expected["valid"] = false;
        var written = JsonSerializer.SerializeToNode(read, RegistryJson.Default.GetTypeInfo(read.GetType())!);
        Assert.That(JsonNode.DeepEquals(written, expected), Is.True, $"{written}\n{expected}");
    }

    [Test]
    public void Every_enumeration_is_in_some_answer()
    {
        Assert.That(LaterAnswers.All.SelectMany(answer => answer.Enumerations).Distinct(), Is.EquivalentTo(LaterAnswers.Enumerations.Keys));
        Assert.That(LaterAnswers.Enumerations, Has.Count.GreaterThan(10));
    }

    [TestCaseSource(nameof(Names))]
    public void Each_has_a_name_for_every_value_of_the_description(string name) =>
        typeof(OpenEnumTests).GetMethod(nameof(Must), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(TypeOf(name)).Invoke(null, [LaterAnswers.Enumerations[name]]);

    private static void Must<T>(string[] values) where T : struct, IOpenEnum<T> => Assert.Multiple(() =>
    {
        Assert.That(T.Known.Select(known => known.Value), Is.EqualTo(values));
        Assert.That(T.Known.Select(known => known.IsKnown), Is.All.True);
        Assert.That(T.Known.Select(known => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(known))), Is.EqualTo(T.Known));
        var later = JsonSerializer.Deserialize<T>($"\"{LaterAnswers.Word}\"");
        Assert.That((later.Value, later.ToString(), later.IsKnown, JsonSerializer.Serialize(later)), Is.EqualTo((LaterAnswers.Word, LaterAnswers.Word, false, $"\"{LaterAnswers.Word}\"")));
        Assert.That(later, Is.EqualTo(T.Of(LaterAnswers.Word)).And.Not.EqualTo(T.Of("nor_this")).And.Not.EqualTo(default(T)));
        // No text of its own is none that is known, and breaks nothing.
        Assert.That((default(T).Value, default(T).ToString(), default(T).IsKnown, JsonSerializer.Serialize(default(T))), Is.EqualTo(("", "", false, "\"\"")));
        Assert.That(T.Of(""), Is.EqualTo(default(T)));
        Assert.That(T.Of("").GetHashCode(), Is.EqualTo(default(T).GetHashCode()));
        Assert.That(() => T.Of(null!), Throws.ArgumentNullException);
        // Case counts.
        Assert.That(T.Of(values[0].ToUpperInvariant()).IsKnown, Is.False);
        foreach (var wrong in new[] { "3", "null", "true", "{}", "[]" }) Assert.That(() => JsonSerializer.Deserialize<T>(wrong), Throws.TypeOf<JsonException>(), wrong);
        Assert.That(JsonSerializer.Deserialize<T?>("null"), Is.Null);
        Assert.That(JsonSerializer.Serialize(JsonSerializer.Deserialize<Dictionary<T, int>>("""{"not_invented_yet":1}""")), Is.EqualTo("""{"not_invented_yet":1}"""));
    });

    [TestCase("false", "\"not_invented_yet\"", false)]
    [TestCase("true", "\"not_invented_yet\"", false)]
    [TestCase("true", "\"revoked\"", false)]
    [TestCase("true", "\"\"", false)]
    [TestCase("false", "null", false)]
    [TestCase("true", "null", true)]
    public async Task A_verdict_with_a_reason_is_a_refusal(string valid, string reason, bool expected)
    {
        var answer = LaterAnswers.Of("Verify").Body.DeepClone();
        (answer["valid"], answer["reason"]) = (JsonNode.Parse(valid), JsonNode.Parse(reason));
        using var http = Answering(answer.ToJsonString());
        var verdict = await new RegistryClient(http).VerifyAsync(new VerifyBody { Passport = "eyJ" });
        Assert.That((verdict.Valid, verdict.Reason?.Value), Is.EqualTo((expected, answer["reason"]?.GetValue<string>())));
    }

    [Test]
    public void A_tier_reaches_what_it_includes()
    {
        var tiers = Tier.Known.Append(new Tier("government_verified")).Append(default).ToList();
        var reached = tiers.Select(tier => string.Concat(tiers.Select(least => tier.Reaches(least) ? '+' : '-'))).ToArray();
        Assert.That(reached, Is.EqualTo(new[] { "+-----", "++----", "+++---", "++++--", "+---+-", "+----+" }));
    }

    private static Type TypeOf(string name) => typeof(RegistryClient).Assembly.GetType($"AiIdentity.Client.{name}", throwOnError: true)!;

    private static object? Argument(Type type, JsonNode? request) =>
        type == typeof(string) ? "x"
        : type == typeof(CancellationToken) ? CancellationToken.None
        : request.Deserialize(RegistryJson.Default.GetTypeInfo(type)!);

    private static HttpClient Answering(string body, int status = 200) => new(new Answer(body, status)) { BaseAddress = new Uri("https://registry.example/") };

    private sealed class Answer(string body, int status) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json"), RequestMessage = request });
    }
}
