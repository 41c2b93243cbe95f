using AiIdentity.Domain.Shared;

namespace AiIdentity.Domain.Accounts;

/// <summary>How much an account may hold.</summary>
public enum Plan
{
    Free,
    Studio,
    Business,
}

public static class Plans
{
    /// <summary>Identities that are not revoked.</summary>
    public static int Identities(this Plan plan) => plan switch
    {
        Plan.Free => 1,
        Plan.Studio => 10,
        Plan.Business => 100,
    };
}

/// <summary>Who signs in; owns identities and API keys. What it signs in with is kept elsewhere.</summary>
public sealed class Account : Aggregate
{
    private Account()
    {
    }

    public AccountId Id { get; private init; }
    /// <summary>As it was typed; null once the account is deleted.</summary>
    public string? Email { get; private set; }
    /// <summary>Upper case, for look-up; several unconfirmed accounts may share an address, confirmed ones never.</summary>
    public string? NormalizedEmail { get; private set; }
    public Plan Plan { get; private set; }
    public DateTimeOffset CreatedAt { get; private init; }
    public DateTimeOffset? ConfirmedAt { get; private set; }
    public DateTimeOffset? DeletedAt { get; private set; }

    public bool EmailConfirmed => ConfirmedAt is not null;

    public static Account Register(string email, DateTimeOffset now) => new()
    {
        Id = AccountId.New(now),
        Email = email,
        NormalizedEmail = Normalize(email),
        CreatedAt = now,
    };

    public static string Normalize(string email) => email.ToUpperInvariant();

    public void ConfirmEmail(DateTimeOffset now)
    {
        if (ConfirmedAt is not null) return;
        ConfirmedAt = now;
        Raise(new DomainEvent(EventType.AccountConfirmed, now, Id));
    }

    public void ChangePlan(Plan plan, DateTimeOffset now)
    {
        if (plan == Plan) return;
        Plan = plan;
        Raise(new DomainEvent(EventType.PlanChanged, now, Id, Reason: plan.ToString().ToLowerInvariant()));
    }

    /// <summary>Nothing that names a person stays; the row stays as the owner of revoked identities.</summary>
    public void Delete(DateTimeOffset now)
    {
        if (DeletedAt is not null) return;
        (Email, NormalizedEmail, ConfirmedAt, DeletedAt) = (null, null, null, now);
        Raise(new DomainEvent(EventType.AccountDeleted, now, Id));
    }
}
