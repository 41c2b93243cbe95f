using AiIdentity.Infrastructure.Persistence;
using Microsoft.Data.Sqlite;

namespace AiIdentity.Load;

/// <summary>
/// What issuing a Passport reads and writes in the registry's database: the same rows by prepared statements on one connection,
/// in one transaction each, answered after the registry's own group commit. Nothing is judged, drawn, tracked or signed.
/// </summary>
internal sealed class BareIssue : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly GroupCommit _flush = new(isSqlite: true);
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _identity, _sequence, _surfaces, _facts;
    private readonly SqliteCommand[] _others, _writes;
    private readonly string _token;

    public BareIssue(string database)
    {
        _connection = new SqliteConnection($"Data Source={database};Pooling=False");
        _connection.Open();
        new SqlitePragmas(maxMegabytes: null).Configure(_connection);
        _flush.DeferFlush(_connection);
        _token = (string)Prepare("SELECT Token FROM Passports WHERE Token IS NOT NULL LIMIT 1").ExecuteScalar()!;

        _identity = Prepare("SELECT i.*, a.* FROM Identities i LEFT JOIN Attestations a ON a.IdentityId = i.Id WHERE i.Id = @identity", "@identity");
        _others =
        [
            Prepare("SELECT * FROM ApiKeys WHERE OwnerId = @owner LIMIT 2", "@owner"),
            Prepare("SELECT EXISTS (SELECT 1 FROM Accounts WHERE Id = @owner AND ConfirmedAt IS NOT NULL)", "@owner"),
            Prepare("SELECT EXISTS (SELECT 1 FROM Accounts WHERE Id = @owner AND ConfirmedAt IS NOT NULL)", "@owner"),
            Prepare("SELECT * FROM SigningKeys"),
        ];
        _surfaces = Prepare("SELECT * FROM Surfaces WHERE IdentityId = @identity AND ListedKey IS NOT NULL ORDER BY Id", "@identity");
        _sequence = Prepare("SELECT MAX(Sequence) FROM Passports");
        _facts = Prepare("SELECT Facts FROM PublicRecords WHERE IdentityId = @identity", "@identity");
        _writes =
        [
            Prepare("INSERT INTO Events (Id, Type, At, Actor, OwnerId, IdentityId, PassportId) VALUES (@id, 'passport_issued', @now, @owner, @owner, @identity, @id)", "@id", "@now", "@owner", "@identity"),
            Prepare("INSERT INTO Passports (Id, IdentityId, OwnerId, KeyId, IssuedAt, ExpiresAt, Sequence, Token, Version) VALUES (@id, @identity, @owner, @owner, @now, @now, @sequence, @token, 0)", "@id", "@identity", "@owner", "@now", "@sequence", "@token"),
            Prepare("UPDATE SigningKeys SET LastExpiry = @now, Version = Version + 1", "@now"),
            Prepare("INSERT INTO PassportSurfaces (PassportId, SurfaceId, Epoch) VALUES (@id, @surface, 1)", "@id", "@surface"),
            Prepare("UPDATE Identities SET PublicChangedAt = @now, Version = Version + 1 WHERE Id = @identity", "@now", "@identity"),
            Prepare("UPDATE PublicRecords SET Facts = @facts WHERE IdentityId = @identity", "@facts", "@identity"),
        ];
    }

    /// <param name="path">As the registry is asked: the identity's id before its last part.</param>
    public async Task IssueAsync(string path)
    {
        // Asked for anything else only whether it is up.
        if (path.Split('/') is not [.., "identities", var identity, "passports"]) return;
        await _turn.WaitAsync();
        try
        {
            Write(identity[^26..]);
        }
        finally
        {
            _turn.Release();
        }

        await _flush.WaitForFlushAsync(_connection);
    }

    public void Dispose()
    {
        _connection.Dispose();
        _turn.Dispose();
    }

    private void Write(string identity)
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        var values = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["@identity"] = identity,
            ["@id"] = Guid.CreateVersion7().ToString("N"),
            ["@now"] = TimeProvider.System.GetUtcNow().UtcTicks,
            ["@token"] = _token,
        };
        values["@owner"] = Read(_identity, "OwnerId");
        foreach (var other in _others) Read(other, null);
        values["@surface"] = Read(_surfaces, "Id");
        values["@sequence"] = (long)Read(_sequence, null) + 1;
        values["@facts"] = Read(_facts, null);
        foreach (var write in _writes)
        {
            Bind(write);
            if (write.ExecuteNonQuery() == 0) throw new InvalidOperationException("A statement wrote nothing.");
        }

        transaction.Commit();

        // All columns of all rows, as one who makes objects of them would; one of them is asked for.
        object Read(SqliteCommand command, string? wanted)
        {
            Bind(command);
            using var rows = command.ExecuteReader();
            var columns = new object[rows.FieldCount];
            object? first = null;
            while (rows.Read())
            {
                rows.GetValues(columns);
                first ??= columns[wanted is null ? 0 : rows.GetOrdinal(wanted)];
            }

            return first ?? throw new InvalidOperationException($"Nothing was found by: {command.CommandText}");
        }

        void Bind(SqliteCommand command)
        {
            command.Transaction = transaction;
            foreach (SqliteParameter parameter in command.Parameters) parameter.Value = values[parameter.ParameterName];
        }
    }

    private SqliteCommand Prepare(string statement, params string[] parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = statement;
        foreach (var name in parameters) command.Parameters.Add(new SqliteParameter { ParameterName = name, Value = DBNull.Value });
        return command;
    }
}
