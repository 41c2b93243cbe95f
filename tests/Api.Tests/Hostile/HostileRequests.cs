using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;

namespace AiIdentity.Api.Tests.Hostile;

/// <param name="Caller">Which of the callers sends it.</param>
/// <param name="Target">The path and query as they are sent, escaped or not.</param>
internal sealed record HostileRequest(DescribedOperation Operation, int Caller, string Target, byte[]? Body, string? MediaType, IReadOnlyList<(string Name, string Value)> Headers)
{
    /// <summary>A server takes <c>.</c> and <c>..</c> for the folder and the one above: what answers may be another operation than the one meant.</summary>
    public bool LeadsElsewhere => Target.Split('?')[0].Split('/').Any(part => part is "." or "..");

    public override string ToString() =>
        $"{Operation} as {Caller}: {Target} {MediaType} {string.Join(' ', Headers)} {(Body is null ? "" : Encoding.Latin1.GetString(Body)[..Math.Min(300, Body.Length)])}";
}

/// <summary>Requests made from the description: some as it wants them, most with something in them that nobody should send.</summary>
internal static class HostileRequests
{
    private static readonly string[] Texts =
    [
        "", " ", "\0", "\u0000aii_", "' OR 1=1 --", "\"; DROP TABLE Surfaces; --", "$(id)", "{{7*7}}", "${jndi:ldap://x}", "<script>alert(1)</script>", "../../etc/passwd",
        "%00", "%2e%2e%2f", "wa:+447700900123", "wa:@acmesupport", "wa: 447700900123", "WA:@ACME", "wa:+٤٤٧٧٠٠٩٠٠١٢٣", "wa:@аcme", "\u202Egnp.exe", "\u200B", "\uFEFF", "ﬁ", "İ", "ß", "👩‍👩‍👧‍👦",
        "aii_demo", "aii_01M869N6XA2C040GJJ689PJGER", "aii_8ZZZZZZZZZZZZZZZZZZZZZZZZZ", "srf_00000000000000000000000000", "2026-13-45T99:99:99Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z",
        "-1", "0", "99999999999999999999", "1e400", "NaN", "true", "null", "eyJhbGciOiJub25lIn0.e30.", "a@b", "person@mail.example\r\nBcc: all@mail.example", new('a', 300), new('é', 2_000), new('(', 5_000),
    ];

    private static readonly Gen<string> Text = Gen.Frequency<string>(
        (6, Gen.OneOf<string>(Texts)),
        (2, Gen.String[Gen.Char[' ', '~'], 0, 40]),
        (1, Gen.String[0, 30]));

    private static readonly Gen<string> Word = Gen.OneOf<string>("Acme Support", "person@mail.example", "correct horse battery staple", "wa:@acmesupport", "identity:read", "creator_verified", "free", "reported");

    private static readonly Gen<JsonNode?> Wrong = Gen.OneOf<JsonNode?>(
        Gen.Const((JsonNode?)null),
        Text.Select(t => (JsonNode?)JsonValue.Create(t)),
        Gen.Int.Select(i => (JsonNode?)JsonValue.Create(i)),
        Gen.Double.Where(double.IsFinite).Select(d => (JsonNode?)JsonValue.Create(d)),
        Gen.Bool.Select(b => (JsonNode?)JsonValue.Create(b)),
        Gen.Int[0, 50].Select(n => (JsonNode?)new JsonArray([.. Enumerable.Range(0, n).Select(i => (JsonNode?)i)])),
        Text.Select(t => (JsonNode?)new JsonObject { [t] = t }),
        Gen.Int[1, 100].Select(depth => Enumerable.Range(0, depth).Aggregate((JsonNode?)null, (inner, _) => new JsonArray(inner))));

