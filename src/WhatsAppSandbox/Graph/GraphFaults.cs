using System.Diagnostics;
using System.Net.Mime;
using System.Text;
using System.Text.Json.Nodes;
using AiIdentity.WhatsAppSandbox.Faults;

namespace AiIdentity.WhatsAppSandbox.Graph;

internal static class GraphFaults
{
    internal static IResult Instead(FaultTicket ticket, FaultKind kind, GraphAddress address) => kind switch
    {
        FaultKind.Http500 or FaultKind.Timeout => ErrorPage(),
        FaultKind.Garbage => Garbage(),
        FaultKind.RateLimited when ticket.ShowsOtherFace => new GraphError(400, 80007,
            "(#80007) There have been too many calls from this WhatsApp Business Account. Wait a bit and try again.")
        { Data = "Rate limit reached for this WhatsApp Business Account." }.ToResult(),
        FaultKind.RateLimited => new GraphError(400, 4, "(#4) Application request limit reached") { IsTransient = true }.ToResult(),
        FaultKind.Transient => new GraphError(503, 2, "An unexpected error has occurred. Please retry your request later.") { IsTransient = true }.ToResult(),
        FaultKind.TokenExpired => new GraphError(401, 190, "Error validating access token: Session has expired.") { Subcode = 463 }.ToResult(),
        FaultKind.PermissionDenied when ticket.ShowsOtherFace => new GraphError(403, 200, "(#200) Permissions error")
        { Data = new JsonObject { ["details"] = "The token lacks the permission for this account." } }.ToResult(),
        FaultKind.PermissionDenied => new GraphError(403, 10, "(#10) Application does not have permission for this action").ToResult(),
        FaultKind.NotFound => GraphError.MissingOrHidden(address.Id ?? "0").ToResult(),
        FaultKind.StaleAbout or FaultKind.ChangedBetweenReads => throw new UnreachableException(),
    };

    internal static IResult ErrorPage() => Results.Text(
        "<!DOCTYPE html><html><head><title>Error</title></head><body><h1>Sorry, something went wrong.</h1></body></html>",
        MediaTypeNames.Text.Html, Encoding.UTF8, StatusCodes.Status500InternalServerError);

    internal static IResult Garbage() => Results.Text("{\"data\":[{\"about\":\"cut o", MediaTypeNames.Application.Json, Encoding.UTF8);
}
