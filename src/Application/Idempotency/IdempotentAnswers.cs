using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Idempotency;

/// <summary>An answer that was given before.</summary>
public sealed record EarlierAnswer(int Status, string? Location, string Body);

/// <summary>Encrypts answers at rest.</summary>
public interface IAnswerSeal
{
    string Seal(string body);

    string Open(string sealedBody);
}

/// <summary>Lets a request that creates something be sent again without creating it again.</summary>
public sealed class IdempotentAnswers(IRegistryDb db, IUnitOfWork unit, ICaller caller, IAddressVault vault, IAnswerSeal seal, TimeProvider clock)
{
    /// <summary>A line break can't stand in any of the parts.</summary>
    public string IdOf(string method, string path, string key) => vault.Digest("idempotency", $"{caller.AccountId}\n{method}\n{path}\n{key}");

    public string DigestOf(string body) => vault.Digest("idempotent body", body);

    /// <summary>Reserves the key, or gives the earlier answer.</summary>
    public Task<EarlierAnswer?> BeginAsync(string id, string bodyDigest, CancellationToken ct) => unit.ExecuteAsync(async _ =>
    {
        var now = clock.Now();
        var earlier = await db.IdempotentAnswers.SingleOrDefaultAsync(a => a.Id == id, ct);
        switch (earlier)
        {
            case null:
                db.IdempotentAnswers.Add(new IdempotentAnswer(id, bodyDigest, now));
                return null;
            case var over when over.IsOver(now):
                over.Begin(bodyDigest, now);
                return null;
            case var other when other.BodyDigest != bodyDigest:
                throw new RefusedException(IdempotencyErrors.Reused);
            case { Status: { } status, SealedBody: { } body }:
                return new EarlierAnswer(status, earlier.Location, seal.Open(body));
            default:
                throw new RefusedException(IdempotencyErrors.InProgress, retryAfter: earlier.LeasedUntil - now);
        }
    }, ct);

    /// <summary>Writes the answer down in the transaction that made it true; called inside that one.</summary>
    public async Task AnswerAsync(string id, int status, string? location, string body, CancellationToken ct)
    {
        var reserved = await db.IdempotentAnswers.SingleAsync(a => a.Id == id, ct);
        reserved.Answer(status, location, seal.Seal(body));
    }

    /// <summary>A refusal is not remembered: the key is free again.</summary>
    public Task AbandonAsync(string id, CancellationToken ct) => unit.ExecuteAsync(
        async _ => await db.IdempotentAnswers.Where(a => a.Id == id && a.Status == null).ExecuteDeleteAsync(ct), ct);
}
