using System.Text.Json.Nodes;

namespace AiIdentity.Api.Tests.Hostile;

/// <summary>An operation as <c>openapi/v1.json</c> describes it.</summary>
/// <param name="Body">The schema of its JSON body, references resolved; null where it takes none.</param>
/// <param name="Answers">The schemas of its answers by status; null where an answer has no JSON.</param>
internal sealed record DescribedOperation(
    string Method, string Path, IReadOnlyList<string> PathParameters, IReadOnlyList<string> QueryParameters, JsonObject? Body, IReadOnlyDictionary<int, JsonObject?> Answers)
{
    /// <summary>Costs a password's hash on every call.</summary>
    public bool Slow => Path.StartsWith("/api/v1/auth/", StringComparison.Ordinal) && Body is not null;

    public override string ToString() => $"{Method} {Path}";
}

/// <summary>The description, read as a client's author would read it.</summary>
internal sealed class DescribedOperations
{
    private readonly JsonObject _description;

    private DescribedOperations(JsonObject description)
    {
        _description = description;
        All =
        [
            .. from path in description["paths"]!.AsObject()
               from operation in path.Value!.AsObject()
               select Of(operation.Key.ToUpperInvariant(), path.Key, operation.Value!.AsObject()),
        ];
    }

    public IReadOnlyList<DescribedOperation> All { get; }

    public static DescribedOperations Read(string openApi) => new(JsonNode.Parse(openApi)!.AsObject());

    /// <summary>The schema that a reference names, and of one or none that alternative which is something.</summary>
    public JsonObject Resolve(JsonObject schema)
    {
        if (schema["$ref"] is { } reference) return Resolve(_description["components"]!["schemas"]![reference.GetValue<string>().Split('/')[^1]]!.AsObject());
        return schema["oneOf"] is JsonArray { Count: > 0 } either ? Resolve(either[^1]!.AsObject()) : schema;
    }

    private DescribedOperation Of(string method, string path, JsonObject operation)
    {
        var parameters = (operation["parameters"]?.AsArray() ?? []).Select(p => (Name: p!["name"]!.GetValue<string>(), In: p["in"]!.GetValue<string>())).ToList();
        return new DescribedOperation(
            method, path,
            [.. parameters.Where(p => p.In == "path").Select(p => p.Name)],
            [.. parameters.Where(p => p.In == "query").Select(p => p.Name)],
            operation["requestBody"]?["content"]?["application/json"]?["schema"] is JsonObject body ? Resolve(body) : null,
            operation["responses"]!.AsObject().ToDictionary(
                r => int.Parse(r.Key, System.Globalization.CultureInfo.InvariantCulture),
                r => (r.Value!["content"]?["application/json"] ?? r.Value["content"]?[Problems.Problem.MediaType])?["schema"] is JsonObject answer ? Resolve(answer) : null));
    }
}
