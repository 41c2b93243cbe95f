using System.Security.Cryptography;
using System.Text.Json;
using AiIdentity.Application.Registry;
using Microsoft.Net.Http.Headers;

namespace AiIdentity.Api.Http;

/// <summary>A public record with its strong ETag, good for half a minute or until time itself changes it.</summary>
internal sealed class PublicRecordResult(WhoisAnswer answer) : IResult
{
    private const int MaxAge = 30;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(answer.Record, Json.Options);
        var etag = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16))}\"";
        var maxAge = answer.GoodFor is { } good ? Math.Clamp((int)Math.Floor(good.TotalSeconds), 0, MaxAge) : MaxAge;
        response.Headers.ETag = etag;
        response.Headers.CacheControl = $"public, max-age={maxAge}";
        if (Matches(request.Headers.IfNoneMatch, etag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(request.Method)) await response.Body.WriteAsync(bytes, httpContext.RequestAborted);
    }

    // RFC 9110: If-None-Match compares weakly.
    private static bool Matches(Microsoft.Extensions.Primitives.StringValues header, string etag)
    {
        if (header.Count == 0 || !EntityTagHeaderValue.TryParseList(header, out var tags)) return false;
        return tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Tag.Equals(etag, StringComparison.Ordinal));
    }
}
