using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace AiIdentity.Load;

/// <summary>
/// Writes aggregates as the rows that EF's model makes of them, by one prepared statement per table: no tracking, no journal, and
/// the indexes built at the end, over rows that lie there already. Not for a store that anybody else has open.
/// </summary>
internal sealed class RowWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly IModel _model;
    private readonly Dictionary<Type, Table> _tables = [];
    private readonly List<(string Name, string Sql)> _indexes = [];

    public RowWriter(string database, IModel model)
    {
        _model = model;
        _connection = new SqliteConnection($"Data Source={database};Pooling=False");
        _connection.Open();
        Run("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE; PRAGMA cache_size=-2000000; PRAGMA foreign_keys=OFF");
        using var list = _connection.CreateCommand();
        list.CommandText = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL";
        using (var rows = list.ExecuteReader())
        {
            while (rows.Read()) _indexes.Add((rows.GetString(0), rows.GetString(1)));
        }

        foreach (var (name, _) in _indexes) Run($"DROP INDEX \"{name}\"");
    }

    public void Write(IEnumerable<object> aggregates)
    {
        Run("BEGIN");
        foreach (var aggregate in aggregates)
        {
            if (!_tables.TryGetValue(aggregate.GetType(), out var table))
                _tables[aggregate.GetType()] = table = new Table(_connection, _model.FindEntityType(aggregate.GetType())!, owner: null);
            table.Insert(aggregate, owner: null);
        }

        Run("COMMIT");
    }

    /// <summary>Builds the indexes, the unique ones with their proof, and leaves the store as the registry opens it.</summary>
    public void Finish(Action<string> said)
    {
        foreach (var (name, sql) in _indexes)
        {
            said(name);
            Run(sql);
        }

        Run("PRAGMA optimize; PRAGMA locking_mode=NORMAL; PRAGMA journal_mode=WAL");
    }

    public void Dispose()
    {
        foreach (var table in _tables.Values) table.Dispose();
        _connection.Dispose();
    }

    private void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private sealed class Table : IDisposable
    {
        private readonly SqliteCommand _insert;
        private readonly List<Func<object, object?, object?>> _columns = [];
        private readonly List<(IClrCollectionAccessor Rows, Table Table)> _owned = [];

        public Table(SqliteConnection connection, IEntityType type, IEntityType? owner)
        {
            var table = StoreObjectIdentifier.Create(type, StoreObjectType.Table)!.Value;
            var names = new List<string>();
            Columns(type, row => row);
            foreach (var navigation in type.GetNavigations().Where(n => n.ForeignKey.IsOwnership && !n.IsOnDependent))
            {
                if (navigation.IsCollection) _owned.Add((navigation.GetCollectionAccessor()!, new Table(connection, navigation.TargetEntityType, type)));
                else Columns(navigation.TargetEntityType, navigation.GetGetter().GetClrValue);
            }

            _insert = connection.CreateCommand();
            _insert.CommandText = $"INSERT INTO \"{table.Name}\" ({string.Join(", ", names.Select(n => $"\"{n}\""))}) VALUES ({string.Join(", ", names.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"@{i}")))})";
            for (var i = 0; i < names.Count; i++) _insert.Parameters.Add(new SqliteParameter(string.Create(CultureInfo.InvariantCulture, $"@{i}"), null));
            _insert.Prepare();

            void Columns(IEntityType part, Func<object, object?> of)
            {
                foreach (var property in part.GetProperties())
                {
                    // The key of a part that lies in its owner's row is that row's.
                    if (property.GetColumnName(table) is not { } name || names.Contains(name)) continue;
                    var converter = property.GetTypeMapping().Converter;
                    // A shadow property is the key of the owner.
                    var source = property.IsShadowProperty() ? owner?.FindPrimaryKey()!.Properties[0] : property;
                    if (source is null) continue;
                    var get = source.GetGetter();
                    var isOwners = property.IsShadowProperty();
                    names.Add(name);
                    _columns.Add((row, parent) => (isOwners ? parent : of(row)) is { } holder && get.GetClrValue(holder) is { } value
                        ? converter is null ? value : converter.ConvertToProvider(value)
                        : null);
                }
            }
        }

        public void Insert(object row, object? owner)
        {
            for (var i = 0; i < _columns.Count; i++) _insert.Parameters[i].Value = _columns[i](row, owner) ?? DBNull.Value;
            _insert.ExecuteNonQuery();
            foreach (var (rows, table) in _owned)
            {
                foreach (var part in (System.Collections.IEnumerable)rows.GetOrCreate(row, forMaterialization: false)) table.Insert(part, row);
            }
        }

        public void Dispose()
        {
            _insert.Dispose();
            foreach (var (_, table) in _owned) table.Dispose();
        }
    }
}
