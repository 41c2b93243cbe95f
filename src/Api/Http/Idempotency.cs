using System.Text;
using System.Text.Json;
using AiIdentity.Api.Problems;
using AiIdentity.Application.Idempotency;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Shared;
using Microsoft.AspNetCore.Routing.Patterns;

namespace AiIdentity.Api.Http;

/// <summary>An answer that shows something once: a retry is given the rest.</summary>
public interface IShownOnce
{
    object WithoutSecret { get; }
}

internal sealed record IdempotentMetadata;

/// <summary>Makes a route that creates something safe to send again under the same Idempotency-Key.</summary>
internal static class Idempotency
{
    private const string Header = "Idempotency-Key";

    public static RouteHandlerBuilder Idempotent(this RouteHandlerBuilder route) => route
        .WithMetadata(new IdempotentMetadata())
        .Refuses(HttpErrors.IdempotencyKeyMalformed, IdempotencyErrors.Reused, IdempotencyErrors.InProgress)
        .AddEndpointFilter(Filter);

    /// <summary>Keeps the body readable after it was bound, where a key asks for its digest.</summary>
    public static Task BufferBody(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<IdempotentMetadata>() is not null && context.Request.Headers.ContainsKey(Header))
            context.Request.EnableBuffering();
        return next(context);
    }

    private static async ValueTask<object?> Filter(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var http = invocation.HttpContext;
        if (!http.Request.Headers.TryGetValue(Header, out var header)) return await next(invocation);
        if (header is not [{ Length: >= 1 and <= 255 } key] || key.Any(c => c is < '!' or > '~'))
            throw new RefusedException(HttpErrors.IdempotencyKeyMalformed);

        var answers = http.RequestServices.GetRequiredService<IdempotentAnswers>();
        var unit = http.RequestServices.GetRequiredService<IUnitOfWork>();
        var ct = http.RequestAborted;
        var id = answers.IdOf(http.Request.Method, PathOf(http), key);
        var digest = answers.DigestOf(await BodyOf(http.Request, ct));
        if (await answers.BeginAsync(id, digest, ct) is { } earlier) return new Replay(earlier);
        try
        {
            return await unit.ExecuteAsync(async _ =>
            {
                var result = await next(invocation);
                var (status, location, value) = Read(result);
                await answers.AnswerAsync(id, status, location, JsonSerializer.Serialize(value, Json.Options), ct);
                return result;
            }, ct);
        }
        catch
        {
            await answers.AbandonAsync(id, CancellationToken.None);
            throw;
        }
    }

    // As the route writes it, whatever the case or the slash at its end that it was asked by: one address, one answer.
    private static string PathOf(HttpContext http)
    {
        if (http.GetEndpoint() is not RouteEndpoint { RoutePattern: var pattern }) return http.Request.Path.Value ?? "";
        var path = new StringBuilder();
        foreach (var segment in pattern.PathSegments)
        {
            path.Append('/');
            foreach (var part in segment.Parts)
            {
                path.Append(part switch
                {
                    RoutePatternLiteralPart literal => literal.Content,
                    RoutePatternSeparatorPart separator => separator.Content,
                    RoutePatternParameterPart parameter => http.Request.RouteValues[parameter.Name]?.ToString(),
                    _ => null,
                });
            }
        }

        return path.ToString();
    }

    private static (int Status, string? Location, object? Value) Read(object? result)
    {
        var value = (result as IValueHttpResult)?.Value;
        return (
            (result as IStatusCodeHttpResult)?.StatusCode ?? StatusCodes.Status200OK,
            result?.GetType().GetProperty("Location")?.GetValue(result) as string,
            value is IShownOnce once ? once.WithoutSecret : value);
    }

    private static async Task<string> BodyOf(HttpRequest request, CancellationToken ct)
    {
        request.Body.Position = 0;
        using var reader = new StreamReader(request.Body, Encoding.Latin1, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        return await reader.ReadToEndAsync(ct);
    }

    private sealed class Replay(EarlierAnswer earlier) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = earlier.Status;
            if (earlier.Location is not null) httpContext.Response.Headers.Location = earlier.Location;
            httpContext.Response.ContentType = "application/json; charset=utf-8";
            return httpContext.Response.WriteAsync(earlier.Body, httpContext.RequestAborted);
        }
    }
}
