using AiIdentity.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.SqlServer.Dac;
using Microsoft.SqlServer.Dac.Model;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AiIdentity.SqlServer.Tests;

/// <summary>The store as SQL Server would have it, without one: what the migrations make, as a model that can be asked.</summary>
internal static class Schema
{
    public const SqlServerVersion Version = SqlServerVersion.Sql160;

    public static SqlServerRegistryDb Context() => new(new DbContextOptionsBuilder<SqlServerRegistryDb>()
        .UseSqlServer("Server=nowhere").UseApplicationServiceProvider(DesignTime.Services).Options);

    public static string Script(MigrationsSqlGenerationOptions options, string? from = null, string? to = null)
    {
        using var db = Context();
        return db.GetService<IMigrator>().GenerateScript(from, to, options);
    }

    /// <summary>The statements of a script as they are sent, split where it says GO.</summary>
    public static IEnumerable<string> Batches(string script)
    {
        var batch = new List<string>();
        foreach (var line in script.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.Trim() != "GO")
            {
                batch.Add(line);
                continue;
            }

            if (batch.Exists(l => l.Trim().Length > 0)) yield return string.Join('\n', batch);
            batch.Clear();
        }

        if (batch.Exists(l => l.Trim().Length > 0)) yield return string.Join('\n', batch);
    }

    public static IReadOnlyList<string> SyntaxErrors(string statement)
    {
        new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(statement), out var errors);
        return [.. errors.Select(e => $"{e.Line}:{e.Column} {e.Message}")];
    }

    /// <summary>Whether a statement of that kind is in it.</summary>
    public static bool Says<T>(string statement) where T : TSqlFragment
    {
        var kinds = new Kinds();
        new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(statement), out _).Accept(kinds);
        return kinds.Met.Exists(fragment => fragment is T);
    }

    private sealed class Kinds : TSqlFragmentVisitor
    {
        public List<TSqlFragment> Met { get; } = [];

        public override void Visit(TSqlFragment node) => Met.Add(node);
    }

    /// <summary>The tables that a statement names and the schema has not: the model takes such a name for one of another database's.</summary>
    public static IReadOnlyList<string> UnknownTables(string statement)
    {
        var names = new TableNames();
        new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(statement), out _).Accept(names);
        using var db = Context();
        var tables = db.Model.GetEntityTypes().Select(e => e.GetTableName());
        return [.. names.Named.Except(names.Aliases, StringComparer.Ordinal).Except(tables, StringComparer.Ordinal).Select(n => n!)];
    }

    private sealed class TableNames : TSqlFragmentVisitor
    {
        public HashSet<string> Named { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Aliases { get; } = new(StringComparer.Ordinal);

        public override void Visit(NamedTableReference node) => Named.Add(node.SchemaObject.BaseIdentifier.Value);

        public override void Visit(TableReferenceWithAlias node)
        {
            if (node.Alias is not null) Aliases.Add(node.Alias.Value);
        }

        public override void Visit(CommonTableExpression node) => Aliases.Add(node.ExpressionName.Value);
    }

    /// <summary>Tables, indexes and triggers of the whole model.</summary>
    public static TSqlModel Model()
    {
        var model = new TSqlModel(Version, new TSqlModelOptions());
        using var db = Context();
        foreach (var batch in Batches(db.Database.GenerateCreateScript())) model.AddObjects(batch);
        foreach (var trigger in Triggers()) model.AddObjects(trigger);
        return model;
    }

    public static IReadOnlyList<string> Errors(TSqlModel model) =>
        [.. model.Validate().Where(m => m.MessageType is DacMessageType.Error).Select(m => m.Message)];

    /// <summary>What the migrations create by a statement inside EXEC.</summary>
    private static IEnumerable<string> Triggers() =>
        from batch in Batches(Script(MigrationsSqlGenerationOptions.Default))
        let start = batch.IndexOf("EXEC(N'CREATE TRIGGER", StringComparison.Ordinal)
        where start >= 0
        select batch[(start + "EXEC(N'".Length)..batch.LastIndexOf("')", StringComparison.Ordinal)].Replace("''", "'", StringComparison.Ordinal);
}
