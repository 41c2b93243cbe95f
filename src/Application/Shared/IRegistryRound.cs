namespace AiIdentity.Application.Shared;

/// <summary>Does, once and now, all that is due: looks, re-checks, lapses, keys, reminders, mails.</summary>
public interface IRegistryRound
{
    Task RunAsync(CancellationToken ct);

    /// <summary>The same, but with no more re-checks than a process may make by now: a backlog is worked off at the pace of every other day.</summary>
    Task RunAtPaceAsync(CancellationToken ct);
}