    public static Gen<HostileRequest> Of(DescribedOperations description, IReadOnlyList<string> known, int callers)
    {
        var fast = description.All.Where(o => !o.Slow && !Ends(o)).ToArray();
        var slow = description.All.Where(o => o.Slow && !Ends(o)).ToArray();
        var part = Gen.Frequency<string>((3, Gen.OneOf<string>([.. known])), (2, Text));
        return from operation in Gen.Frequency<DescribedOperation>((200, Gen.OneOf<DescribedOperation>(fast)), (1, Gen.OneOf<DescribedOperation>(slow)))
               from caller in Gen.Int[0, callers - 1]
               from target in Target(operation, part)
               from body in operation.Body is null ? Gen.Frequency<byte[]?>((5, Gen.Const((byte[]?)null)), (1, Garbage)) : Gen.Frequency<byte[]?>((8, Body(description, operation.Body)), (2, Garbage))
               from mediaType in Gen.Frequency<string?>((30, Gen.Const((string?)"application/json")), (1, Gen.OneOf<string?>(null, "text/plain", "application/xml", "application/json; charset=utf-16", "multipart/form-data; boundary=x", "json")))
               from headers in Headers
               select new HostileRequest(operation, caller, target, body, mediaType, headers);
    }

    // What ends the caller's own session has tests of its own.
    private static bool Ends(DescribedOperation operation) => operation.Path.EndsWith("/logout", StringComparison.Ordinal) || operation.Path.Contains("/whatsapp/webhook", StringComparison.Ordinal) && operation.Method == "GET";

    private static Gen<string> Target(DescribedOperation operation, Gen<string> part) =>
        from parts in part.Array[operation.PathParameters.Count]
        from query in part.Array[operation.QueryParameters.Count]
        from given in Gen.Bool.Array[operation.QueryParameters.Count]
        from raw in Gen.Int[0, 9]
        select PathOf(operation, parts) + QueryOf(operation, query, given, raw == 0);

    private static string PathOf(DescribedOperation operation, string[] parts)
    {
        var path = operation.Path;
        for (var i = 0; i < parts.Length; i++) path = path.Replace($"{{{operation.PathParameters[i]}}}", Uri.EscapeDataString(Safe(parts[i]) is { Length: > 0 } part ? part : "-"), StringComparison.Ordinal);
        return path;
    }

    private static string QueryOf(DescribedOperation operation, string[] values, bool[] given, bool raw)
    {
        var members = operation.QueryParameters.Select((name, i) => (name, value: values[i], there: given[i])).Where(m => m.there)
            .Select(m => $"{m.name}={(raw ? OneLine(m.value) : Uri.EscapeDataString(Safe(m.value)))}").ToList();
        return members.Count == 0 ? "" : $"?{string.Join('&', members)}";
    }

    // A client that writes a request line can't put these into it.
    private static string OneLine(string text) => new([.. text.Where(c => c is > ' ' and <= '~' and not '#').Take(500)]);

    // Half a surrogate has no UTF-8.
    private static string Safe(string text) => new([.. text.Where(c => !char.IsSurrogate(c)).Take(2_000)]);

    private static Gen<byte[]?> Body(DescribedOperations description, JsonObject schema) =>
        from value in Value(description, schema, 0)
        from spoiled in Gen.Int[0, 9]
        from wrong in Wrong
        from extra in Text
        from member in Gen.Int[0, 20]
        select (byte[]?)Encoding.UTF8.GetBytes(Spoil(value, spoiled, wrong, extra, member));

    private static string Spoil(JsonNode? value, int how, JsonNode? wrong, string extra, int member)
    {
        if (value is not JsonObject { Count: > 0 } body) return Write(value);
        var name = body.ElementAt(member % body.Count).Key;
        switch (how)
        {
            case 0:
                body[name] = wrong?.DeepClone();
                break;
            case 1:
                body.Remove(name);
                break;
            case 2:
                body[extra] = wrong?.DeepClone();
                break;
            case 3:
                return Write(body)[..^1] + $",\"{name}\":{Write(wrong)}}}";
            case 4:
                return Write(body)[..^1];
            case 5:
                return Write(body).Replace('"', '\'');
            default:
                break;
        }

        return Write(body);
    }

