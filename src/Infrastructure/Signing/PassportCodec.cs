using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using AiIdentity.Application.Passports;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Identities;

namespace AiIdentity.Infrastructure.Signing;

/// <summary>Writes a Passport's claims, always in the same order, and reads them back.</summary>
internal static class PassportCodec
{
    public const string Type = "JWT";
    private const long LastSecond = 253_402_300_799;
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(PassportClaims claims)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteString("iss", claims.Issuer);
            json.WriteString("sub", claims.Subject);
            json.WriteString("aud", claims.Audience);
            json.WriteNumber("iat", claims.IssuedAt.ToUnixTimeSeconds());
            json.WriteNumber("nbf", claims.NotBefore.ToUnixTimeSeconds());
            json.WriteNumber("exp", claims.ExpiresAt.ToUnixTimeSeconds());
            json.WriteString("jti", claims.Id);
            json.WriteString("tier", Words.Of(claims.Tier));
            json.WriteString("operator", claims.Operator);
            WriteTexts(json, "surfaces", claims.Surfaces);
            WriteTexts(json, "capabilities", claims.Capabilities);
            json.WriteString("key_id", claims.KeyId);
            json.WriteString("registry_url", claims.RegistryUrl);
            json.WriteStartObject("status");
            json.WriteStartObject("status_list");
            json.WriteNumber("idx", claims.StatusIndex);
            json.WriteString("uri", claims.StatusUri);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Null where a claim is missing or of another type; claims that nobody knows yet are passed over.</summary>
    public static PassportClaims? Read(JsonElement payload)
    {
        if (Text(payload, "iss") is { } issuer
            && Text(payload, "sub") is { } subject
            && Text(payload, "aud") is { } audience
            && Time(payload, "iat") is { } issuedAt
            && Time(payload, "nbf") is { } notBefore
            && Time(payload, "exp") is { } expiresAt
            && Text(payload, "jti") is { } id
            && Words.Parse<Tier>(Text(payload, "tier")) is { } tier
            && Text(payload, "operator") is { } operatorName
            && Texts(payload, "surfaces") is { } surfaces
            && Texts(payload, "capabilities") is { } capabilities
            && Text(payload, "key_id") is { } keyId
            && Text(payload, "registry_url") is { } registryUrl
            && Member(payload, "status") is { } status
            && Member(status, "status_list") is { } place
            && Member(place, "idx") is { ValueKind: JsonValueKind.Number } idx && idx.TryGetInt32(out var index) && index >= 0
            && Text(place, "uri") is { } uri)
        {
            return new PassportClaims(
                issuer, subject, audience, issuedAt, notBefore, expiresAt, id, tier, operatorName, surfaces, capabilities, keyId, registryUrl, index, uri);
        }

        return null;
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : null;

    private static string? Text(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } text ? Said(text) : null;

    // Half of a surrogate pair is JSON, and no text.
    private static string? Said(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static DateTimeOffset? Time(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var seconds) && seconds is >= 0 and <= LastSecond
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    private static string[]? Texts(JsonElement element, string name)
    {
        if (Member(element, name) is not { ValueKind: JsonValueKind.Array } array) return null;
        var texts = new string[array.GetArrayLength()];
        var i = 0;
        foreach (var item in array.EnumerateArray())
        {
            if (item.ValueKind is not JsonValueKind.String || Said(item) is not { } text) return null;
            texts[i++] = text;
        }

        return texts;
    }
}
