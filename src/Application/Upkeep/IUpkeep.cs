namespace AiIdentity.Application.Upkeep;

/// <summary>One thing that a registry needs, and how it stands.</summary>
/// <param name="Says">One line for its host; no secret, and nothing of what is stored.</param>
public sealed record Finding(string Subject, bool Good, string Says);

/// <summary>What a host does with the store by hand, while the registry runs or not.</summary>
public interface IUpkeep
{
    /// <summary>Brings the database up to date.</summary>
    /// <returns>The migrations that were missing.</returns>
    Task<IReadOnlyList<string>> MigrateAsync(CancellationToken ct);

    /// <summary>Looks at the database, the keys and Redis; changes nothing.</summary>
    Task<IReadOnlyList<Finding>> CheckAsync(CancellationToken ct);

    /// <summary>Seals by the configured certificate what still lies in clear, or under the previous one; again and again, if need be.</summary>
    /// <exception cref="StartRefusedException">It can't be done, and why.</exception>
    Task<IReadOnlyList<Finding>> ProtectAsync(CancellationToken ct);

    /// <summary>Makes another key of Data Protection, seals everything by it and forgets the earlier ones; all sessions end. The registry must not run.</summary>
    /// <exception cref="StartRefusedException">It can't be done, and why.</exception>
    Task<IReadOnlyList<Finding>> RekeyAsync(CancellationToken ct);

    /// <summary>Copies an embedded database as it is at one moment, while others write to it; never over a file that is there.</summary>
    /// <exception cref="StartRefusedException">It can't be done, and why.</exception>
    Task BackUpAsync(string file, CancellationToken ct);
}

/// <summary>What a process will not go on with; the message is one line that says what to change.</summary>
public sealed class StartRefusedException(string why, Exception? because = null) : Exception(why, because);
