using System.Globalization;

namespace AiIdentity.Api.Http;

/// <summary>Answers with a public record and its strong ETag, good for half a minute or until time itself changes it.</summary>
internal static class PublicRecordResult
{
    private const int MaxAge = 30;
    private const string HalfAMinute = "public, max-age=30";

    public static Task WriteAsync(HttpContext context, FinishedRecord record, DateTimeOffset now)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.ETag = record.ETag;
        response.Headers.CacheControl = CacheControl(record, now);
        if (EntityTags.Matches(request.Headers.IfNoneMatch, record.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = record.Body.Length;
        return response.Body.WriteAsync(record.Body, 0, record.Body.Length);
    }

    private static string CacheControl(FinishedRecord record, DateTimeOffset now) =>
        record.GoodUntil is { } until && (until - now).TotalSeconds < MaxAge
            ? string.Create(CultureInfo.InvariantCulture, $"public, max-age={Math.Max(0, (int)(until - now).TotalSeconds)}")
            : HalfAMinute;
}
