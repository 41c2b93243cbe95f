using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace AiIdentity.Infrastructure.Signing;

/// <summary>The form of a JWS compact, read so strictly that it can be written in one way only; nothing of it is believed yet.</summary>
internal sealed class TokenForm : IDisposable
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static readonly SearchValues<char> Base64UrlCharacters = SearchValues.Create(Alphabet);
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly JsonDocument _payload;

    private TokenForm(string algorithm, string? keyId, JsonDocument payload) => (Algorithm, KeyId, _payload) = (algorithm, keyId, payload);

    public string Algorithm { get; }
    public string? KeyId { get; }
    public JsonElement Payload => _payload.RootElement;

    /// <param name="type">The <c>typ</c> that the header must have.</param>
    public static bool TryParse(string token, string type, [NotNullWhen(true)] out TokenForm? form)
    {
        form = null;
        var text = token.AsSpan();
        if (text.Count('.') != 2) return false;
        var headerEnd = text.IndexOf('.');
        var payloadEnd = text.LastIndexOf('.');
        if (!IsCanonical(text[..headerEnd]) || !IsCanonical(text[(headerEnd + 1)..payloadEnd]) || !IsCanonical(text[(payloadEnd + 1)..])) return false;
        JsonDocument? payload = null;
        try
        {
            using var header = ParseObject(text[..headerEnd]);
            payload = ParseObject(text[(headerEnd + 1)..payloadEnd]);
            if (header is null || payload is null || !TryReadHeader(header.RootElement, type, out var algorithm, out var keyId)) return false;
            form = new TokenForm(algorithm, keyId, payload);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperation: a text with half a surrogate pair.
            return false;
        }
        finally
        {
            if (form is null) payload?.Dispose();
        }
    }

    public void Dispose() => _payload.Dispose();

    private static bool TryReadHeader(JsonElement header, string type, [NotNullWhen(true)] out string? algorithm, out string? keyId)
    {
        (algorithm, keyId) = (null, null);
        // No extension is understood, so none may be critical; b64 (RFC 7797) is one that must be.
        if (header.TryGetProperty("crit", out _) || header.TryGetProperty("b64", out _)) return false;
        if (!TryText(header, "typ", out var typ) || typ != type) return false;
        if (!TryText(header, "alg", out algorithm) || algorithm is null) return false;
        return TryText(header, "kid", out keyId);
    }

    /// <returns>False where the member is there and no text.</returns>
    private static bool TryText(JsonElement header, string name, out string? text)
    {
        text = null;
        if (!header.TryGetProperty(name, out var member)) return true;
        if (member.ValueKind is not JsonValueKind.String) return false;
        text = member.GetString();
        return true;
    }

    private static JsonDocument? ParseObject(ReadOnlySpan<char> part)
    {
        var json = Base64Url.DecodeFromChars(part);
        if (!Utf8.IsValid(json)) return null;
        var document = JsonDocument.Parse(json, Strict);
        if (document.RootElement.ValueKind is JsonValueKind.Object) return document;
        document.Dispose();
        return null;
    }

    // No padding, no other characters, and the last character's spare bits zero: else one token could be written in several ways.
    private static bool IsCanonical(ReadOnlySpan<char> part)
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
