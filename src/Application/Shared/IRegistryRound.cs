namespace AiIdentity.Application.Shared;

/// <summary>Does, once and now, all that is due: looks, re-checks, lapses, keys, reminders, mails. The rounds of a process take turns, so that when one ends nothing of what was due is still under way.</summary>
public interface IRegistryRound
{
    Task RunAsync(CancellationToken ct);

    /// <summary>The same, but with no more re-checks than a process may make by now: a backlog is worked off at the pace of every other day.</summary>
    /// <param name="first">Done within the turn, before the round: no other one is under way meanwhile.</param>
    Task RunAtPaceAsync(Func<Task>? first, CancellationToken ct);
}
