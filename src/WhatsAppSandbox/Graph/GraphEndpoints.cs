using AiIdentity.WhatsAppSandbox.Calls;
using AiIdentity.WhatsAppSandbox.Faults;
using AiIdentity.WhatsAppSandbox.Numbers;

namespace AiIdentity.WhatsAppSandbox.Graph;

internal static class GraphEndpoints
{
    internal static void MapGraph(this RouteGroupBuilder sandbox) => sandbox.MapGet("/graph/{**path}", Answer);

    // One route for all paths: what Graph does not know it answers in its own words, not with the host's 404.
    private static Task Answer(HttpContext http, string? path, Traffic traffic, GraphReads reads, GraphUsage usage, NumberStore numbers)
    {
        var address = GraphAddress.Parse(path);
        var number = numbers.Find(address.Id);
        return traffic.Serve(http, address.ToString(), new ReadTarget(address.Kind, number),
            ticket =>
            {
                SayUsage(usage.Percent);
                return reads.Answer(address, http.Request, ticket);
            },
            (ticket, kind) =>
            {
                SayUsage(kind is FaultKind.RateLimited ? GraphUsage.Exhausted : usage.Percent);
                return GraphFaults.Instead(ticket, kind, address);
            });

        void SayUsage(int percent) => GraphUsage.Write(http.Response, percent, WabaOf(address, number));
    }

    private static string WabaOf(GraphAddress address, PhoneRecord? number) =>
        number?.WabaId ?? WhatsAppSandboxOptions.WabaIds.FirstOrDefault(w => w == address.Id, WhatsAppSandboxOptions.FirstWabaId);
}
