using System.Collections.Concurrent;
using System.Data.Common;
using AiIdentity.Application.Registry;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Infrastructure.Registry;

/// <summary>
/// One prepared statement per question, past EF: nothing lies between the index and the bytes. Whoever reads holds a lane of its
/// own, an open connection with its statements.
/// </summary>
internal sealed class PublicFactsStore(IServiceScopeFactory scopes) : IPublicFactsStore, IDisposable
{
    /// <summary>Whose an address is (<c>@about</c>: its key), and what is kept of them.</summary>
    internal const string ByAddress = """
        SELECT s.IdentityId, r.Facts FROM Surfaces AS s LEFT JOIN PublicRecords AS r ON r.IdentityId = s.IdentityId WHERE s.ListedKey = @about
        """;

    private const int MaxLanes = 32;
    private readonly ConcurrentBag<Lane> _lanes = [];
    private volatile bool _closed;

    public async ValueTask<PublicFacts?> AtAsync(AddressKey key, CancellationToken ct)
    {
        var (identity, facts) = await ReadAsync(lane => lane.At, key.Value, ReadOneAsync, ct);
        return identity is null ? null : facts ?? await FromTablesAsync(identity.Value, ct);
    }

    public async ValueTask<PublicFacts?> OfAsync(IdentityId id, CancellationToken ct)
    {
        var (identity, facts) = await ReadAsync(lane => lane.OfIdentity, id.Value.ToString(), ReadOneAsync, ct);
        return identity is null ? null : facts ?? await FromTablesAsync(id, ct);
    }

    public async ValueTask<IssuedFacts?> OfAsync(PassportId id, CancellationToken ct)
    {
        var issued = await ReadAsync(lane => lane.OfPassport, id.Value.ToString(), ReadIssuedAsync, ct);
        if (issued is not { } found) return null;
        var facts = found.Facts ?? await FromTablesAsync(found.Identity, ct)
            ?? throw new InvalidOperationException("A Passport names an identity that the store does not hold.");
        return new IssuedFacts(found.ExpiresAt, found.Revoked, found.Named, facts);
    }

    public void Dispose()
    {
        _closed = true;
        while (_lanes.TryTake(out var lane)) lane.Dispose();
    }

    private static async ValueTask<(IdentityId? Identity, PublicFacts? Facts)> ReadOneAsync(DbDataReader row, CancellationToken ct) =>
        await row.ReadAsync(ct) ? (IdentityOf(row, 0), FactsOf(row, 1)) : (null, null);

    private static async ValueTask<(IdentityId Identity, DateTimeOffset ExpiresAt, bool Revoked, List<NamedBinding> Named, PublicFacts? Facts)?> ReadIssuedAsync(
        DbDataReader row, CancellationToken ct)
    {
        if (!await row.ReadAsync(ct)) return null;
        // In the order of the columns: a provider may read them forward only.
        var (identity, expires, revoked, named) = (IdentityOf(row, 0), TimeOf(row, 1), !row.IsDBNull(2), new List<NamedBinding>());
        Name();
        var facts = FactsOf(row, 5);
        while (await row.ReadAsync(ct)) Name();
        return (identity, expires, revoked, named, facts);

        void Name()
        {
            if (!row.IsDBNull(3)) named.Add(new NamedBinding(SurfaceId.Prefix + row.GetString(3), row.GetInt32(4)));
        }
    }

    private static IdentityId IdentityOf(DbDataReader row, int column) =>
        Ulid.TryParse(row.GetString(column), out var id) ? new IdentityId(id) : throw new FormatException("The store holds an id that is none.");

    private static PublicFacts? FactsOf(DbDataReader row, int column) => row.IsDBNull(column) ? null : PublicFacts.Read(row.GetFieldValue<byte[]>(column));

    // SQLite keeps UTC ticks, SQL Server a datetimeoffset.
    private static DateTimeOffset TimeOf(DbDataReader row, int column) =>
        row.GetFieldType(column) == typeof(long) ? new DateTimeOffset(row.GetInt64(column), TimeSpan.Zero) : row.GetFieldValue<DateTimeOffset>(column);

    private async ValueTask<T> ReadAsync<T>(Func<Lane, DbCommand> question, string about, Func<DbDataReader, CancellationToken, ValueTask<T>> read, CancellationToken ct)
    {
        for (var kept = true; ;)
        {
            if (!_lanes.TryTake(out var lane))
            {
                lane = await OpenAsync(ct);
                kept = false;
            }

            try
            {
                var command = question(lane);
                command.Parameters[0].Value = about;
                T answer;
                await using (var row = await command.ExecuteReaderAsync(ct)) answer = await read(row, ct);
                Return(lane);
                return answer;
            }
            catch (DbException) when (kept)
            {
                // A kept connection can have died meanwhile: a fresh one tells whether it was only that.
                lane.Dispose();
            }
            catch
            {
                lane.Dispose();
                throw;
            }
        }
    }

    private void Return(Lane lane)
    {
        if (_closed || _lanes.Count >= MaxLanes) lane.Dispose();
        else _lanes.Add(lane);
    }

    private async Task<Lane> OpenAsync(CancellationToken ct)
    {
        var scope = scopes.CreateAsyncScope();
        try
        {
            // The context opens the connection, so that it is set up like every other; it lives as long as the lane.
            var db = scope.ServiceProvider.GetRequiredService<RegistryDb>();
            await db.Database.OpenConnectionAsync(ct);
            return new Lane(scope, db.Database.GetDbConnection());
        }
        catch
        {
            await scope.DisposeAsync();
            throw;
        }
    }

    // An identity that nothing has touched since records are kept.
    private async Task<PublicFacts?> FromTablesAsync(IdentityId id, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<FactsFromTables>().OfAsync(id, ct);
    }

    private sealed class Lane(IServiceScope scope, DbConnection connection) : IDisposable
    {
        public DbCommand At { get; } = Command(connection, ByAddress, 43);

        public DbCommand OfIdentity { get; } = Command(connection, """
            SELECT i.Id, r.Facts FROM Identities AS i LEFT JOIN PublicRecords AS r ON r.IdentityId = i.Id WHERE i.Id = @about
            """, Ulid.Length);

        public DbCommand OfPassport { get; } = Command(connection, """
            SELECT p.IdentityId, p.ExpiresAt, p.RevokedAt, n.SurfaceId, n.Epoch, r.Facts
            FROM Passports AS p
            LEFT JOIN PassportSurfaces AS n ON n.PassportId = p.Id
            LEFT JOIN PublicRecords AS r ON r.IdentityId = p.IdentityId
            WHERE p.Id = @about
            """, Ulid.Length);

        public void Dispose()
        {
            At.Dispose();
            OfIdentity.Dispose();
            OfPassport.Dispose();
            scope.Dispose();
        }

        private static DbCommand Command(DbConnection connection, string text, int length)
        {
            var command = connection.CreateCommand();
            command.CommandText = text;
            var about = command.CreateParameter();
            // As the columns are: else SQL Server would convert every row of the index.
            (about.ParameterName, about.DbType, about.Size) = ("@about", System.Data.DbType.AnsiString, length);
            command.Parameters.Add(about);
            return command;
        }
    }
}
