using AiIdentity.Api.Problems;
using AiIdentity.Domain.Shared;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace AiIdentity.Api.Http;

/// <summary>
/// A body is UTF-8: its charset is absent or utf-8, quoted or not, in any case; any other is refused. Before it is bound: what the framework can't read of a charset
/// it throws as a fault of the server.
/// </summary>
internal static class BodyCharset
{
    private const string Utf8 = "utf-8";

    public static Task Read(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (request.ContentType is { } type && type.Contains("charset", StringComparison.OrdinalIgnoreCase) && context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>() is not null)
        {
            if (!MediaTypeHeaderValue.TryParse(type, out var media)) throw new RefusedException(HttpErrors.MediaTypeUnsupported);
            foreach (var parameter in media.Parameters.Where(p => p.Name.Equals("charset", StringComparison.OrdinalIgnoreCase)).ToList())
            {
                if (!parameter.GetUnescapedValue().Equals(Utf8, StringComparison.OrdinalIgnoreCase)) throw new RefusedException(HttpErrors.MediaTypeUnsupported);
                media.Parameters.Remove(parameter);
            }

            request.ContentType = media.ToString();
        }

        return next(context);
    }
}
