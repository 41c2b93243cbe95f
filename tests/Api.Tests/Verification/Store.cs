using System.Globalization;
using Microsoft.Data.Sqlite;

namespace AiIdentity.Api.Tests.Verification;

/// <summary>Looks into a registry's database beside its process, and writes nothing there.</summary>
internal sealed class Store(string folder)
{
    private readonly string _connection = $"Data Source={Path.Combine(folder, "registry.db")};Mode=ReadOnly;Default Timeout=60";

    public async Task<long> NumberAsync(string sql) => Convert.ToInt64((await RowsAsync(sql))[0][0], CultureInfo.InvariantCulture);

    public async Task<List<object[]>> RowsAsync(string sql)
    {
        await using var connection = new SqliteConnection(_connection);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object[]>();
        while (await reader.ReadAsync())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }
}
