using System.Buffers;
using System.Buffers.Text;
using System.Text;
using NSec.Cryptography;

namespace AiIdentity.Client.Offline;

/// <summary>What became of reading the form of a token.</summary>
internal enum FormResult
{
    Good,
    Malformed,
    UnsupportedAlgorithm,
}

/// <summary>
/// The form of a JWS compact (RFC 7515), read so strictly that it can be written in one way only; nothing of it is believed
/// yet. It lives in a buffer of its caller's.
/// </summary>
internal readonly ref struct TokenForm
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private const int Alg = 0;
    private const int Typ = 1;
    private const int Kid = 2;
    private const int Crit = 3;
    private const int B64 = 4;
    private static readonly SearchValues<char> Base64UrlCharacters = SearchValues.Create(Alphabet);
    private static readonly byte[][] HeaderMembers = ["alg"u8.ToArray(), "typ"u8.ToArray(), "kid"u8.ToArray(), "crit"u8.ToArray(), "b64"u8.ToArray()];

    private TokenForm(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> keyId)
    {
        Signed = signed;
        Payload = payload;
        Signature = signature;
        KeyId = keyId;
    }

    /// <summary>The bytes that are signed: header, dot, payload, as they came.</summary>
    public ReadOnlySpan<byte> Signed { get; }

    /// <summary>One strict JSON object.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    public ReadOnlySpan<byte> Signature { get; }

    /// <summary>The header's <c>kid</c> in UTF-8; empty where there is none.</summary>
    public ReadOnlySpan<byte> KeyId { get; }

    public bool IsSignedBy(PublicKey key) =>
        Signature.Length == SignatureAlgorithm.Ed25519.SignatureSize && SignatureAlgorithm.Ed25519.Verify(key, Signed, Signature);

    /// <summary>How large a buffer a token of that length needs.</summary>
    public static int BufferFor(int length) => 2 * length;

    /// <param name="type">The <c>typ</c> that the header must have.</param>
    /// <param name="names">The members of the payload that are looked for.</param>
    public static FormResult Read(
        ReadOnlySpan<char> token, ReadOnlySpan<byte> type, byte[][] names, Span<JsonSlice> values, Span<byte> buffer, out TokenForm form)
    {
        form = default;
        if (token.Count('.') != 2) return FormResult.Malformed;
        var (first, last) = (token.IndexOf('.'), token.LastIndexOf('.'));
        if (!IsCanonical(token[..first]) || !IsCanonical(token[(first + 1)..last]) || !IsCanonical(token[(last + 1)..])) return FormResult.Malformed;

        var signed = buffer[..Encoding.ASCII.GetBytes(token[..last], buffer)];
        var rest = buffer[last..];
        var header = Decode(token[..first], ref rest);
        var payload = Decode(token[(first + 1)..last], ref rest);
        var signature = Decode(token[(last + 1)..], ref rest);

        Span<JsonSlice> members = stackalloc JsonSlice[HeaderMembers.Length];
        if (!StrictJson.TryRead(header, HeaderMembers, members) || !StrictJson.TryRead(payload, names, values)) return FormResult.Malformed;
        // No extension is understood, so none may be critical; b64 (RFC 7797) is one that must be.
        if (!members[Crit].IsMissing || !members[B64].IsMissing) return FormResult.Malformed;
        if (!members[Alg].IsText || !members[Typ].IsText || !(members[Kid].IsText || members[Kid].IsMissing)) return FormResult.Malformed;
        try
        {
            if (!StrictJson.TextEquals(members[Typ].In(header), type)) return FormResult.Malformed;
            var keyId = members[Kid].IsMissing ? default : TextOf(members[Kid].In(header));
            form = new TokenForm(signed, payload, signature, keyId);
            var algorithm = members[Alg].In(header);
            // RFC 8037's name, and the fully specified one of RFC 9864.
            return StrictJson.TextEquals(algorithm, "EdDSA"u8) || StrictJson.TextEquals(algorithm, "Ed25519"u8) ? FormResult.Good : FormResult.UnsupportedAlgorithm;
        }
        catch (InvalidOperationException)
        {
            // A text with half a surrogate pair.
            return FormResult.Malformed;
        }
    }

    private static ReadOnlySpan<byte> TextOf(ReadOnlySpan<byte> value) =>
        value.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(StrictJson.Text(value)) : value[1..^1];

    private static ReadOnlySpan<byte> Decode(scoped ReadOnlySpan<char> part, scoped ref Span<byte> rest)
    {
        var length = Base64Url.DecodeFromChars(part, rest);
        var decoded = rest[..length];
        rest = rest[length..];
        return decoded;
    }

    // No padding, no other characters, and the last character's spare bits zero: else one token could be written in several ways.
    internal static bool IsCanonical(ReadOnlySpan<char> part)
    {
        if (part.ContainsAnyExcept(Base64UrlCharacters)) return false;
        return (part.Length % 4) switch
        {
            0 => true,
            2 => (Alphabet.IndexOf(part[^1], StringComparison.Ordinal) & 0b1111) == 0,
            3 => (Alphabet.IndexOf(part[^1], StringComparison.Ordinal) & 0b11) == 0,
            _ => false,
        };
    }
}
