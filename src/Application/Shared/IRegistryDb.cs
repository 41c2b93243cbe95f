using AiIdentity.Application.Events;
using AiIdentity.Application.Accounts;
using AiIdentity.Application.Idempotency;
using AiIdentity.Application.Verification;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Shared;

/// <summary>The registry's store. Commands change what they loaded; the unit of work saves it.</summary>
public interface IRegistryDb
{
    DbSet<Account> Accounts { get; }
    DbSet<ApiKey> ApiKeys { get; }
    DbSet<Session> Sessions { get; }
    DbSet<AccountMail> AccountMails { get; }
    DbSet<Identity> Identities { get; }
    DbSet<Surface> Surfaces { get; }
    DbSet<VerificationChallenge> Challenges { get; }
    DbSet<Evidence> Evidence { get; }
    DbSet<Passport> Passports { get; }
    DbSet<SigningKey> SigningKeys { get; }
    DbSet<RegistryEvent> Events { get; }
    DbSet<EventNote> EventNotes { get; }
    DbSet<OutgoingMail> OutgoingMails { get; }
    DbSet<IdempotentAnswer> IdempotentAnswers { get; }
}
