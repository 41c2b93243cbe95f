using Microsoft.Extensions.Logging;

namespace AiIdentity.Infrastructure.Persistence;

/// <summary>What runs once the unit of work is committed: hints to workers and caches, nothing that must not be lost.</summary>
internal sealed partial class AfterCommit(ILogger<AfterCommit> logger)
{
    private readonly List<Action> _actions = [];

    public void Add(Action action) => _actions.Add(action);

    public void Clear() => _actions.Clear();

    public void Run()
    {
        foreach (var action in _actions)
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                // It is committed: the caller must not be told that it failed.
                HintFailed(e.GetType().Name);
            }
        }

        _actions.Clear();
    }

    [LoggerMessage(7100, LogLevel.Warning, "What was committed could not be told of ({Error}); others see it when they read again")]
    private partial void HintFailed(string error);
}
