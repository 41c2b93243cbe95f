using AiIdentity.Application.Shared;
using Microsoft.Extensions.Logging;

namespace AiIdentity.Application.Accounts;

/// <summary>Notes, at a day's first use, that a key or session is used. A note that fails fails alone: the call goes on, the next one notes it.</summary>
public sealed partial class DaysOfUse(IUnitOfWork unit, ILogger<DaysOfUse> logger)
{
    public async Task NoteAsync(Func<CancellationToken, Task> note, CancellationToken ct)
    {
        try
        {
            await unit.ExecuteAsync(async stop =>
            {
                await note(stop);
                return true;
            }, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            UseNotNoted(e.GetType().Name);
        }
    }

    [LoggerMessage(7000, LogLevel.Warning, "The day of use of a key or session could not be noted: {Error}")]
    private partial void UseNotNoted(string error);
}
