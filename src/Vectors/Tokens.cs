using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AiIdentity.Vectors;

/// <summary>Writes tokens part by part, so that every part can be wrong.</summary>
internal static class Tokens
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Encode(string text) => Encode(Encoding.UTF8.GetBytes(text));

    public static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    public static string Header(TestKey key, string type = "JWT") => $$"""{"alg":"EdDSA","typ":"{{type}}","kid":"{{key.Id}}"}""";

    public static string Sign(TestKey key, JsonObject claims) => Sign(key, Header(key), claims.ToJsonString(Plain));

    public static string Sign(TestKey key, string header, string payload) => SignParts(key, Encode(header), Encode(payload));

    /// <summary>Signs two parts as they are written.</summary>
    public static string SignParts(TestKey key, string header, string payload) =>
        $"{header}.{payload}.{Encode(key.Sign(Encoding.ASCII.GetBytes($"{header}.{payload}")))}";
}
