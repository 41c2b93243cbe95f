using AiIdentity.Infrastructure.Persistence;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Api.Tests.Persistence;

/// <summary>The suite on a real SQL Server, where <c>AIIDENTITY_TEST_SQLSERVER</c> holds a connection string that may create databases.</summary>
internal static class RealSqlServer
{
    private static readonly string? Server = Environment.GetEnvironmentVariable("AIIDENTITY_TEST_SQLSERVER");

    public static bool Is => Server is { Length: > 0 };

    /// <summary>A database of the folder's name, migrated; made at the first call.</summary>
    public static string Migrated(string folder)
    {
        var connection = Connection(folder);
        using var db = Context(connection);
        db.Database.Migrate();
        return connection;
    }

    public static void Drop(string folder)
    {
        using var db = Context(Connection(folder));
        db.Database.EnsureDeleted();
    }

    private static string Connection(string folder) =>
        new SqlConnectionStringBuilder(Server) { InitialCatalog = Path.GetFileName(folder.TrimEnd(Path.DirectorySeparatorChar)) }.ConnectionString;

    private static SqlServerRegistryDb Context(string connection) => new(new DbContextOptionsBuilder<SqlServerRegistryDb>()
        .UseSqlServer(connection).UseApplicationServiceProvider(DesignTime.Services).Options);
}
