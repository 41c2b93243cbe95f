using System.Text.Json.Nodes;
using AiIdentity.Api.Problems;

namespace AiIdentity.Api.Tests.Http;

/// <summary>The description says what programs that are made from it must know.</summary>
internal sealed class DescriptionTests : RegistryFixture
{
    private JsonObject _description = null!;

    [OneTimeSetUp]
    public async Task Read() => _description = (await Registry.Get("/openapi/v1.json")).Must(200).Json!.AsObject();

    private IEnumerable<(string Name, JsonObject Operation)> Operations() =>
        from path in _description["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select ($"{operation.Key} {path.Key}", operation.Value!.AsObject());

    private IEnumerable<(string Name, int Status, JsonObject Answer)> Answers() =>
        from operation in Operations()
        from answer in operation.Operation["responses"]!.AsObject()
        select (operation.Name, int.Parse(answer.Key, System.Globalization.CultureInfo.InvariantCulture), answer.Value!.AsObject());

    private JsonObject Operation(string name) => Operations().Single(operation => operation.Name == name).Operation;

    private string MediaType(string operation) => Operation(operation)["responses"]!["200"]!["content"]!.AsObject().Single().Key;

    [Test]
    public void Refusals_and_faults_are_problems() => Assert.Multiple(() =>
    {
        Assert.That(Answers().Count(answer => answer.Status >= 400), Is.GreaterThan(200));
        Assert.That(Answers().Where(answer => answer.Status >= 400 && answer.Answer["content"]?.AsObject().Select(content => content.Key).SingleOrDefault() != Problem.MediaType), Is.Empty);
        Assert.That(Operations().Where(operation => !new[] { "500", "503" }.All(operation.Operation["responses"]!.AsObject().ContainsKey)).Select(operation => operation.Name), Is.Empty);
        Assert.That(Answers().Where(answer => answer.Status is 429 or 503 && answer.Answer["headers"]?["Retry-After"] is null), Is.Empty);
    });

    [Test]
    public async Task Answers_have_the_media_type_that_they_are_described_with()
    {
        Assert.That(MediaType("get /api/v1/status-lists/{list}"), Is.EqualTo("application/statuslist+jwt"));
        Assert.That(MediaType("get /api/v1/events/export"), Is.EqualTo("application/jsonl"));
        Assert.That(MediaType("get /api/v1/admin/events/export"), Is.EqualTo("application/jsonl"));
        Assert.That(MediaType("get /api/v1/whatsapp/webhook"), Is.EqualTo("text/plain"));
        var person = await Registry.SignUpAsync();
        var passport = (await person.IssueAsync((await person.CreateAsync()).Id())).Text("passport");
        Assert.That(passport, Is.Not.Empty);
        var judged = 0;
        foreach (var (name, operation) in Operations().Where(operation => operation.Name.StartsWith("get ", StringComparison.Ordinal)))
        {
            var answer = await Registry.Get(name[4..].Replace("{list}", "0", StringComparison.Ordinal).Replace("{identity}", "aii_demo", StringComparison.Ordinal), person.Bearer);
            if ((int)answer.Status != 200 || operation["responses"]!["200"]!["content"] is not JsonObject content) continue;
            Assert.That(answer.Headers["Content-Type"].Split(';')[0], Is.EqualTo(content.Single().Key), name);
            judged++;
        }

        Assert.That(judged, Is.GreaterThan(10));
    }

    [Test]
    public void What_needs_a_sign_in_says_by_what()
    {
        var schemes = _description["components"]!["securitySchemes"]!.AsObject().Select(scheme => scheme.Key).ToList();
        Assert.That(schemes, Is.EquivalentTo(new[] { "bearer", "cookie" }));
        var open = Operations().Where(operation => operation.Operation["security"] is not JsonArray { Count: > 0 }).Select(operation => operation.Name).ToList();
        Assert.That(open, Has.Member("get /api/v1/whois").And.Member("post /api/v1/verify").And.Member("get /.well-known/jwks.json").And.None.Contain("/identities").And.None.Contain("/admin/").And.None.Contain("/api-keys"));
        Assert.That(Operations().Where(operation => operation.Operation["security"] is JsonArray { Count: > 0 } && !operation.Operation["responses"]!.AsObject().ContainsKey("401")).Select(operation => operation.Name), Is.Empty);
    }

    [Test]
    public void Parameters_and_headers_are_there_and_required_where_they_are()
    {
        static JsonNode? Parameter(JsonObject operation, string name) => operation["parameters"]?.AsArray().SingleOrDefault(parameter => parameter!["name"]!.GetValue<string>() == name);
        var whois = Operation("get /api/v1/whois");
        Assert.That(Parameter(whois, "surface")!["required"]!.GetValue<bool>(), Is.True);
        Assert.That(Parameter(whois, "If-None-Match"), Is.Not.Null);
        Assert.That(whois["responses"]!["200"]!["headers"]!.AsObject().Select(header => header.Key), Is.SupersetOf(new[] { "ETag", "Cache-Control" }));
        Assert.That(Parameter(Operation("post /api/v1/identities"), "Idempotency-Key")!["in"]!.GetValue<string>(), Is.EqualTo("header"));
        Assert.That(Operations().Count(operation => Parameter(operation.Operation, "Idempotency-Key") is not null), Is.EqualTo(Operations().Count(operation => operation.Operation["responses"]!.AsObject().ContainsKey("422"))));
        Assert.That(Answers().Where(answer => answer.Status == 201 && answer.Answer["headers"]?["Location"] is null), Is.Empty);
    }
}
