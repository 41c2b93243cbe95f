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

internal sealed class UnitOfWork(
    RegistryDb db, WriteQueue queue, SharedFlush flush, EventDispatcher events, PublicRecordProjector projector, AfterCommit afterCommit,
    ICaller caller, CurrentAccess access) : IUnitOfWork
{
    private const int Tries = 3;
    private const int Overtaken = 517;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    public async Task<T> ExecuteAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken ct)
    {
        if (db.Database.CurrentTransaction is not null) return await work(ct);
        for (var left = Tries - 1; ; left--)
        {
            try
            {
                var result = await db.Database.CreateExecutionStrategy().ExecuteAsync(() => OnceAsync(work, ct));
                afterCommit.Run();
                await flush.FlushedAsync(db.Database.GetDbConnection());
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
            catch (Exception away) when (IsAway(away))
            {
                throw new RefusedException(RequestErrors.StorageBusy, retryAfter: Pause);
            }
        }
    }

    private async Task<T> OnceAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken ct)
    {
        afterCommit.Forget();
        projector.Reset();
        db.ChangeTracker.Clear();
        using var place = await queue.EnterAsync(ct);
        await db.Database.OpenConnectionAsync(ct);
        var connection = db.Database.GetDbConnection();
        try
        {
            flush.Defer(connection);
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
            flush.Restore(connection);
            await db.Database.CloseConnectionAsync();
        }
    }

    public Task HoldAccountAsync(AccountId account, CancellationToken ct) => db.HoldAccountAsync(account, ct);

    // The request was let in before it waited for its turn: what let it in may have ended since.
    private async Task JudgeCallerAsync(CancellationToken ct)
    {
        if (caller.Access is not { } given) return;
        await db.HoldAccountAsync(given.AccountId, ct);
        await access.RequireAsync(given, ct);
    }

    public Task SaveAsync(CancellationToken ct) => db.SaveChangesAsync(ct);

    // The disk, or what the host lets the database have of it.
    private static bool IsFull(Exception e) => e switch
    {
        DbUpdateException { InnerException: { } inner } => IsFull(inner),
        SqliteException { SqliteErrorCode: 13 } or SqlException { Number: 1105 or 9002 } => true,
        _ => false,
    };

    // Held by another program beyond our patience, not to be read or written, or not to be reached: it has been waited for already.
    private static bool IsAway(Exception e) => e switch
    {
        DbUpdateException { InnerException: { } inner } => IsAway(inner),
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
        // A snapshot that another writer overtook.
        DbUpdateException { InnerException: SqliteException { SqliteExtendedErrorCode: Overtaken } } or SqliteException { SqliteExtendedErrorCode: Overtaken } => true,
        SqlException { Number: 1205 } => true,
        _ => false,
    };
}
