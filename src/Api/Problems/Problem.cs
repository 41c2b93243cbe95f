using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using AiIdentity.Api.Http;
using AiIdentity.Api.Pages;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Shared;
using Microsoft.Extensions.Options;

namespace AiIdentity.Api.Problems;

/// <summary>A refusal as RFC 9457 writes it. No trace id: equal refusals are equal bytes.</summary>
/// <param name="Type">The registry's page about this code.</param>
/// <param name="Code">Stable; programs decide on it.</param>
/// <param name="Errors">By member of the request, where a member is to blame.</param>
public sealed record Problem(
    string Type,
    string Title,
    int Status,
    string Detail,
    string Code,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string[]>? Errors = null)
{
    public const string MediaType = "application/problem+json";
}

/// <summary>Writes refusals; the one place where they become HTTP.</summary>
internal sealed class ProblemWriter(IOptions<RegistryOptions> registry)
{
    /// <summary>Refusals that say nothing of their own are the same bytes each time.</summary>
    private readonly ConcurrentDictionary<string, byte[]> _plain = new(StringComparer.Ordinal);

    public Problem Of(DomainError error, IReadOnlyDictionary<string, string[]>? errors = null, string? detail = null) =>
        new($"{registry.Value.Issuer}/problems/{error.Code}", TitleOf(error), StatusOf(error), detail ?? error.Message, error.Code, errors);

    public async Task WriteAsync(HttpContext context, DomainError error, IReadOnlyDictionary<string, string[]>? errors = null, string? detail = null, TimeSpan? retryAfter = null)
    {
        context.Response.StatusCode = StatusOf(error);
        if (retryAfter is { } wait)
            context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (context.Response.StatusCode == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = "Bearer";
        if (RefusalPages.AreMeantFor(context))
        {
            await RefusalPages.WriteAsync(context, error, context.Response.StatusCode);
            return;
        }

        context.Response.ContentType = Problem.MediaType;
        var bytes = errors is null && detail is null ? Plain(error) : Write(Of(error, errors, detail));
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes.AsMemory());
    }

    private byte[] Plain(DomainError error) =>
        _plain.TryGetValue(error.Code, out var bytes) ? bytes : _plain.GetOrAdd(error.Code, Write(Of(error)));

    private static byte[] Write(Problem problem) => JsonSerializer.SerializeToUtf8Bytes(problem, Json.Options);

    public static int StatusOf(DomainError error) => HttpErrors.StatusOf(error) ?? error.Kind switch
    {
        ErrorKind.Invalid => StatusCodes.Status400BadRequest,
        ErrorKind.Unauthenticated => StatusCodes.Status401Unauthorized,
        ErrorKind.PaymentRequired => StatusCodes.Status402PaymentRequired,
        ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Conflict => StatusCodes.Status409Conflict,
        ErrorKind.Unprocessable => StatusCodes.Status422UnprocessableEntity,
        ErrorKind.TooMany => StatusCodes.Status429TooManyRequests,
    };

    // "identity_quota_exceeded" reads as its own title.
    private static string TitleOf(DomainError error) =>
        char.ToUpperInvariant(error.Code[0]) + error.Code[1..].Replace('_', ' ');
}
