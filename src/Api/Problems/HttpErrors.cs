using AiIdentity.Domain.Shared;

namespace AiIdentity.Api.Problems;

/// <summary>Refusals of HTTP itself, before any use case.</summary>
public static class HttpErrors
{
    public static readonly DomainError RouteUnknown = new("route_unknown", ErrorKind.NotFound,
        "There is nothing at that address. The API is described at /openapi/v1.json.");

    public static readonly DomainError MethodNotAllowed = new("method_not_allowed", ErrorKind.Invalid,
        "That address exists, but not for this method. The Allow header names those that it takes.");

    public static readonly DomainError BodyMalformed = new("body_malformed", ErrorKind.Invalid,
        "The body is missing or is not JSON. Send a JSON object with Content-Type: application/json.");

    public static readonly DomainError BodyTooLarge = new("body_too_large", ErrorKind.Invalid,
        "The body is larger than this address takes.");

    public static readonly DomainError MediaTypeUnsupported = new("media_type_unsupported", ErrorKind.Invalid,
        "Send the body as application/json.");

    public static readonly DomainError RequestMalformed = new("request_malformed", ErrorKind.Invalid,
        "The request could not be read. Check its parameters and headers.");

    public static readonly DomainError IdempotencyKeyMalformed = new("idempotency_key_malformed", ErrorKind.Invalid,
        "An Idempotency-Key has 1 to 255 visible ASCII characters.");

    public static readonly DomainError CrossSite = new("cross_site_refused", ErrorKind.Forbidden,
        "Another site's page sent this with your browser, and that is refused. Open the registry itself and try again there.");

    public static readonly DomainError Unavailable = new("unavailable", ErrorKind.TooMany,
        "The registry can't do that just now. Try again in a moment.");

    public static readonly DomainError Internal = new("internal_error", ErrorKind.Invalid,
        "Something went wrong on our side, and nothing was changed. Try again; if it stays, tell who runs this registry.");

    /// <summary>The few whose status is HTTP's own, not their kind's.</summary>
    internal static int? StatusOf(DomainError error) => error.Code switch
    {
        "method_not_allowed" => StatusCodes.Status405MethodNotAllowed,
        "body_too_large" => StatusCodes.Status413PayloadTooLarge,
        "media_type_unsupported" => StatusCodes.Status415UnsupportedMediaType,
        "storage_full" => StatusCodes.Status507InsufficientStorage,
        "storage_busy" or "unavailable" => StatusCodes.Status503ServiceUnavailable,
        "internal_error" => StatusCodes.Status500InternalServerError,
        _ => null,
    };
}
