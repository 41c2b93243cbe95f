using AiIdentity.Domain.Shared;

namespace AiIdentity.Domain.Accounts;

/// <summary>A secret with which a program acts for an account, within its scopes; stored hashed.</summary>
public sealed class ApiKey : Aggregate
{
    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(365);

    private ApiKey()
    {
    }

    public ApiKeyId Id { get; private init; }
    public AccountId OwnerId { get; private init; }
    public string Name { get; private init; } = "";
    /// <summary>The secret's first characters, for lists.</summary>
    public string Prefix { get; private init; } = "";
    /// <summary>SHA-256 of the secret, lower-case hex.</summary>
    public string SecretHash { get; private init; } = "";
    public IReadOnlyList<string> Scopes { get; private init; } = [];
    public DateTimeOffset CreatedAt { get; private init; }
    public DateTimeOffset ExpiresAt { get; private init; }
    public DateOnly? LastUsedOn { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }

    public static ApiKey Create(AccountId owner, string name, ApiKeySecret secret, IEnumerable<string> scopes, DateTimeOffset? expiresAt, DateTimeOffset now)
    {
        var key = new ApiKey
        {
            Id = ApiKeyId.New(now),
            OwnerId = owner,
            Name = name,
            Prefix = secret.VisiblePrefix,
            SecretHash = secret.Hash,
            Scopes = [.. scopes],
            CreatedAt = now,
            ExpiresAt = expiresAt ?? now + LongestLife,
        };
        key.Raise(new DomainEvent(EventType.ApiKeyCreated, now, owner, Reason: key.Id.ToString()));
        return key;
    }

    public bool IsLiveAt(DateTimeOffset now) => EndedAt is null && now < ExpiresAt;

    /// <summary>Remembers the day, no finer: a key's use is not a log of what was asked.</summary>
    public void Used(DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        if (LastUsedOn is null || LastUsedOn < today) LastUsedOn = today;
    }

    public void End(DateTimeOffset now)
    {
        if (EndedAt is not null) return;
        EndedAt = now;
        Raise(new DomainEvent(EventType.ApiKeyEnded, now, OwnerId, Reason: Id.ToString()));
    }
}
