using System.Text.Json;
using System.Text.Json.Serialization;
using AiIdentity.Application.Shared;
using Refit;

namespace AiIdentity.Infrastructure.WhatsApp;

// As the wire has it: strings, members that may be missing, sets that stay open.
internal sealed record GraphNode(string? Id, string? DisplayPhoneNumber, string? Status, string? PlatformType, string? CodeVerificationStatus, string? AccountMode);

internal sealed record GraphProfiles(IReadOnlyList<GraphProfile?>? Data);

// Flat as in the reference, or nested as Meta's OpenAPI file shows it.
internal sealed record GraphProfile(string? About, string? Description, GraphProfile? BusinessProfile);

internal sealed record GraphUsername(string? Username, string? Status)
{
    public bool IsNone => string.IsNullOrEmpty(Username);
}

internal sealed record GraphNumbers(IReadOnlyList<GraphNode?>? Data, GraphPaging? Paging);

internal sealed record GraphPaging(GraphCursors? Cursors, string? Next);

internal sealed record GraphCursors(string? After);

internal sealed record GraphFailure(GraphError? Error);

// error_data is left out: it is an object or a string, and decides nothing. So does the message.
internal sealed record GraphError(int? Code, [property: JsonPropertyName("error_subcode")] int? Subcode, bool? IsTransient);

internal sealed record DirectoryProfile(string? ProfileId, string? Username, string? About);

/// <summary>Reads answers that were bounded on their way in.</summary>
internal static class Wire
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        AllowDuplicateProperties = false,
    };

    public static async Task<byte[]> BytesAsync(HttpResponseMessage response, CancellationToken ct) => await response.Content.ReadAsByteArrayAsync(ct);

    /// <summary>A text that was cut in the middle of a character is a text still: its owner sees it so, and a reading it is.</summary>
    public static T? Read<T>(byte[] body) where T : class => JsonSerializer.Deserialize<T>(BrokenText.Mend(body).Span, Options);

    /// <summary>What a call can end in that is no bug of ours: the network, a time-out, and whatever a stranger writes.</summary>
    public static bool IsFault(Exception e) => e is HttpRequestException or ApiExceptionBase or JsonException or IOException or OperationCanceledException;

    /// <summary>An empty text and none are the same to WhatsApp.</summary>
    public static string? Text(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
