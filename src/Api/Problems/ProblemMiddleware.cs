using System.Data.Common;
using System.Text.Json;
using AiIdentity.Application.Behaviours;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;

namespace AiIdentity.Api.Problems;

/// <summary>Turns every refusal, and every failure, into a problem; outermost, so that nothing else leaves the process.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ProblemWriter problems, ILogger<ProblemMiddleware> logger)
{
    private static readonly TimeSpan StorePause = TimeSpan.FromSeconds(5);

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, ContentLength: null or 0, ContentType: null } && OfStatus(context) is { } error)
                await problems.WriteAsync(context, error);
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            var headers = context.Response.Headers;
            headers.Remove("ETag");
            headers.Remove("Location");
            switch (e)
            {
                case RefusedException refused:
                    await problems.WriteAsync(context, refused.Error, Errors(refused), refused.Detail, refused.RetryAfter);
                    break;
                case InvalidRequestException invalid:
                    await problems.WriteAsync(context, RequestErrors.ValidationFailed, invalid.Errors);
                    break;
                case BadHttpRequestException bad:
                    await WriteAsync(context, bad);
                    break;
                case OperationCanceledException when context.RequestAborted.IsCancellationRequested:
                    context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
                    break;
                case DbException or { InnerException: DbException }:
                    StoreFailed(e.GetType().Name, (e as DbException ?? e.InnerException as DbException)?.ErrorCode, (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText);
                    await problems.WriteAsync(context, RequestErrors.StorageBusy, retryAfter: StorePause);
                    break;
                default:
                    // The route's pattern, never its values: those may be addresses.
                    RequestFailed(e, context.Request.Method, (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText);
                    await problems.WriteAsync(context, HttpErrors.Internal);
                    break;
            }
        }
    }

    private Task WriteAsync(HttpContext context, BadHttpRequestException bad) => bad switch
    {
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => problems.WriteAsync(context, HttpErrors.BodyTooLarge),
        { StatusCode: StatusCodes.Status408RequestTimeout } => problems.WriteAsync(context, HttpErrors.BodyTooSlow),
        { StatusCode: StatusCodes.Status415UnsupportedMediaType } => problems.WriteAsync(context, HttpErrors.MediaTypeUnsupported),
        { InnerException: JsonException { Path: { } path } json } when MemberOf(path) is { } member && !IsSyntax(json) =>
            problems.WriteAsync(context, RequestErrors.ValidationFailed, new Dictionary<string, string[]>(StringComparer.Ordinal)
            {
                [member] = ["Unknown here, given twice, or not of the type that it should be."],
            }),
        { InnerException: JsonException } => problems.WriteAsync(context, HttpErrors.BodyMalformed),
        _ when context.Request.ContentLength is 0 or null && HasBodyMethod(context) => problems.WriteAsync(context, HttpErrors.BodyMalformed),
        _ => problems.WriteAsync(context, HttpErrors.RequestMalformed),
    };

    private static bool HasBodyMethod(HttpContext context) =>
        HttpMethods.IsPost(context.Request.Method) || HttpMethods.IsPatch(context.Request.Method) || HttpMethods.IsPut(context.Request.Method);

    // A reader's exception inside means that the text is no JSON; the converter's own has none.
    private static bool IsSyntax(JsonException json) => json.InnerException is JsonException;

    private static string? MemberOf(string path) => path.StartsWith("$.", StringComparison.Ordinal) && path.Length is > 2 and < 100 ? path[2..] : null;

    private static Dictionary<string, string[]>? Errors(RefusedException refused) =>
        refused.Field is null ? null : new(StringComparer.Ordinal) { [refused.Field] = [refused.Detail ?? refused.Error.Message] };

    // The router does not know that HEAD is GET.
    private static DomainError WithHead(HttpContext context)
    {
        var allow = context.Response.Headers.Allow.ToString();
        if (allow.Split(", ").Contains("GET", StringComparer.Ordinal) && !allow.Contains("HEAD", StringComparison.Ordinal)) context.Response.Headers.Allow = allow.Replace("GET", "GET, HEAD", StringComparison.Ordinal);
        return HttpErrors.MethodNotAllowed;
    }

    private static DomainError? OfStatus(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => HttpErrors.RouteUnknown,
        StatusCodes.Status405MethodNotAllowed => WithHead(context),
        StatusCodes.Status415UnsupportedMediaType => HttpErrors.MediaTypeUnsupported,
        StatusCodes.Status413PayloadTooLarge => HttpErrors.BodyTooLarge,
        StatusCodes.Status408RequestTimeout => HttpErrors.BodyTooSlow,
        StatusCodes.Status401Unauthorized => AccountErrors.CredentialsInvalid,
        StatusCodes.Status400BadRequest => HttpErrors.RequestMalformed,
        _ => null,
    };

    [LoggerMessage(1000, LogLevel.Error, "{Method} {Route} failed")]
    private partial void RequestFailed(Exception e, string method, string? route);

    [LoggerMessage(1001, LogLevel.Error, "The store could not be asked ({Error} {Code}): {Route}")]
    private partial void StoreFailed(string error, int? code, string? route);
}
