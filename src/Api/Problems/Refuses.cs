using AiIdentity.Application.Shared;
using AiIdentity.Domain.Shared;

namespace AiIdentity.Api.Problems;

/// <summary>What a route may refuse: feeds the description, and so the clients; a test finds what is undeclared.</summary>
internal sealed record RefusesMetadata(IReadOnlyList<DomainError> Errors);

internal static class RefusesExtensions
{
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder route, params DomainError[] errors)
    {
        foreach (var status in errors.Select(ProblemWriter.StatusOf).Distinct())
            route.Produces<Problem>(status, Problem.MediaType);
        return route.WithMetadata(new RefusesMetadata(errors));
    }

    /// <summary>A route that takes a JSON body.</summary>
    public static RouteHandlerBuilder RefusesBody(this RouteHandlerBuilder route) => route.Refuses(
        RequestErrors.ValidationFailed, HttpErrors.BodyMalformed, HttpErrors.BodyTooLarge, HttpErrors.BodyTooSlow, HttpErrors.MediaTypeUnsupported);

    /// <summary>A route that answers a page of a list.</summary>
    public static RouteHandlerBuilder RefusesPage(this RouteHandlerBuilder route) => route.Refuses(
        RequestErrors.ValidationFailed, RequestErrors.CursorMalformed);
}
