using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AiIdentity.Api.Limits;
using AiIdentity.Api.Problems;
using AiIdentity.Application.Shared;
using AiIdentity.Application.WhatsApp;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.WhatsApp;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AiIdentity.Api.WhatsApp;

/// <summary>Meta's webhooks: hints to look again. Their values hold numbers and handles, and are written nowhere.</summary>
internal static class WebhookEndpoints
{
    private const int MaxBody = 3 * 1024 * 1024;
    private const string Signature = "X-Hub-Signature-256";
    private const string Scheme = "sha256=";

    public static void MapWebhook(this IEndpointRouteBuilder routes)
    {
        var webhook = routes.MapGroup("/api/v1/whatsapp/webhook").WithTags("WhatsApp");
        webhook.MapGet("", Handshake).WithName("WebhookHandshake").Produces<string>(contentType: "text/plain").Refuses(WebhookErrors.Disabled, WebhookErrors.NotFromMeta);
        webhook.MapPost("", Receive).WithName("ReceiveWebhook").WithMetadata(new RequestSizeLimitAttribute(MaxBody)).Produces(StatusCodes.Status200OK)
            .Refuses(WebhookErrors.Disabled, WebhookErrors.NotFromMeta, HttpErrors.BodyMalformed, HttpErrors.BodyTooLarge, HttpErrors.BodyTooSlow, RequestErrors.Busy, RequestErrors.LostRace);
    }

    private static ContentHttpResult Handshake(HttpRequest request, IWebhookSecrets secrets)
    {
        var (_, verifyToken) = Configured(secrets);
        var query = request.Query;
        if (query["hub.mode"] != "subscribe" || !Same(query["hub.verify_token"].ToString(), verifyToken)) throw new RefusedException(WebhookErrors.NotFromMeta);
        return TypedResults.Text(query["hub.challenge"].ToString());
    }

    private static async Task<Ok> Receive(HttpContext http, IWebhookSecrets secrets, WholeBodies bodies, IMediator mediator, CancellationToken ct)
    {
        var (appSecret, _) = Configured(secrets);
        // Before the body, of which nothing is read for who brings no signature.
        var signature = SignatureOf(http.Request) ?? throw new RefusedException(WebhookErrors.NotFromMeta);
        using var body = await bodies.ReadWebhookAsync(http);
        if (!CryptographicOperations.FixedTimeEquals(signature, HMACSHA256.HashData(Encoding.UTF8.GetBytes(appSecret), body.Bytes.Span)))
            throw new RefusedException(WebhookErrors.NotFromMeta);
        var (numbers, handles) = Named(body.Bytes);
        if (numbers.Count + handles.Count > 0) await mediator.Send(new HintOfChange(numbers, handles), ct);
        return TypedResults.Ok();
    }

    private static (string AppSecret, string VerifyToken) Configured(IWebhookSecrets secrets) =>
        secrets is { AppSecret: { Length: > 0 } appSecret, VerifyToken: { Length: > 0 } verifyToken }
            ? (appSecret, verifyToken)
            : throw new RefusedException(WebhookErrors.Disabled);

    private static byte[]? SignatureOf(HttpRequest request)
    {
        if (request.Headers[Signature] is not [{ } given] || !given.StartsWith(Scheme, StringComparison.Ordinal)) return null;
        var signature = new byte[HMACSHA256.HashSizeInBytes];
        return Convert.FromHexString(given.AsSpan(Scheme.Length), signature, out var read, out var written) is OperationStatus.Done && written == signature.Length && read == given.Length - Scheme.Length
            ? signature
            : null;
    }

    private static bool Same(string given, string expected) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));

    // Whatever the field: a value that names a number or a handle is a hint about it, and nothing else of it counts.
    private static (List<WaPhone> Numbers, List<WaUsername> Handles) Named(ReadOnlyMemory<byte> raw)
    {
        var (numbers, handles) = (new List<WaPhone>(), new List<WaUsername>());
        try
        {
            // Mended first: a text that is none takes nothing from the changes beside it.
            using var document = JsonDocument.Parse(BrokenText.Mend(raw));
            foreach (var value in from entry in Elements(document.RootElement, "entry")
                                  from change in Elements(entry, "changes")
                                  where change.ValueKind is JsonValueKind.Object && change.TryGetProperty("value", out _)
                                  select change.GetProperty("value"))
            {
                if ((WaPhone.FromDisplay(Text(value, "display_phone_number")) ?? WaPhone.FromDisplay(Text(value, "phone_number"))) is { } number) numbers.Add(number);
                if (WaUsername.FromPlatform(Text(value, "username")) is { } handle) handles.Add(handle);
            }
        }
        catch (JsonException)
        {
            throw new RefusedException(HttpErrors.BodyMalformed);
        }

        return (numbers, handles);
    }

    private static JsonElement.ArrayEnumerator Elements(JsonElement parent, string name) =>
        parent.ValueKind is JsonValueKind.Object && parent.TryGetProperty(name, out var array) && array.ValueKind is JsonValueKind.Array ? array.EnumerateArray() : default;

    private static string? Text(JsonElement value, string name) =>
        value.ValueKind is JsonValueKind.Object && value.TryGetProperty(name, out var text) && text.ValueKind is JsonValueKind.String ? text.GetString() : null;
}
