using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AiIdentity.Client.Tests;

/// <summary>The API's enumerations may grow: a word that this version does not know costs nothing else of the record, and is passed on.</summary>
internal sealed class OpenEnumTests
{
    private static IEnumerable<Type> Enums() =>
        typeof(RegistryClient).Assembly.GetExportedTypes().Where(type => type.IsEnum && type.GetCustomAttribute<System.CodeDom.Compiler.GeneratedCodeAttribute>() is not null);

    [TestCaseSource(nameof(Enums))]
    public void Each_reads_and_writes_what_it_does_not_know(Type type)
    {
        var read = JsonSerializer.Deserialize("\"not_invented_yet\"", type)!;
        Assert.That(JsonSerializer.Serialize(read, type), Is.EqualTo("\"not_invented_yet\""));
        Assert.That(JsonSerializer.Deserialize("\"not_invented_yet\"", type), Is.EqualTo(read));
        Assert.That(JsonSerializer.Deserialize("\"nor_this\"", type), Is.Not.EqualTo(read));
        Assert.That(Enum.IsDefined(type, read), Is.False);
        foreach (var known in Enum.GetValues(type))
            Assert.That(JsonSerializer.Deserialize(JsonSerializer.Serialize(known, type), type), Is.EqualTo(known));
    }

    [Test]
    public void There_are_some() => Assert.That(Enums().Count(), Is.GreaterThan(10));

    [Test]
    public void Words_from_outside_fill_no_memory()
    {
        // An enumeration of nobody else's: the words stay known.
        var options = new JsonSerializerOptions { Converters = { new OpenEnumConverter<UriFormat>() } };
        for (var i = 0; i < 5_000; i++) JsonSerializer.Deserialize<UriFormat>($"\"word_{i}\"", options);
        var last = JsonSerializer.Deserialize<UriFormat>("\"one_too_many\"", options);
        Assert.That((RegistryWords.IsKnown(last), RegistryWords.Of(last)), Is.EqualTo((false, "unknown")));
        Assert.That(RegistryWords.Of(PassportStatus.Active), Is.EqualTo("active"));
    }

    [Test]
    public async Task A_record_with_words_that_nobody_knows_is_read_and_passed_on()
    {
        const string record = """
            {"identity":"aii_01ARZ3NDEKTSV4RRFFQ69G5FAV","name":"Acme","status":"resting","tier":"government_verified","operator":{"display":"Acme Ltd","anonymous":false,"verified":true},
             "capabilities":[],"surfaces":[{"surface":"telegram:@acme","method":"telegram_bot","verified_at":"2026-05-01T00:00:00Z","last_checked_at":"2026-05-01T00:00:00Z","next_check_due":"2026-05-02T00:00:00Z","freshness":"stale"}],
             "passport":null,"registry_url":"https://registry.example/whois/x","as_of":"2026-05-01T00:00:00Z"}
            """;
        using var http = Answering(record);
        var read = await new RegistryClient(http).WhoisByIdentityAsync("aii_01ARZ3NDEKTSV4RRFFQ69G5FAV");
        Assert.That((read.Name, RegistryWords.Of(read.Tier), RegistryWords.Of(read.Status), RegistryWords.Of(read.Surfaces[0].Method), RegistryWords.Of(read.Surfaces[0].Freshness)),
            Is.EqualTo(("Acme", "government_verified", "resting", "telegram_bot", "stale")));
        Assert.That(JsonNode.DeepEquals(JsonNode.Parse(AiIdentity.Cli.Report.Written(read)), JsonNode.Parse(record)), Is.True, AiIdentity.Cli.Report.Written(read));
    }

    private static HttpClient Answering(string body) => new(new Answer(body)) { BaseAddress = new Uri("https://registry.example/") };

    private sealed class Answer(string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json"), RequestMessage = request });
    }
}
