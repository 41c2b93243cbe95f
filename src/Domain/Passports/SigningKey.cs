using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;

namespace AiIdentity.Domain.Passports;

/// <summary>Where a signing key is in its life; time alone moves it on.</summary>
public enum SigningKeyStatus
{
    Announced,
    InUse,
    Retired,
    Compromised,
}

/// <summary>A fresh Ed25519 key pair.</summary>
/// <param name="PublicKey">32 bytes as base64url: the <c>x</c> of its JWK.</param>
/// <param name="PrivateKey">What its store needs to sign with it: sealed, or a reference; never the plain key.</param>
public sealed record KeyPair(SigningKeyId Id, string PublicKey, string PrivateKey)
{
    public override string ToString() => $"Key pair {Id}";
}

/// <summary>A key that signs Passports and status lists: announced, then in use for a term, then kept to verify what it signed.</summary>
public sealed class SigningKey : Aggregate
{
    /// <summary>How long a key stands in JWKS before it signs, so that every verifier knows it by then.</summary>
    public static readonly TimeSpan Notice = TimeSpan.FromDays(14);
    /// <summary>How long a key is used.</summary>
    public static readonly TimeSpan Term = TimeSpan.FromDays(90);
    /// <summary>How long a private key outlives its use: processes' clocks differ a little.</summary>
    public static readonly TimeSpan PrivateKeyGrace = TimeSpan.FromHours(1);

    private SigningKey()
    {
    }

    internal static SigningKey Announce(int number, KeyPair pair, DateTimeOffset firstUse, DateTimeOffset now) => new()
    {
        Id = pair.Id,
        PublicKey = pair.PublicKey,
        PrivateKey = pair.PrivateKey,
        Number = number,
        AnnouncedAt = now,
        FirstUse = firstUse,
    };

    public SigningKeyId Id { get; private init; }
    /// <summary>The place in the line of keys, from 1; an index makes it impossible that two processes both add the next.</summary>
    public int Number { get; private init; }
    /// <summary>32 bytes as base64url: the <c>x</c> of its JWK.</summary>
    public string PublicKey { get; private init; } = "";
    /// <summary>What its store needs to sign with it; null once it may never sign again.</summary>
    public string? PrivateKey { get; private set; }
    public DateTimeOffset AnnouncedAt { get; private init; }
    public DateTimeOffset FirstUse { get; private set; }
    /// <summary>The first use of the key that was announced to follow.</summary>
    public DateTimeOffset? RetiresAt { get; private set; }
    public DateTimeOffset? CompromisedAt { get; private set; }
    /// <summary>The latest <c>exp</c> that it signed.</summary>
    public DateTimeOffset? LastExpiry { get; private set; }

    public SigningKeyStatus StatusAt(DateTimeOffset now) => this switch
    {
        { CompromisedAt: not null } => SigningKeyStatus.Compromised,
        // One that began at once was never announced: a clock set back behind that moment leaves the registry a key to sign with.
        _ when now < FirstUse && AnnouncedAt < FirstUse => SigningKeyStatus.Announced,
        { RetiresAt: { } retires } when now >= retires => SigningKeyStatus.Retired,
        _ => SigningKeyStatus.InUse,
    };

    /// <summary>Whether it stands in JWKS: until the last Passport that it signed has expired.</summary>
    public bool IsPublishedAt(DateTimeOffset now) => StatusAt(now) switch
    {
        SigningKeyStatus.Announced or SigningKeyStatus.InUse => true,
        SigningKeyStatus.Retired => now < LastExpiry,
        SigningKeyStatus.Compromised => false,
    };

    /// <summary>Remembers that it signs something that expires then. Only the key in use signs: a retired one never again.</summary>
    public void RecordSigning(DateTimeOffset expiresAt, DateTimeOffset now)
    {
        if (StatusAt(now) is not SigningKeyStatus.InUse) throw new InvalidOperationException("Only the key in use signs.");
        if (LastExpiry is null || expiresAt > LastExpiry) LastExpiry = expiresAt;
    }

    /// <summary>Whether the private key has no use any more: it may be destroyed.</summary>
    public bool IsSpentAt(DateTimeOffset now) => PrivateKey is not null && StatusAt(now) switch
    {
        SigningKeyStatus.Announced or SigningKeyStatus.InUse => false,
        SigningKeyStatus.Retired => now >= RetiresAt + PrivateKeyGrace,
        SigningKeyStatus.Compromised => true,
    };

    /// <summary>Its store has destroyed the private key.</summary>
    public void ForgetPrivateKey(DateTimeOffset now)
    {
        if (!IsSpentAt(now)) throw new InvalidOperationException("The private key may still be needed, or is gone.");
        PrivateKey = null;
    }

    internal void RetireAt(DateTimeOffset successorsFirstUse) => RetiresAt = successorsFirstUse;

    internal void StayInUse() => RetiresAt = null;

    /// <summary>An announced key steps in for one that is compromised.</summary>
    internal void UseNow(DateTimeOffset now) => FirstUse = now;

    internal void MarkCompromised(DateTimeOffset now) => CompromisedAt = now;

    internal void Happened(EventType type, AccountId by, string reason, DateTimeOffset now) =>
        Raise(new DomainEvent(type, now, by, Reason: reason));
}
