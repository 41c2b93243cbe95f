using System.Text.Json.Nodes;

namespace AiIdentity.Client.Tests;

/// <summary>What a later version of the registry may answer an operation: in every enumeration a value that nobody knows, in every object one member more.</summary>
/// <param name="Known">The same without the members that nobody knows.</param>
/// <param name="Enumerations">The names of those that are in it.</param>
internal sealed record LaterAnswer(string Operation, int Status, JsonNode Body, JsonNode Known, JsonNode? Request, IReadOnlySet<string> Enumerations)
{
    public override string ToString() => Operation;
}

/// <summary>Made from openapi/v1.json, so that no enumeration is forgotten that is added to it.</summary>
internal static class LaterAnswers
{
    public const string Word = "not_invented_yet";

    private static readonly JsonNode Document = JsonNode.Parse(File.ReadAllText(Path.Combine(Root(), "openapi", "v1.json")))!;

    /// <summary>The description's enumerations with their values.</summary>
    public static IReadOnlyDictionary<string, string[]> Enumerations { get; } = Document["components"]!["schemas"]!.AsObject().Where(schema => schema.Value!["enum"] is not null)
        .ToDictionary(schema => schema.Key, schema => schema.Value!["enum"]!.AsArray().Select(value => value!.GetValue<string>()).ToArray());

    /// <summary>One for each operation that answers with an object.</summary>
    public static IReadOnlyList<LaterAnswer> All { get; } = [.. Read()];

    public static LaterAnswer Of(string operation) => All.Single(answer => answer.Operation == operation);

    private static IEnumerable<LaterAnswer> Read()
    {
        foreach (var (_, path) in Document["paths"]!.AsObject())
        {
            foreach (var (_, operation) in path!.AsObject())
            {
                foreach (var (status, response) in operation!["responses"]!.AsObject().Where(response => response.Key[0] == '2'))
                {
                    if (response!["content"]?["application/json"]?["schema"] is not { } schema || schema["type"]?.GetValue<string>() is "string") continue;
                    var met = new HashSet<string>();
                    var request = operation["requestBody"]?["content"]?["application/json"]?["schema"];
                    yield return new LaterAnswer(operation["operationId"]!.GetValue<string>(), int.Parse(status, System.Globalization.CultureInfo.InvariantCulture),
                        Sample(schema, isLater: true, met), Sample(schema, isLater: false, met), request is null ? null : Sample(request, isLater: false, []), met);
                }
            }
        }
    }

    private static JsonNode Sample(JsonNode schema, bool isLater, HashSet<string> met, int depth = 0)
    {
        Assert.That(depth, Is.LessThan(20), "A schema that holds itself needs an end.");
        if (schema["$ref"]?.GetValue<string>().Split('/')[^1] is { } name)
        {
            if (Enumerations.ContainsKey(name)) met.Add(name);
            return Sample(Document["components"]!["schemas"]![name]!, isLater, met, depth + 1);
        }

        if (schema["oneOf"] is { } choices) return Sample(choices[0]!, isLater, met, depth + 1);
        if (schema["enum"] is not null) return Word;
        return schema["type"]?.GetValue<string>() switch
        {
            "object" => OfObject(schema, isLater, met, depth),
            "array" => new JsonArray(Sample(schema["items"]!, isLater, met, depth + 1)),
            "boolean" => true,
            "integer" or "number" => 7,
            "string" => schema["format"]?.GetValue<string>() switch { "date-time" => "2026-05-01T00:00:00+00:00", "date" => "2026-05-01", _ => "some text" },
            null => "anything",
            var type => throw new InvalidOperationException($"What is a {type}?"),
        };
    }

    private static JsonObject OfObject(JsonNode schema, bool isLater, HashSet<string> met, int depth)
    {
        var sample = new JsonObject();
        foreach (var (member, value) in schema["properties"]?.AsObject() ?? []) sample[member] = Sample(value!, isLater, met, depth + 1);
        if (schema["additionalProperties"] is JsonObject others) sample["some_name"] = Sample(others, isLater, met, depth + 1);
        else if (isLater) sample["added_later"] = new JsonObject { ["kind"] = Word };
        return sample;
    }

    private static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "AiIdentity.sln"))) at = at.Parent ?? throw new DirectoryNotFoundException("AiIdentity.sln");
        return at.FullName;
    }
}
