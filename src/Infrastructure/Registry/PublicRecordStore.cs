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
/// One prepared statement per question, without EF: nothing lies between the index and the stored bytes. Each reader takes a
/// connection out of a pool of open ones, whose statements stay prepared.
/// </summary>
internal sealed class PublicRecordStore(IServiceScopeFactory scopes) : IPublicRecordStore, IDisposable
{
    /// <summary>The stored record of the identity that has this address (<c>@about</c>: the address's key).</summary>
    internal const string ByAddress = """
        SELECT r.Facts FROM Surfaces AS s JOIN PublicRecords AS r ON r.IdentityId = s.IdentityId WHERE s.ListedKey = @about
        """;

    private const string ByIdentity = "SELECT r.Facts FROM PublicRecords AS r WHERE r.IdentityId = @about";

    private const string ByPassport = """
        SELECT p.ExpiresAt, p.RevokedAt, n.SurfaceId, n.Epoch, r.Facts
        FROM Passports AS p
        JOIN PublicRecords AS r ON r.IdentityId = p.IdentityId
        LEFT JOIN PassportSurfaces AS n ON n.PassportId = p.Id
        WHERE p.Id = @about
        """;

    private const int MaxIdle = 32;
    private readonly ConcurrentBag<Reader> _idle = [];
    private volatile bool _closed;

    public ValueTask<StoredRecord?> FindByAddressAsync(AddressKey key, CancellationToken ct) => ReadAsync(reader => reader.ByAddress, key.Value, ReadRecordAsync, ct);

    public ValueTask<StoredRecord?> FindAsync(IdentityId id, CancellationToken ct) => ReadAsync(reader => reader.ByIdentity, id.Value.ToString(), ReadRecordAsync, ct);

    public ValueTask<PassportWithRecord?> FindPassportAsync(PassportId id, CancellationToken ct) => ReadAsync(reader => reader.ByPassport, id.Value.ToString(), ReadPassportAsync, ct);

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out var reader)) reader.Dispose();
    }

    private static async ValueTask<StoredRecord?> ReadRecordAsync(DbDataReader row, CancellationToken ct) => await row.ReadAsync(ct) ? RecordOf(row, 0) : null;

    private static async ValueTask<PassportWithRecord?> ReadPassportAsync(DbDataReader row, CancellationToken ct)
    {
        if (!await row.ReadAsync(ct)) return null;
        // In the order of the columns: a provider may read them forward only.
        var (expires, revoked, named) = (TimeOf(row, 0), !row.IsDBNull(1), new List<NamedBinding>());
        AddNamed();
        var record = RecordOf(row, 4);
        while (await row.ReadAsync(ct)) AddNamed();
        return new PassportWithRecord(expires, revoked, named, record);

        void AddNamed()
        {
            if (!row.IsDBNull(2)) named.Add(new NamedBinding(SurfaceId.Prefix + row.GetString(2), row.GetInt32(3)));
        }
    }

    private static StoredRecord RecordOf(DbDataReader row, int column) => StoredRecord.FromJson(row.GetFieldValue<byte[]>(column));

    // SQLite keeps UTC ticks, SQL Server a datetimeoffset.
    private static DateTimeOffset TimeOf(DbDataReader row, int column) =>
        row.GetFieldType(column) == typeof(long) ? new DateTimeOffset(row.GetInt64(column), TimeSpan.Zero) : row.GetFieldValue<DateTimeOffset>(column);

    private async ValueTask<T> ReadAsync<T>(Func<Reader, DbCommand> statement, string about, Func<DbDataReader, CancellationToken, ValueTask<T>> read, CancellationToken ct)
    {
        for (var reused = true; ;)
        {
            if (!_idle.TryTake(out var reader))
            {
                reader = await OpenAsync(ct);
                reused = false;
            }

            try
            {
                var command = statement(reader);
                command.Parameters[0].Value = about;
                T answer;
                await using (var row = await command.ExecuteReaderAsync(ct)) answer = await read(row, ct);
                Return(reader);
                return answer;
            }
            catch (DbException) when (reused)
            {
                // An idle connection may have died meanwhile: a fresh one tells whether it was only that.
                reader.Dispose();
            }
            catch
            {
                reader.Dispose();
                throw;
            }
        }
    }

    private void Return(Reader reader)
    {
        if (_closed || _idle.Count >= MaxIdle) reader.Dispose();
        else _idle.Add(reader);
    }

    private async Task<Reader> OpenAsync(CancellationToken ct)
    {
        var scope = scopes.CreateAsyncScope();
        try
        {
            // The context opens the connection, so that it is set up like every other; it lives as long as the reader.
            var db = scope.ServiceProvider.GetRequiredService<RegistryDb>();
            await db.Database.OpenConnectionAsync(ct);
            return new Reader(scope, db.Database.GetDbConnection());
        }
        catch
        {
            await scope.DisposeAsync();
            throw;
        }
    }

    /// <summary>An open connection with its prepared statements.</summary>
    private sealed class Reader(IServiceScope scope, DbConnection connection) : IDisposable
    {
        public DbCommand ByAddress { get; } = Command(connection, PublicRecordStore.ByAddress, 43);
        public DbCommand ByIdentity { get; } = Command(connection, PublicRecordStore.ByIdentity, Ulid.Length);
        public DbCommand ByPassport { get; } = Command(connection, PublicRecordStore.ByPassport, Ulid.Length);

        public void Dispose()
        {
            ByAddress.Dispose();
            ByIdentity.Dispose();
            ByPassport.Dispose();
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
