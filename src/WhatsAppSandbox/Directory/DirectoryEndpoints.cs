using System.Diagnostics;
using AiIdentity.WhatsAppSandbox.Calls;
using AiIdentity.WhatsAppSandbox.Faults;
using AiIdentity.WhatsAppSandbox.Graph;
using AiIdentity.WhatsAppSandbox.Numbers;

namespace AiIdentity.WhatsAppSandbox.Directory;

internal sealed record DirectoryProfile(string ProfileId, string Username, string? About);

// What anybody sees who looks a username up. Meta offers no such service; this stands for the one that there may be.
internal static class DirectoryEndpoints
{
    internal static void MapDirectory(this RouteGroupBuilder sandbox) => sandbox.MapGet("/directory/@{username}", LookUp);

    private static Task LookUp(HttpContext http, string username, Traffic traffic, NumberStore numbers)
    {
        var number = numbers.FindByUsername(username);
        return traffic.Serve(http, $"/directory/@{number?.Username ?? "…"}", new ReadTarget(ReadKind.Directory, number),
            ticket => number is { Username: { } handle } && number.IsPublicAs(handle) ? SandboxJson.Answer(Profile(number, ticket)) : NotFound(),
            (_, kind) => Instead(kind));
    }

    private static DirectoryProfile Profile(PhoneRecord number, FaultTicket ticket)
    {
        var profile = new DirectoryProfile(number.ProfileId, number.Username!, number.About);
        profile = ticket.Distort(FaultKind.StaleAbout, profile, p => p with { About = number.PreviousAbout });
        return ticket.Distort(FaultKind.ChangedBetweenReads, profile, p => p with { ProfileId = string.Concat(p.ProfileId.Reverse()) });
    }

    private static IResult Instead(FaultKind kind) => kind switch
    {
        FaultKind.Http500 or FaultKind.Timeout => GraphFaults.ErrorPage(),
        FaultKind.Garbage => GraphFaults.Garbage(),
        FaultKind.RateLimited => Error(StatusCodes.Status429TooManyRequests, "rate_limited", "Too many look-ups; try again later."),
        FaultKind.Transient => Error(StatusCodes.Status503ServiceUnavailable, "unavailable", "The directory is busy; try again later."),
        FaultKind.TokenExpired => Error(StatusCodes.Status401Unauthorized, "token_expired", "The caller's access has expired."),
        FaultKind.PermissionDenied => Error(StatusCodes.Status403Forbidden, "permission_denied", "The caller may not look profiles up."),
        FaultKind.NotFound => NotFound(),
        FaultKind.StaleAbout or FaultKind.ChangedBetweenReads => throw new UnreachableException(),
    };

    private static IResult NotFound() => Error(StatusCodes.Status404NotFound, "not_found", "No profile has this username.");

    private static IResult Error(int status, string code, string message) =>
        SandboxJson.Answer(new { error = new { code, message } }, status);
}
