namespace AiIdentity.Application.Shared;

/// <summary>Does, once and now, all that is due: looks, re-checks, lapses, keys, reminders, mails.</summary>
public interface IRegistryRound
{
    Task RunAsync(CancellationToken ct);
}
