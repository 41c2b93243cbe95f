using System.Globalization;
using AiIdentity.Application.Shared;

namespace AiIdentity.Api.Http;

/// <summary>Which page of a list is asked for.</summary>
internal static class Paging
{
    public static PageRequest Of(string? cursor, string? limit) => new(cursor, Limit(limit));

    public static int? Limit(string? text)
    {
        if (text is null) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && PageRequest.IsLimit(limit)) return limit;
        throw Invalid.Member("limit", $"A whole number from 1 to {Page<object>.MaxLimit}.");
    }
}
