using System.Text.Json.Nodes;
using AiIdentity.Architecture.Tests.Wrong;
using ArchUnitNET.Domain;

namespace AiIdentity.Architecture.Tests;

/// <summary>Nobody can make the registry call an address of their choice: few places call at all, each where its settings say.</summary>
public class OutboundTests
{
    private const string Readers = "AiIdentity.Infrastructure.WhatsApp";
    /// <summary>The readers, what Refit generates of their interfaces, and the mailer.</summary>
    private static readonly string[] Connecting = [Readers, "Refit.Implementation", "AiIdentity.Infrastructure.Mail"];
    private static readonly string[] AddressWords = ["url", "uri", "href", "host", "callback", "redirect", "endpoint"];

    /// <summary>The readers' target, and what makes it of configuration or of the process's own listening address.</summary>
    private static readonly string[] Addressers = ["OwnSandbox", "TargetHandler", "WhatsAppOptions", "WhatsAppOptionsRules", "WhatsAppServices", "WhatsAppTarget"];

    private static readonly System.Reflection.Assembly[] Served = [House.Domain, House.Application, House.Infrastructure, House.Api, House.Sandbox];

    private static bool Connects(IType type, IType used) =>
        used.IsIn("System.Net.Http") || used.IsIn("System.Net.WebSockets") || used.IsIn("System.Net.Mail") || used.IsIn("Refit") || used.IsIn("MailKit")
        || (used.IsIn("System.Net.Sockets") && used.Name is not "AddressFamily") || used.FullName is "System.Net.Dns" or "System.Net.WebRequest" or "System.Net.WebClient";

    private static bool MakesAddresses(IType type, IType used) => used.FullName is "System.Uri" or "System.UriBuilder";

    private static string Outermost(IType type) => type.FullName[(type.Namespace.FullName.Length + 1)..].Split('+', '/')[0];

    [Test]
    public void Only_the_readers_and_the_mailer_connect_to_anything() =>
        Assert.That(Served.SelectMany(House.TypesOf).Where(type => !Connecting.Any(type.IsIn)).Breaches(Connects), Is.Empty);

    [Test]
    public void The_mailer_speaks_to_its_configured_server_alone() =>
        Assert.That(House.TypesOf(House.Infrastructure).Where(type => type.IsIn("AiIdentity.Infrastructure.Mail")).Where(type => new[] { type }.Breaches(Connects).Any()).Select(Outermost).Distinct(),
            Is.EqualTo(new[] { "SmtpMailer" }));

    [Test]
    public void What_a_reader_reads_has_no_say_in_where_it_is_read() =>
        Assert.That(House.TypesOf(House.Infrastructure).Where(type => type.IsIn(Readers)).Where(type => new[] { type }.Breaches(MakesAddresses).Any()).Select(Outermost).Distinct(),
            Is.SubsetOf(Addressers));

    [Test]
    public void No_request_carries_an_address_to_call()
    {
        var description = JsonNode.Parse(File.ReadAllText(Path.Combine(RepositoryTests.Root.FullName, "openapi", "v1.json")))!;
        var bodies = (from path in description["paths"]!.AsObject()
                      from operation in path.Value!.AsObject()
                      let body = operation.Value!["requestBody"]?["content"]?["application/json"]?["schema"]
                      where body is not null
                      from member in MembersOf(description, body, [])
                      select $"{operation.Key} {path.Key} {member}").ToList();
        Assert.That(bodies, Has.Count.GreaterThan(30));
        Assert.That(bodies.Where(NamesAnAddress), Is.Empty);
        Assert.That(from type in House.Application.GetTypes()
                    where typeof(MediatR.IBaseRequest).IsAssignableFrom(type)
                    from member in type.GetProperties()
                    where member.PropertyType == typeof(Uri) || NamesAnAddress(member.Name)
                    select $"{type.Name}.{member.Name}", Is.Empty);
    }

    [Test]
    public void The_rules_of_calls_can_fail()
    {
        IType[] wrong = [House.Wrong<CallsWhereItIsTold>()];
        Assert.That(wrong.Breaches(Connects), Has.Some.EndsWith("HttpClient"));
        Assert.That(wrong.Breaches(MakesAddresses), Is.Not.Empty);
        Assert.That(NamesAnAddress("post /api/v1/things avatar_url"), Is.True);
        Assert.That(NamesAnAddress(nameof(CallsWhereItIsTold.CallbackUrl)), Is.True);
        Assert.That(MembersOf(new JsonObject(), JsonNode.Parse("""{"properties":{"a":{"items":{"properties":{"b":{"format":"uri"}}}}}}""")!, []), Is.EqualTo(new[] { "a", "b", "b uri" }));
    }

    private static bool NamesAnAddress(string member)
    {
        var words = System.Text.RegularExpressions.Regex.Split(member.Split(' ')[^1], "_|(?<=[a-z])(?=[A-Z])");
        return words.Any(word => AddressWords.Contains(word, StringComparer.OrdinalIgnoreCase));
    }

    private static IEnumerable<string> MembersOf(JsonNode description, JsonNode schema, HashSet<string> met)
    {
        if (schema["$ref"]?.GetValue<string>() is { } reference)
            return met.Add(reference) ? MembersOf(description, description["components"]!["schemas"]![reference.Split('/')[^1]]!, met) : [];
        var inner = ((JsonNode?[])[schema["items"], .. schema["oneOf"]?.AsArray() ?? [], .. schema["allOf"]?.AsArray() ?? []]).OfType<JsonNode>().SelectMany(part => MembersOf(description, part, met));
        return inner.Concat((schema["properties"]?.AsObject() ?? []).SelectMany(member =>
            (string[])[member.Key, .. member.Value!["format"]?.GetValue<string>() is "uri" ? [$"{member.Key} uri"] : Array.Empty<string>(), .. MembersOf(description, member.Value!, met)]));
    }
}
