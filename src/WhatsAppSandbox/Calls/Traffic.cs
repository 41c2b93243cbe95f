using AiIdentity.WhatsAppSandbox.Faults;

namespace AiIdentity.WhatsAppSandbox.Calls;

// The way of every Graph and directory request: draw a fault, answer, hold, log.
internal sealed class Traffic(FaultDesk faults, CallLog calls, TimeProvider clock)
{
    internal async Task Serve(HttpContext http, string path, ReadTarget target, Func<FaultTicket, IResult> answer, Func<FaultTicket, FaultKind, IResult> instead)
    {
        var at = clock.GetUtcNow();
        var ticket = faults.Draw(target);
        int? status = null;
        try
        {
            var result = ticket.Replacement is { } kind ? instead(ticket, kind) : answer(ticket);
            // Real time: a slow network is slow whatever the process's own clock says.
            await Task.Delay(ticket.Delay, TimeProvider.System, http.RequestAborted);
            if (ticket.Applied is FaultKind.Timeout)
            {
                http.Abort();
                return;
            }
            await result.ExecuteAsync(http);
            status = http.Response.StatusCode;
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
        }
        finally
        {
            calls.Add(new Call(at, http.Request.Method, path, status, ticket.Applied?.Name()));
        }
    }
}
