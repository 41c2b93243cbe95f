using Microsoft.Extensions.Logging;

namespace AiIdentity.Infrastructure.Persistence;

/// <summary>What a unit of work wants done once it is committed: hints to workers and caches, nothing that may not be lost.</summary>
internal sealed partial class AfterCommit(ILogger<AfterCommit> logger)
{
    private readonly List<Action> _wanted = [];

    public void Want(Action action) => _wanted.Add(action);

    public void Forget() => _wanted.Clear();

    public void Run()
    {
        foreach (var action in _wanted)
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                // It is committed: who asked must not hear that it failed.
                HintFailed(e.GetType().Name);
            }
        }

        _wanted.Clear();
    }

    [LoggerMessage(7100, LogLevel.Warning, "What was committed could not be told of ({Error}); others see it when they read again")]
    private partial void HintFailed(string error);
}
