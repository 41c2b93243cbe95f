using System.Collections;
using System.Collections.Concurrent;
using System.Data.Common;
using System.Linq.Expressions;
using System.Reflection;
using AiIdentity.Infrastructure.Persistence;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Query;

namespace AiIdentity.Api.Tests.Persistence;

/// <summary>
/// Whatever the suite asks of SQLite is asked of the SQL Server provider too, up to the statement that it would send: these are
/// written to <c>artifacts/statements</c>, where SqlServer.Tests holds them against the schema.
/// </summary>
internal sealed class SqlServerStatements : DbCommandInterceptor, IQueryExpressionInterceptor, ISaveChangesInterceptor
{
    public static SqlServerStatements Collected { get; } = new();

    private readonly ConcurrentDictionary<string, string?> _queries = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _changes = new(StringComparer.Ordinal);
    private readonly Capture _capture = new();
    private readonly Lock _one = new();
    private SqlServerRegistryDb? _sqlServer;

    /// <summary>What the SQL Server provider could not say, each with its reason.</summary>
    public IEnumerable<string> Failures => _queries.Where(q => q.Value is not null).Select(q => $"{q.Value}\n{q.Key}");

    public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData)
    {
        if (eventData.Context is SqliteRegistryDb) _queries.GetOrAdd(ExpressionPrinter.Print(queryExpression), _ => Ask(queryExpression));
        return queryExpression;
    }

    public ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is SqliteRegistryDb db) Save(db);
        return ValueTask.FromResult(result);
    }

    // Statements written by hand go to either database as they are.
    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        if (eventData is { Context: SqliteRegistryDb, CommandSource: CommandSource.ExecuteSqlRaw }) _capture.Keep(command);
        return result;
    }

    public void Write()
    {
        var folder = Path.Combine(RepositoryRoot(), "artifacts", "statements");
        Directory.CreateDirectory(folder);
        var lines = _capture.Statements.OrderBy(s => s, StringComparer.Ordinal);
        File.WriteAllText(Path.Combine(folder, "api.sql"), string.Join("\nGO\n", lines));
    }

    private string? Ask(Expression query)
    {
        lock (_one)
        {
            var db = SqlServer();
            try
            {
                var expression = new OnSqlServer(db).Visit(query);
                var type = typeof(IQueryable).IsAssignableFrom(expression.Type) ? typeof(IEnumerable<>).MakeGenericType(expression.Type.GetGenericArguments()) : expression.Type;
                var compilation = db.GetService<IQueryCompilationContextFactory>().Create(async: false);
                var compile = typeof(QueryCompilationContext).GetMethod(nameof(QueryCompilationContext.CreateQueryExecutor))!.MakeGenericMethod(type);
                var executor = (Delegate)compile.Invoke(compilation, [expression])!;
                var context = db.GetService<IQueryContextFactory>().Create();
                foreach (var parameter in Parameters.Of(expression)) context.Parameters[parameter.Name] = Parameters.Sample(parameter.Type);
                if (executor.DynamicInvoke(context) is IEnumerable rows)
                    foreach (var row in rows) _ = row;
            }
            catch (Exception e) when (Root(e) is Capture.Captured)
            {
                return null;
            }
            catch (Exception e)
            {
                return Root(e).Message;
            }
            finally
            {
                db.ChangeTracker.Clear();
            }

            return "No statement was made.";
        }
    }

    private void Save(SqliteRegistryDb db)
    {
        db.ChangeTracker.DetectChanges();
        // What an aggregate owns is saved with it: a changed part has changed its owner's version.
        var entries = db.ChangeTracker.Entries().Where(e => !e.Metadata.IsOwned() && e.State is (EntityState.Added or EntityState.Modified or EntityState.Deleted)).ToList();
        // One of each shape is enough: which rows of which columns.
        var shape = string.Join(';', entries.Select(e => $"{e.Metadata.Name} {e.State} {string.Join(',', e.Properties.Where(p => p.IsModified).Select(p => p.Metadata.Name))}").Distinct(StringComparer.Ordinal));
        if (entries.Count == 0 || !_changes.TryAdd(shape, 0)) return;
        lock (_one)
        {
            foreach (var entry in entries)
            {
                var sqlServer = SqlServer();
                var copy = sqlServer.Entry(entry.Entity);
                try
                {
                    copy.State = entry.State;
                    foreach (var property in copy.Properties.Where(p => entry.Metadata.FindProperty(p.Metadata.Name) is not null && p.Metadata.IsShadowProperty() && p.Metadata.ValueGenerated is 0))
                        property.CurrentValue = entry.Property(property.Metadata.Name).CurrentValue;
                    if (entry.State is EntityState.Modified)
                        foreach (var property in copy.Properties.Where(p => !p.Metadata.IsPrimaryKey())) property.IsModified = entry.Property(property.Metadata.Name).IsModified;
                    sqlServer.SaveChanges();
                }
                catch (Exception e) when (Root(e) is Capture.Captured)
                {
                }
                catch (Exception e)
                {
                    _queries.TryAdd($"{entry.Metadata.Name} {entry.State}", Root(e).Message);
                }
                finally
                {
                    sqlServer.Dispose();
                    _sqlServer = null;
                }
            }
        }
    }

    private SqlServerRegistryDb SqlServer() => _sqlServer ??= new SqlServerRegistryDb(new DbContextOptionsBuilder<SqlServerRegistryDb>()
        .UseSqlServer("Server=nowhere").UseApplicationServiceProvider(DesignTime.Services).AddInterceptors(_capture).Options)
    {
        Database = { AutoTransactionBehavior = AutoTransactionBehavior.Never },
    };

    private static Exception Root(Exception e)
    {
        while (e.InnerException is { } inner && e is not Capture.Captured) e = inner;
        return e;
    }

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "AiIdentity.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    /// <summary>Keeps each command and stops it before it would reach a server.</summary>
    private sealed class Capture : DbCommandInterceptor, IDbConnectionInterceptor
    {
        private readonly ConcurrentDictionary<string, byte> _statements = new(StringComparer.Ordinal);

        public IEnumerable<string> Statements => _statements.Keys;

        public void Keep(DbCommand command)
        {
            var parameters = command.Parameters.Cast<DbParameter>().Select(p => $"{p.ParameterName} {TypeOf(p)}");
            _statements.TryAdd($"-- {string.Join(", ", parameters)}\n{command.CommandText.Trim()}", 0);
        }

        public InterceptionResult ConnectionOpening(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) => InterceptionResult.Suppress();

        public InterceptionResult ConnectionClosing(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) => InterceptionResult.Suppress();

        public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
        {
            Keep(command);
            throw new Captured();
        }

        public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
        {
            Keep(command);
            throw new Captured();
        }

        public override InterceptionResult<object> ScalarExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<object> result)
        {
            Keep(command);
            throw new Captured();
        }

        private static string TypeOf(DbParameter parameter) => parameter is SqlParameter p
            ? p.SqlDbType switch
            {
                System.Data.SqlDbType.NVarChar or System.Data.SqlDbType.VarChar or System.Data.SqlDbType.VarBinary => $"{p.SqlDbType}({(p.Size is > 0 and <= 4000 ? p.Size : "max")})",
                var type => type.ToString(),
            }
            : "nvarchar(max)";

        public sealed class Captured : Exception;
    }

    private sealed class OnSqlServer(SqlServerRegistryDb db) : ExpressionVisitor
    {
        protected override Expression VisitExtension(Expression node) => node switch
        {
            EntityQueryRootExpression root => new EntityQueryRootExpression(db.Model.FindEntityType(root.EntityType.Name)!),
            _ => base.VisitExtension(node),
        };
    }

    private sealed class Parameters : ExpressionVisitor
    {
        private readonly Dictionary<string, Type> _found = new(StringComparer.Ordinal);

        public static IEnumerable<(string Name, Type Type)> Of(Expression expression)
        {
            var parameters = new Parameters();
            parameters.Visit(expression);
            return parameters._found.Select(f => (f.Key, f.Value));
        }

        public static object? Sample(Type type)
        {
            if (type == typeof(string)) return "x";
            var element = type.IsArray ? type.GetElementType() : type.GetInterfaces().Append(type).FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0];
            if (element is not null)
            {
                var array = Array.CreateInstance(element, 2);
                for (var i = 0; i < 2; i++) array.SetValue(Sample(element), i);
                return type.IsAssignableFrom(array.GetType()) ? array : Activator.CreateInstance(typeof(List<>).MakeGenericType(element), array);
            }

            var bare = Nullable.GetUnderlyingType(type) ?? type;
            return bare.IsValueType ? Activator.CreateInstance(bare) : null;
        }

        protected override Expression VisitExtension(Expression node)
        {
            if (node is QueryParameterExpression parameter)
            {
                _found[parameter.Name] = parameter.Type;
                return node;
            }

            return base.VisitExtension(node);
        }
    }
}