    private static string Write(JsonNode? node) => node?.ToJsonString(new JsonSerializerOptions { MaxDepth = 256 }) ?? "null";

    private static Gen<JsonNode?> Value(DescribedOperations description, JsonObject schema, int depth)
    {
        var resolved = description.Resolve(schema);
        if (depth > 4) return Gen.Const((JsonNode?)null);
        if (resolved["enum"] is JsonArray words) return Gen.OneOf<string>([.. words.Select(w => w!.GetValue<string>())]).Select(w => (JsonNode?)JsonValue.Create(w));
        return (resolved["type"]?.GetValue<string>()) switch
        {
            "object" when resolved["properties"] is JsonObject properties => Object(properties),
            "array" => Value(description, resolved["items"]!.AsObject(), depth + 1).Array[0, 3].Select(items => (JsonNode?)new JsonArray([.. items.Select(i => i?.DeepClone())])),
            "integer" => Gen.OneOf<JsonNode?>(Gen.Int[-2, 400].Select(i => (JsonNode?)JsonValue.Create(i)), Gen.Long.Select(l => (JsonNode?)JsonValue.Create(l))),
            "boolean" => Gen.Bool.Select(b => (JsonNode?)JsonValue.Create(b)),
            "string" => Gen.Frequency<string>((1, Word), (1, Text)).Select(t => (JsonNode?)JsonValue.Create(t)),
            _ => Wrong,
        };

        Gen<JsonNode?> Object(JsonObject properties) => properties.Aggregate(
            Gen.Const(() => new JsonObject()),
            (made, property) => from body in made
                                from there in Gen.Int[0, 4]
                                from value in Value(description, property.Value!.AsObject(), depth + 1)
                                select With(body, property.Key, there == 0 ? null : value, there != 0)).Select(body => (JsonNode?)body);
    }

    private static JsonObject With(JsonObject body, string name, JsonNode? value, bool there)
    {
        if (there) body[name] = value?.DeepClone();
        return body;
    }

    private static readonly Gen<byte[]?> Garbage = Gen.OneOf<byte[]?>(
        Gen.Byte.Array[0, 64].Select(b => (byte[]?)b),
        Gen.OneOf<string>("", "[]", "{}", "null", "0", "\"x\"", "{\"a\":1,\"a\":2}", "{\"\\ud800\":1}", "{\"name\":\"\\udfff\"}", "{,}", "\uFEFF{}", "{\"name\":\"\u0000\"}", new string('[', 5_000), "{\"name\":" + new string('9', 400) + "}").Select(t => (byte[]?)Encoding.UTF8.GetBytes(t)),
        Gen.OneOf<string>("{\"name\":\"x\"}").Select(t => (byte[]?)Encoding.Unicode.GetBytes(t)),
        Gen.Const((byte[]?)[.. "{\"name\":\""u8, 0xC3, 0x28, .. "\"}"u8]),
        Gen.Int[32_000, 40_000].Select(n => (byte[]?)Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"name\":\"{new string('x', n)}\"}}"))));

    private static readonly Gen<IReadOnlyList<(string, string)>> Headers =
        (from name in Gen.OneOf<string>("Idempotency-Key", "If-None-Match", "Accept", "Origin", "X-Forwarded-For", "X-Forwarded-Host", "Cookie", "Range", "X-HTTP-Method-Override", "Accept-Language", "X-Hub-Signature-256", "traceparent", "Expect-CT")
         from value in Gen.OneOf<string>("", "x", "*", "\"x\"", "W/\"x\", *", "::1", "null", "https://evil.example", "aii_session=x", "bytes=0-", "00-0-0-0", "DELETE", "text/html;q=9", "é\u00FF", new string('k', 256), "a,b,,,")
         select (name, value)).Array[0, 2].Select(headers => (IReadOnlyList<(string, string)>)headers);
}
