namespace AiIdentity.Infrastructure.Persistence;

/// <summary>What a unit of work wants done once it is committed: hints to workers and caches, nothing that may not be lost.</summary>
internal sealed class AfterCommit
{
    private readonly List<Action> _wanted = [];

    public void Want(Action action) => _wanted.Add(action);

    public void Forget() => _wanted.Clear();

    public void Run()
    {
        foreach (var action in _wanted) action();
        _wanted.Clear();
    }
}
