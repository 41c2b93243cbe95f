using System.Globalization;
using System.Net.Mime;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Features;

namespace AiIdentity.WhatsAppSandbox;

// Its own settings, not the host's: the sandbox must write the same wherever it is served.
internal static class SandboxJson
{
    private const long LongestBody = 32 * 1024;

    internal static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        // Read by people, and never part of a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new UtcConverter(), new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    internal static IResult Answer<T>(T body, int status = StatusCodes.Status200OK) => Results.Json(body, Options, statusCode: status);

    internal static IResult Problem(int status, string detail) =>
        Results.Json(new { type = "about:blank", title = "Refused by the sandbox", status, detail }, Options, MediaTypeNames.Application.ProblemJson, status);

    internal static async Task<T> Read<T>(HttpRequest request)
    {
        try
        {
            return (await ReadObject(request)).Deserialize<T>(Options)!;
        }
        catch (JsonException e)
        {
            throw new Refusal($"The body lacks a member, has one too many, or one of the wrong type: {e.Path}.");
        }
    }

    internal static async Task<JsonElement> ReadObject(HttpRequest request)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = LongestBody;
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, Strict, request.HttpContext.RequestAborted);
            return document.RootElement is { ValueKind: JsonValueKind.Object } body
                ? body.Clone()
                : throw new Refusal("The body must be a JSON object.");
        }
        catch (JsonException)
        {
            throw new Refusal("The body is not JSON, or names a member twice.");
        }
        catch (BadHttpRequestException e)
        {
            throw new Refusal("The body cannot be read.", e.StatusCode);
        }
    }

    private sealed class UtcConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
    }
}
