using System.Text;

namespace AiIdentity.Client.Tests.Offline;

/// <summary>Tokens changed at random: none is accepted, none throws.</summary>
internal sealed class MutationTests
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    [TestCase(20_000)]
    [TestCase(1_000_000, Category = "Drill")]
    public async Task A_mutated_token_is_never_accepted_and_never_throws(int tokens)
    {
        await using var registry = await StubRegistry.StartAsync();
        var verifier = registry.Verifier();
        var good = registry.Passport();
        Assert.That((await verifier.VerifyAsync(good)).Valid, Is.True);

        var random = new Random(20260501);
        var seen = new Dictionary<PassportReason, int>();
        for (var i = 0; i < tokens; i++)
        {
            var token = i % 2 == 0 ? OfCharacters(good, random) : OfJson(good, random);
            if (token == good) continue;
            var verdict = await verifier.VerifyAsync(token);
            if (verdict.Reason is not { } reason) throw new AssertionException($"Accepted: {token}");
            seen[reason] = seen.GetValueOrDefault(reason) + 1;
        }

        TestContext.Out.WriteLine(string.Join(", ", seen.OrderBy(s => s.Key).Select(s => $"{s.Key.Word()} {s.Value}")));
        Assert.That(seen.Keys, Is.SupersetOf(new[] { PassportReason.Malformed, PassportReason.UnsupportedAlgorithm, PassportReason.UnknownKey, PassportReason.BadSignature }));
        Assert.That(seen.Keys, Is.SubsetOf(new[] { PassportReason.TooLarge, PassportReason.Malformed, PassportReason.UnsupportedAlgorithm, PassportReason.UnknownKey, PassportReason.BadSignature }));
    }

    private static string OfCharacters(string good, Random random)
    {
        var mutated = new StringBuilder(good);
        for (var edits = random.Next(1, 4); edits > 0 && mutated.Length > 0; edits--)
        {
            var at = random.Next(mutated.Length);
            switch (random.Next(6))
            {
                case 0: mutated[at] = (char)random.Next(1, 127); break;
                case 1: mutated[at] = Alphabet[random.Next(64)]; break;
                case 2: mutated.Remove(at, 1); break;
                case 3: mutated.Insert(at, (char)random.Next(0, 0x10000)); break;
                case 4: mutated.Insert(at, good.AsSpan(random.Next(good.Length / 2), random.Next(good.Length / 2))); break;
                default: mutated.Length = Math.Max(1, at); break;
            }
        }

        return mutated.ToString();
    }

    // Changes what stands in a part and encodes it well, so that it comes further than the alphabet.
    private static string OfJson(string good, Random random)
    {
        var parts = good.Split('.');
        var part = random.Next(2);
        var json = new StringBuilder(Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[part])));
        for (var edits = random.Next(1, 3); edits > 0; edits--)
        {
            var at = random.Next(json.Length);
            switch (random.Next(5))
            {
                case 0: json[at] = (char)random.Next(32, 127); break;
                case 1: json.Insert(at, Pieces[random.Next(Pieces.Length)]); break;
                case 2: json.Remove(at, Math.Min(json.Length - at, random.Next(1, 8))); break;
                case 3: json[at] = (char)random.Next(0x80, 0xD800); break;
                default: json.Insert(at, json.ToString(at, Math.Min(json.Length - at, random.Next(1, 30)))); break;
            }

            if (json.Length == 0) json.Append('{');
        }

        parts[part] = System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToString()));
        return string.Join('.', parts);
    }

    private static readonly string[] Pieces =
        ["\"", "{", "}", "[", "]", ",", ":", "\\ud800", "\\u0000", "\"a\":1,", "\"crit\":[],", "\"alg\":\"none\",", "\"kid\":\"x\",", "null", "1e999", "-0", "/**/", "\uFEFF", "\\", "\u0000", "\"\\ud800\":1,"];
}
