using System.Collections.Concurrent;
using System.Security.Cryptography;
using AiIdentity.Infrastructure.Registry;
using Microsoft.Data.Sqlite;

namespace AiIdentity.Load;

/// <summary>One look into the registry's own index of addresses by its own statement, prepared, on a connection that stays open.</summary>
/// <param name="hits">Whether the addresses asked for are bound, or none is.</param>
/// <param name="known">How many of them it learns before it is up.</param>
internal sealed class BareLook(string database, bool hits, int known = 200_000) : IDisposable
{
    private const int Stride = 7_919;
    private readonly ConcurrentBag<SqliteCommand> _ready = [];
    private readonly string[] _keys = hits ? Bound(database, known) : Nobodys(known);
    private int _asked;

    /// <summary>The bytes that the store keeps for the address; null where it is nobody's, as with the registry's misses.</summary>
    public byte[]? Answer()
    {
        if (!_ready.TryTake(out var command)) command = Prepare(database);
        command.Parameters[0].Value = _keys[(uint)(Interlocked.Increment(ref _asked) * Stride) % _keys.Length];
        byte[]? facts;
        using (var row = command.ExecuteReader()) facts = row.Read() ? row.GetFieldValue<byte[]>(0) : null;
        _ready.Add(command);
        return facts;
    }

    public void Dispose()
    {
        while (_ready.TryTake(out var command))
        {
            command.Connection!.Dispose();
            command.Dispose();
        }
    }

    private static string[] Nobodys(int known) => [.. Enumerable.Range(0, known).Select(_ => System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)))];

    private static string[] Bound(string database, int known)
    {
        using var command = Open(database).CreateCommand();
        using var connection = command.Connection!;
        // Their rows lie anywhere in the file, since a key is random.
        command.CommandText = "SELECT ListedKey FROM Surfaces WHERE ListedKey IS NOT NULL ORDER BY ListedKey LIMIT @known";
        command.Parameters.AddWithValue("@known", known);
        using var rows = command.ExecuteReader();
        var keys = new List<string>();
        while (rows.Read()) keys.Add(rows.GetString(0));
        return [.. keys];
    }

    private static SqliteCommand Prepare(string database)
    {
        var command = Open(database).CreateCommand();
        command.CommandText = PublicRecordStore.ByAddress;
        command.Parameters.Add("@about", SqliteType.Text);
        return command;
    }

    private static SqliteConnection Open(string database)
    {
        var connection = new SqliteConnection($"Data Source={database};Mode=ReadOnly;Pooling=False");
        connection.Open();
        return connection;
    }
}
