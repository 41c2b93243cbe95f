using System.Linq.Expressions;
using AiIdentity.Domain.Shared;

namespace AiIdentity.Domain.Accounts;

/// <summary>What a session's holder carries.</summary>
public enum SessionKind
{
    Cookie,
    Token,
}

/// <summary>A second factor that was shown at sign-in.</summary>
/// <param name="CountsFrom">From when it counts for an administrator, by the registry's clock; null for always.</param>
public readonly record struct ShownFactor(DateTimeOffset? CountsFrom);

/// <summary>A credential that was added in a session may be the work of who stole that session.</summary>
public static class AddedCredential
{
    /// <summary>How long it proves nothing but its own sign-in.</summary>
    public static readonly TimeSpan Probation = TimeSpan.FromHours(24);
}

/// <summary>One sign-in and all that follows from it: its cookie, or its access and refresh tokens, live as long as it does.</summary>
public sealed class Session : Aggregate
{
    /// <summary>How long the refresh token before the newest is still taken: an answer may get lost, two tabs may refresh at once.</summary>
    public static readonly TimeSpan RefreshLeeway = TimeSpan.FromSeconds(30);

    /// <summary>How long its cookie, or its newest refresh token, is good.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(14);

    private Session()
    {
    }

    public SessionId Id { get; private init; }
    public AccountId OwnerId { get; private init; }
    public SessionKind Kind { get; private init; }
    public DateTimeOffset CreatedAt { get; private init; }
    public DateOnly LastUsedOn { get; private set; }
    /// <summary>Its holder has shown the second factor.</summary>
    public bool SecondFactor { get; private set; }
    /// <summary>From when that counts for an administrator: 24 hours after the factor was added. Null where it was there from the start.</summary>
    public DateTimeOffset? SecondFactorCountsFrom { get; private set; }
    /// <summary>Counts the refreshes; a refresh token is good for one.</summary>
    public int Generation { get; private set; }
    public DateTimeOffset? RefreshedAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }

    /// <param name="shown">The second factor that its holder has shown; null for none.</param>
    public static Session Begin(AccountId owner, SessionKind kind, ShownFactor? shown, DateTimeOffset now) => new()
    {
        Id = SessionId.New(now),
        OwnerId = owner,
        Kind = kind,
        SecondFactor = shown is not null,
        SecondFactorCountsFrom = shown?.CountsFrom,
        CreatedAt = now,
        LastUsedOn = DateOnly.FromDateTime(now.UtcDateTime),
    };

    /// <summary>Takes the refresh token of a generation. One that was used before has two holders, of whom one stole it: the session ends.</summary>
    /// <returns>Whether the session goes on.</returns>
    public bool Refresh(int generation, DateTimeOffset now)
    {
        if (EndedAt is not null) return false;
        if (generation == Generation)
        {
            Generation++;
            RefreshedAt = now;
            return true;
        }

        if (generation == Generation - 1 && now < RefreshedAt + RefreshLeeway) return true;
        End(now);
        return false;
    }

    /// <summary>Those that their holder can still use.</summary>
    public static Expression<Func<Session, bool>> LiveAt(DateTimeOffset now)
    {
        var oldest = now - Life;
        return session => session.EndedAt == null && (session.RefreshedAt ?? session.CreatedAt) > oldest;
    }

    /// <summary>Remembers the day, no finer.</summary>
    public void Used(DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        if (LastUsedOn < today) LastUsedOn = today;
    }

    public bool SecondFactorCountsAt(DateTimeOffset now) => SecondFactor && (SecondFactorCountsFrom is not { } from || from <= now);

    /// <summary>The account has no second factor any more: none was shown.</summary>
    public void ForgetSecondFactor() => (SecondFactor, SecondFactorCountsFrom) = (false, null);

    public void End(DateTimeOffset now) => EndedAt ??= now;
}
