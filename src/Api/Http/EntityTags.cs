using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace AiIdentity.Api.Http;

/// <summary>Strong ETags: a digest of the bytes.</summary>
internal static class EntityTags
{
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return $"\"{Convert.ToHexStringLower(hash[..16])}\"";
    }

    /// <summary>Sets the ETag of these bytes; where the caller has them already, answers 304 and says so.</summary>
    public static bool Match(HttpContext context, ReadOnlySpan<byte> bytes)
    {
        var etag = Of(bytes);
        context.Response.Headers.ETag = etag;
        if (!Matches(context.Request.Headers.IfNoneMatch, etag)) return false;
        context.Response.StatusCode = StatusCodes.Status304NotModified;
        return true;
    }

    /// <summary>Whether an <c>If-None-Match</c> names that ETag; RFC 9110 compares weakly.</summary>
    public static bool Matches(StringValues header, string etag)
    {
        if (header.Count == 0) return false;
        if (header.Count == 1 && string.Equals(header[0], etag, StringComparison.Ordinal)) return true;
        return EntityTagHeaderValue.TryParseList(header, out var tags)
            && tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Tag.Equals(etag, StringComparison.Ordinal));
    }
}
