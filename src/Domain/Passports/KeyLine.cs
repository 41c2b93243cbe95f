using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;

namespace AiIdentity.Domain.Passports;

/// <summary>An administrator's act on keys, and why.</summary>
public sealed record KeyAct(AccountId By, string Reason);

/// <summary>All signing keys of the registry, in order: at any time at most one is in use and at most one announced.</summary>
public sealed class KeyLine(IEnumerable<SigningKey> keys)
{
    private readonly List<SigningKey> _keys = [.. keys.OrderBy(k => k.Number)];

    public SigningKey? InUseAt(DateTimeOffset now) => _keys.Find(k => k.StatusAt(now) is SigningKeyStatus.InUse);

    public SigningKey? AnnouncedAt(DateTimeOffset now) => _keys.Find(k => k.StatusAt(now) is SigningKeyStatus.Announced);

    /// <summary>Whether the next key is due to be announced, so that the one in use serves its term and no more.</summary>
    public bool NextIsDueAt(DateTimeOffset now) =>
        AnnouncedAt(now) is null && InUseAt(now) is { } current && now >= current.FirstUse + SigningKey.Term - SigningKey.Notice;

    /// <summary>Adds a key that signs at once: the very first, or where a compromised one left no other.</summary>
    public SigningKey Begin(KeyPair pair, DateTimeOffset now)
    {
        if (InUseAt(now) is not null) throw new InvalidOperationException("A key is in use.");
        if (AnnouncedAt(now) is not null) throw new InvalidOperationException("A key is announced: it steps in.");
        return Add(pair, now, now);
    }

    /// <summary>Announces the next key because its time has come. After downtime the one in use goes on until the notice is over.</summary>
    public SigningKey AnnounceDue(KeyPair pair, DateTimeOffset now)
    {
        if (!NextIsDueAt(now)) throw new InvalidOperationException("No key is due.");
        var ends = InUseAt(now)!.FirstUse + SigningKey.Term;
        var noticed = now + SigningKey.Notice;
        return Follow(pair, ends > noticed ? ends : noticed, now);
    }

    /// <summary>Announces the next key before its time.</summary>
    public SigningKey Rotate(KeyPair pair, KeyAct act, DateTimeOffset now)
    {
        RequireNoneAnnounced(now);
        var next = Follow(pair, now + SigningKey.Notice, now);
        next.Happened(EventType.SigningKeyAnnounced, act.By, act.Reason, now);
        return next;
    }

    public void RequireNoneAnnounced(DateTimeOffset now)
    {
        if (AnnouncedAt(now) is not null) throw new RefusedException(KeyErrors.Announced);
    }

    /// <summary>Ends a key for good; an announced one steps in for the one in use. Doing it twice changes nothing.</summary>
    /// <returns>The key. Where none is in use afterwards, one has to <see cref="Begin"/>.</returns>
    public SigningKey Compromise(SigningKeyId id, KeyAct act, DateTimeOffset now)
    {
        var key = _keys.Find(k => k.Id == id) ?? throw new RefusedException(KeyErrors.Unknown);
        var before = key.StatusAt(now);
        if (before is SigningKeyStatus.Compromised) return key;
        key.MarkCompromised(now);
        key.Happened(EventType.SigningKeyCompromised, act.By, act.Reason, now);
        // It will never follow: the one in use goes on until another is announced.
        if (before is SigningKeyStatus.Announced) InUseAt(now)?.StayInUse();
        if (before is SigningKeyStatus.InUse) AnnouncedAt(now)?.UseNow(now);
        return key;
    }

    private SigningKey Follow(KeyPair pair, DateTimeOffset firstUse, DateTimeOffset now)
    {
        var current = InUseAt(now) ?? throw new InvalidOperationException("There is no key to follow.");
        current.RetireAt(firstUse);
        return Add(pair, firstUse, now);
    }

    private SigningKey Add(KeyPair pair, DateTimeOffset firstUse, DateTimeOffset now)
    {
        var key = SigningKey.Announce(_keys.Count == 0 ? 1 : _keys[^1].Number + 1, pair, firstUse, now);
        _keys.Add(key);
        return key;
    }
}
