using System.Text.Json.Nodes;

namespace AiIdentity.Vectors;

/// <summary>A token that must be refused.</summary>
/// <param name="Online">The registry's reason where it knows more than a verifier offline.</param>
internal sealed record HostileToken(string Name, string Token, string Reason, string? Online = null);

/// <summary>Tokens as attackers write them, each with the reason that it must get.</summary>
internal static partial class Hostile
{
    private static TestKey Key => TestKeys.InUse;

    private static readonly string Good = World.Good.Token;
    private static readonly string Header = Good.Split('.')[0];
    private static readonly string Payload = Good.Split('.')[1];
    private static readonly string Signature = Good.Split('.')[2];
    private static readonly string Claims = World.Good.Claims().ToJsonString();

    public static JsonObject File()
    {
        (string Group, IEnumerable<HostileToken> Tokens)[] groups =
        [
            ("algorithm", Algorithms()), ("key", KeyNames()), ("embedded key", EmbeddedKeys()), ("type", Types()), ("critical", Critical()),
            ("header", Headers()), ("signature", Signatures()), ("form", Forms()), ("encoding", Encodings()), ("size", Sizes()),
            ("duplicate", Duplicates()), ("json", Json()), ("bytes", Bytes()), ("claim", WrongClaims()), ("meaning", WrongMeanings()),
        ];
        var all = groups.SelectMany(g => g.Tokens.Select(t => (g.Group, Token: t))).ToList();
        var twice = all.GroupBy(t => $"{t.Group}: {t.Token.Name}", StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null) throw new InvalidOperationException($"Two hostile tokens are called {twice.Key}.");
        return new JsonObject
        {
            ["about"] = "Tokens that must be refused, each with its reason. See README.md.",
            ["issuer"] = World.Issuer,
            ["now"] = VectorFile.Time(World.Now),
            ["keys"] = "published",
            ["status_lists"] = new JsonObject { [World.ListUri] = StatusLists.At(World.Now) },
            ["tokens"] = new JsonArray([.. all.Select(t => (JsonNode)Written(t.Group, t.Token))]),
        };
    }

    private static JsonObject Written(string group, HostileToken token) => new()
    {
        ["name"] = token.Name,
        ["group"] = group,
        ["token"] = token.Token,
        ["online"] = token.Online ?? token.Reason,
        ["offline"] = token.Reason,
    };

    /// <summary>A Passport's claims with one more that opens so many arrays within the object.</summary>
    public static string Nested(Passport passport, int arrays) =>
        $"{passport.Claims().ToJsonString()[..^1]},\"deep\":{new string('[', arrays)}{new string(']', arrays)}}}";

    /// <summary>Another header over the good token's payload and signature.</summary>
    private static string With(string header) => $"{Tokens.Encode(header)}.{Payload}.{Signature}";

    private static string WithMembers(string members) => $$"""{"alg":"EdDSA","typ":"JWT","kid":"{{Key.Id}}",{{members}}}""";

    /// <summary>Signed in good order by the key in use: what is wrong is in the payload.</summary>
    private static string Signed(string payload) => Tokens.Sign(Key, Tokens.Header(Key), payload);

    private static string SignedBytes(ReadOnlySpan<byte> payload) => Tokens.SignParts(Key, Header, Tokens.Encode(payload));

    /// <summary>Signed in good order, with one claim that another value takes the place of; null takes it away.</summary>
    private static string Claim(string name, string? json)
    {
        var claims = World.Good.Claims();
        if (json is null) return Remove(claims, name);
        claims[name] = "\u0001";
        return Signed(claims.ToJsonString().Replace("\"\\u0001\"", json, StringComparison.Ordinal));
    }

    private static string Remove(JsonObject claims, string name)
    {
        claims.Remove(name);
        return Signed(claims.ToJsonString());
    }
}
