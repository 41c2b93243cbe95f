using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace AiIdentity.Vectors;

/// <summary>Signatures that are none, and tokens in another form than the one that there is.</summary>
internal static partial class Hostile
{
    private static IEnumerable<HostileToken> Signatures()
    {
        var good = System.Buffers.Text.Base64Url.DecodeFromChars(Signature);
        string Sig(ReadOnlySpan<byte> bytes) => $"{Header}.{Payload}.{Tokens.Encode(bytes)}";
        yield return new("S + L: the same signature written otherwise", Sig([.. good[..32], .. PlusOrder(good.AsSpan(32))]), "bad_signature");
        yield return new("S = 0, R the neutral element", Sig([1, .. new byte[63]]), "bad_signature");
        yield return new("R of small order", Sig([.. SmallOrder, .. good[32..]]), "bad_signature");
        yield return new("R not reduced", Sig([.. Enumerable.Repeat((byte)0xFF, 32), .. good[32..]]), "bad_signature");
        yield return new("zeros", Sig(new byte[64]), "bad_signature");
        yield return new("ones", Sig([.. Enumerable.Repeat((byte)0xFF, 64)]), "bad_signature");
        yield return new("empty", $"{Header}.{Payload}.", "bad_signature");
        yield return new("a byte", Sig([0]), "bad_signature");
        yield return new("a byte short", Sig(good.AsSpan(0, 63)), "bad_signature");
        yield return new("a byte long", Sig([.. good, 0]), "bad_signature");
        yield return new("twice", Sig([.. good, .. good]), "bad_signature");
        yield return new("first bit turned", Sig([(byte)(good[0] ^ 1), .. good[1..]]), "bad_signature");
        yield return new("last bit turned", Sig([.. good[..63], (byte)(good[63] ^ 0x80)]), "bad_signature");
        yield return new("halves exchanged", Sig([.. good[32..], .. good[..32]]), "bad_signature");
        yield return new("of the payload alone", Sig(Key.Sign(Encoding.ASCII.GetBytes(Payload))), "bad_signature");
        yield return new("of the decoded JSON", Sig(Key.Sign(Encoding.UTF8.GetBytes(Claims))), "bad_signature");
        yield return new("of the digest", Sig(Key.Sign(SHA256.HashData(Encoding.ASCII.GetBytes($"{Header}.{Payload}")))), "bad_signature");
        yield return new("of another Passport", $"{Header}.{Payload}.{World.OfNameless.Token.Split('.')[2]}", "bad_signature");
        yield return new("over another payload", $"{Header}.{World.OfNameless.Token.Split('.')[1]}.{Signature}", "bad_signature");
        yield return new("over no claims", $"{Header}.{Tokens.Encode("{}")}.{Signature}", "bad_signature");
        yield return new("over a longer life", $"{Header}.{Tokens.Encode(Claims.Replace("\"exp\":17", "\"exp\":27", StringComparison.Ordinal))}.{Signature}", "bad_signature");
    }

    /// <summary>A point of order eight.</summary>
    private static readonly byte[] SmallOrder = Convert.FromHexString("26E8958FC2B227B045C3F489F2EF98F0D5DFAC05D3C63339B13802886D53FC05");

    // The group's order: an S that is not below it must be refused (RFC 8032, 5.1.7), else every signature has a twin.
    private static byte[] PlusOrder(ReadOnlySpan<byte> scalar)
    {
        var order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", System.Globalization.CultureInfo.InvariantCulture);
        var sum = (new BigInteger(scalar, isUnsigned: true) + order).ToByteArray(isUnsigned: true);
        return [.. sum, .. new byte[32 - sum.Length]];
    }

    private static IEnumerable<HostileToken> Forms()
    {
        foreach (var (name, token) in new[]
        {
            ("nothing", ""), ("a dot", "."), ("two dots", ".."), ("three dots", "..."), ("three letters", "a.b.c"), ("a word", "passport"), ("null", "null"),
            ("no signature part", $"{Header}.{Payload}"), ("header alone", Header), ("a dot more", $"{Good}."), ("a dot before", $".{Good}"),
            ("no header", $".{Payload}.{Signature}"), ("no payload", $"{Header}..{Signature}"),
            ("five parts, as JWE has", $"{Header}.{Payload}.{Signature}.{Signature}.{Signature}"), ("four parts", $"{Good}.{Signature}"), ("two tokens", $"{Good}.{Good}"),
            ("JSON serialisation, flattened", $$"""{"protected":"{{Header}}","payload":"{{Payload}}","signature":"{{Signature}}"}"""),
            ("JSON serialisation, general", $$"""{"payload":"{{Payload}}","signatures":[{"protected":"{{Header}}","signature":"{{Signature}}"}]}"""),
            ("JSON with three dots in it", $$"""{"a":"x.y.z"}"""),
            ("a scheme before it", $"Bearer {Good}"), ("its claims as they are", Claims), ("parts in another order", $"{Payload}.{Header}.{Signature}"),
            ("a URL around it", $"https://registry.example/?passport={Good}"), ("quotes around it", $"\"{Good}\""), ("detached", $"{Header}..{Signature}="),
        })
            yield return new(name, token, "malformed");
        yield return new("a token within a token", Tokens.SignParts(Key, Tokens.Encode(WithMembers("\"cty\":\"JWT\"")), Tokens.Encode(Good)), "malformed");
        yield return new("a token as a text", Signed($"\"{Good}\""), "malformed");
        foreach (var length in new[] { 1, Good.Length / 3, Good.Length / 2, Header.Length + Payload.Length })
            yield return new($"cut off after {length}", Good[..length], "malformed");
        yield return new("cut off in the signature", Good[..^6], "bad_signature");
    }

    private static IEnumerable<HostileToken> Encodings()
    {
        foreach (var (name, token) in new[]
        {
            ("padding at the end", $"{Good}="), ("two padding characters", $"{Good}=="), ("padding after the header", $"{Header}=.{Payload}.{Signature}"), ("padding after the payload", $"{Header}.{Payload}=.{Signature}"),
            ("a space before", $" {Good}"), ("a space after", $"{Good} "), ("a tab after", $"{Good}\t"), ("a line feed after", $"{Good}\n"), ("CR LF after", $"{Good}\r\n"), ("a line feed within", Good.Insert(20, "\n")),
            ("spaces after the dots", Good.Replace(".", ". ", StringComparison.Ordinal)), ("a null byte after", $"{Good}\0"), ("a null byte within", Good.Insert(Header.Length, "\0")),
            ("the plus of base64", $"{Header}.{Payload}.{Signature[..^1]}+"), ("the slash of base64", $"{Header}.{Payload}.{Signature[..^1]}/"), ("percent signs", Good.Replace(".", "%2E", StringComparison.Ordinal)),
            ("a full-width dot", Good.Replace('.', '\uFF0E')), ("a full-width letter", Good.Replace('e', '\uFF45')), ("a Cyrillic letter", "\u0435" + Good[1..]), ("a zero-width space", Good.Insert(9, "\u200B")),
            ("a soft hyphen", Good.Insert(9, "\u00AD")), ("a byte order mark before", $"\uFEFF{Good}"), ("a combining accent", Good.Insert(1, "\u0301")), ("an emoji", Good.Insert(9, "\U0001F4A5")), ("the Kelvin sign", $"{Header}.{Payload}.\u212A{Signature[1..]}"),
            ("stray bits in the signature", Stray(Good)), ("stray bits in the header", $"{Stray(Tokens.Encode(Tokens.Header(Key) + " "))}.{Payload}.{Signature}"), ("stray bits in the payload", $"{Header}.{Stray(Tokens.Encode(Fill(Claims)))}.{Signature}"),
            ("one character in the last group", Good[..^1]), ("base64 of base64url", Tokens.Encode(Good)),
        })
            yield return new(name, token, "malformed");
    }

    // One byte in the last group, so that its last character has four bits that must be zero.
    private static string Fill(string json) => json + new string(' ', (4 - (json.Length % 3)) % 3);

    // Another last character that decodes to the same bytes.
    private static string Stray(string part)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        if (part.Split('.')[^1].Length % 4 == 0) throw new InvalidOperationException("No bits are left over.");
        return part[..^1] + alphabet[alphabet.IndexOf(part[^1], StringComparison.Ordinal) + 1];
    }

    private static IEnumerable<HostileToken> Sizes()
    {
        yield return new("8,193 letters", new string('a', 8193), "too_large");
        yield return new("8,193 dots", new string('.', 8193), "too_large");
        yield return new("8,192 letters", new string('a', 8192), "malformed");
        yield return new("8,192 dots", new string('.', 8192), "malformed");
        var huge = Claims[..^1] + $",\"pad\":\"{new string('x', 6000)}\"}}";
        yield return new("signed in good order, but too long", Signed(huge), "too_large");
        yield return new("a long signature", $"{Good}{new string('A', 8192)}", "too_large");
        yield return new("six hundred members", $"{Header}.{Tokens.Encode("{" + string.Join(',', Enumerable.Range(0, 600).Select(i => $"\"{i}\":0")) + "}")}.{Signature}", "bad_signature");
    }
}
