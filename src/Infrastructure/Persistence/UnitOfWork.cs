using AiIdentity.Application.Accounts;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;
using AiIdentity.Infrastructure.Events;
using AiIdentity.Infrastructure.Registry;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace AiIdentity.Infrastructure.Persistence;

/// <summary>
/// The transaction: judges the caller's access in it, runs a lost race again, translates the database's errors into refusals.
/// What belongs into each transaction has classes of its own: <see cref="EventDispatcher"/>, <see cref="PublicRecordProjector"/>.
/// </summary>
internal sealed class UnitOfWork(
    RegistryDb db, WriteQueue queue, GroupCommit commits, EventDispatcher events, PublicRecordProjector projector, AfterCommit afterCommit,
    ICaller caller, CurrentAccess access) : IUnitOfWork
{
    private const int Tries = 3;
    /// <summary>SQLITE_BUSY_SNAPSHOT: another writer committed after this transaction's snapshot was taken.</summary>
    private const int SnapshotIsOld = 517;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    public async Task<T> ExecuteAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken ct)
    {
        if (db.Database.CurrentTransaction is not null) return await work(ct);
        for (var left = Tries - 1; ; left--)
        {
            try
            {
                var result = await db.Database.CreateExecutionStrategy().ExecuteAsync(() => OnceAsync(work, ct));
                afterCommit.Run();
                await commits.WaitForFlushAsync(db.Database.GetDbConnection());
                return result;
            }
            catch (Exception lost) when (IsLostRace(lost))
            {
                if (left == 0) throw new RefusedException(RequestErrors.LostRace);
            }
            catch (Exception full) when (IsFull(full))
            {
                throw new RefusedException(RequestErrors.StorageFull);
            }
            catch (Exception unavailable) when (IsUnavailable(unavailable))
            {
                throw new RefusedException(RequestErrors.StorageBusy, retryAfter: RetryAfter);
            }
        }
    }

    public Task SaveAsync(CancellationToken ct) => db.SaveChangesAsync(ct);

    public Task HoldAccountAsync(AccountId account, CancellationToken ct) => db.HoldAccountAsync(account, ct);

    private async Task<T> OnceAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken ct)
    {
        afterCommit.Clear();
        projector.Reset();
        db.ChangeTracker.Clear();
        using var turn = await queue.EnterAsync(ct);
        await db.Database.OpenConnectionAsync(ct);
        var connection = db.Database.GetDbConnection();
        try
        {
            commits.DeferFlush(connection);
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            await JudgeCallerAsync(ct);
            var result = await work(ct);
            await events.DispatchAsync(ct);
            await SaveAsync(ct);
            await projector.WriteAsync(ct);
            await transaction.CommitAsync(ct);
            return result;
        }
        finally
        {
            // The transaction has ended by now, one way or the other.
            commits.RestoreFlush(connection);
            await db.Database.CloseConnectionAsync();
        }
    }

    // The session or key was checked when the request came in; it may have ended while the request waited (ADR 16).
    private async Task JudgeCallerAsync(CancellationToken ct)
    {
        if (caller.Access is not { } given) return;
        await db.HoldAccountAsync(given.AccountId, ct);
        await access.RequireAsync(given, ct);
    }

    // The disk, or the size that the host allows the database.
    private static bool IsFull(Exception e) => e switch
    {
        DbUpdateException { InnerException: { } inner } => IsFull(inner),
        SqliteException { SqliteErrorCode: 13 } or SqlException { Number: 1105 or 9002 } => true,
        _ => false,
    };

    // Locked by another program for longer than was waited for it, unreadable, or unreachable.
    private static bool IsUnavailable(Exception e) => e switch
    {
        DbUpdateException { InnerException: { } inner } => IsUnavailable(inner),
        RetryLimitExceededException or TimeoutException => true,
        SqliteException { SqliteErrorCode: 5 or 6 or 8 or 10 or 14 } => true,
        // A time-out, a lost or refused connection, a database that is not open.
        SqlException { Number: -2 or 53 or 64 or 121 or 233 or 258 or 922 or 4060 or 10053 or 10054 or 10060 or 10061 or 40613 } => true,
        _ => false,
    };

    private static bool IsLostRace(Exception e) => e switch
    {
        DbUpdateConcurrencyException => true,
        DbUpdateException { InnerException: SqliteException { SqliteExtendedErrorCode: 2067 or 1555 } } => true,
        DbUpdateException { InnerException: SqlException { Number: 2601 or 2627 } } => true,
        DbUpdateException { InnerException: SqliteException { SqliteExtendedErrorCode: SnapshotIsOld } } or SqliteException { SqliteExtendedErrorCode: SnapshotIsOld } => true,
        SqlException { Number: 1205 } => true,
        _ => false,
    };
}
