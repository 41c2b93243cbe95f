using AiIdentity.Application.Behaviours;

namespace AiIdentity.Api.Http;

internal static class Invalid
{
    public static InvalidRequestException Member(string member, string sentence) =>
        new(new Dictionary<string, string[]>(StringComparer.Ordinal) { [member] = [sentence] });
}

/// <summary>A body that may be there but has no members.</summary>
public sealed record NoBody;
