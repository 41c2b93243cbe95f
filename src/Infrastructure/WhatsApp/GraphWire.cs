using System.Text.Json;
using System.Text.Json.Serialization;

namespace AiIdentity.Infrastructure.WhatsApp;

// As the wire has it: strings, members that may be missing, sets that stay open.
internal sealed record GraphNode(string? Id, string? DisplayPhoneNumber, string? Status, string? PlatformType, string? CodeVerificationStatus, string? AccountMode);

internal sealed record GraphProfiles(IReadOnlyList<GraphProfile>? Data);

/// <summary>Flat as in the reference, or nested as Meta's OpenAPI file shows it.</summary>
internal sealed record GraphProfile(string? About, string? Description, GraphProfile? BusinessProfile);

internal sealed record GraphUsername(string? Username, string? Status);

internal sealed record GraphNumbers(IReadOnlyList<GraphNode>? Data, GraphPaging? Paging);

internal sealed record GraphPaging(GraphCursors? Cursors, string? Next);

internal sealed record GraphCursors(string? After);

internal sealed record GraphFailure(GraphError? Error);

// error_data is left out: it is an object or a string, and decides nothing.
internal sealed record GraphError(int? Code, [property: JsonPropertyName("error_subcode")] int? Subcode, bool? IsTransient);

internal sealed record DirectoryProfile(string? ProfileId, string? Username, string? About);

internal static class WireJson
{
    public static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
}
