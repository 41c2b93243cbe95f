using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.SqlServer.Dac.Model;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AiIdentity.SqlServer.Tests;

/// <summary>
/// Each statement that the tests of the Api make EF write for SQL Server, as Api.Tests left them in <c>artifacts/statements</c>:
/// parsed, and held against the schema as the body of a procedure, so that a column or table that is not there is found.
/// </summary>
internal sealed class StatementsTests
{
    private static readonly List<(string Parameters, string Text)> Statements = Read();

    [Test]
    public void Every_statement_can_be_parsed()
    {
        Assert.That(Statements, Has.Count.GreaterThan(100), "Run tests/Api.Tests first: it writes down what it makes EF say.");
        Assert.That(Statements.SelectMany(s => Schema.SyntaxErrors(s.Text).Select(e => $"{e}\n{s.Text}")), Is.Empty);
    }

    [Test]
    public void Every_statement_names_what_the_schema_has()
    {
        using var model = Schema.Model();
        for (var i = 0; i < Statements.Count; i++) model.AddObjects(Procedure($"s{i}", Statements[i]));
        Assert.That(Schema.Errors(model), Is.Empty);
        Assert.That(Statements.SelectMany(s => Schema.UnknownTables(s.Text)).Distinct(StringComparer.Ordinal), Is.Empty);
    }

    [Test]
    public void No_statement_is_a_MERGE_and_one_migration_alone_alters_the_database()
    {
        Assert.That(Statements.Select(s => s.Text).Where(text => Schema.Says<MergeStatement>(text) || Schema.Says<AlterDatabaseStatement>(text)), Is.Empty);
        var script = Schema.Batches(Schema.Script(MigrationsSqlGenerationOptions.Default)).ToList();
        Assert.That(script.Where(Schema.Says<MergeStatement>), Is.Empty);
        Assert.That(script.Where(Schema.Says<AlterDatabaseStatement>), Has.Exactly(1).Contains("READ_COMMITTED_SNAPSHOT ON"));
    }

    [TestCase("SELECT [NoSuchColumn] FROM [Events]")]
    [TestCase("UPDATE [NoSuchTable] SET [Id] = 1")]
    public void A_statement_that_names_something_else_is_found(string statement)
    {
        using var model = Schema.Model();
        model.AddObjects(Procedure("wrong", ("", statement)));
        Assert.That(Schema.Errors(model).Concat(Schema.UnknownTables(statement)), Is.Not.Empty);
    }

    private static string Procedure(string name, (string Parameters, string Text) statement) =>
        $"CREATE PROCEDURE [dbo].[{name}] {statement.Parameters} AS BEGIN\n{statement.Text}\nEND";

    private static List<(string Parameters, string Text)> Read()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "AiIdentity.sln"))) folder = Path.GetDirectoryName(folder)!;
        var file = Path.Combine(folder, "artifacts", "statements", "api.sql");
        if (!File.Exists(file)) return [];
        return [.. Schema.Batches(File.ReadAllText(file)).Select(batch =>
        {
            var end = batch.IndexOf('\n', StringComparison.Ordinal);
            return (batch[2..end].Trim(), batch[(end + 1)..]);
        })];
    }
}
