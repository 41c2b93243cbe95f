using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AiIdentity.SqlServer.Tests;

/// <summary>The migrations for SQL Server, read by its own parser and held against its own rules.</summary>
internal sealed class MigrationsTests
{
    private const int ClusteredKeyBytes = 900;
    private const int IndexKeyBytes = 1700;

    [TestCase(MigrationsSqlGenerationOptions.Default)]
    [TestCase(MigrationsSqlGenerationOptions.Idempotent)]
    public void Every_batch_of_the_script_can_be_parsed(MigrationsSqlGenerationOptions options)
    {
        var batches = Schema.Batches(Schema.Script(options)).ToList();
        Assert.That(batches, Has.Count.GreaterThan(3));
        Assert.That(batches.SelectMany(b => Schema.SyntaxErrors(b).Select(e => $"{e}\n{b}")), Is.Empty);
    }

    [Test]
    public void Each_migration_can_be_undone_by_a_script_that_parses()
    {
        using var db = Schema.Context();
        var migrations = db.Database.GetMigrations().ToList();
        for (var i = migrations.Count - 1; i > 0; i--)
        {
            var undo = Schema.Script(MigrationsSqlGenerationOptions.Default, migrations[i], migrations[i - 1]);
            Assert.That(Schema.Batches(undo).SelectMany(Schema.SyntaxErrors), Is.Empty, migrations[i]);
        }
    }

    [Test]
    public void The_parser_finds_what_is_wrong() => Assert.That(Schema.SyntaxErrors("CREATE TABEL t (Id int)"), Is.Not.Empty);

    [Test]
    public void The_whole_schema_is_valid()
    {
        using var model = Schema.Model();
        Assert.That(Schema.Errors(model), Is.Empty);
    }

    [Test]
    public void The_model_finds_what_is_wrong()
    {
        using var model = Schema.Model();
        model.AddObjects("CREATE INDEX [Wrong] ON [Events] ([NoSuchColumn]);");
        Assert.That(Schema.Errors(model), Is.Not.Empty);
    }

    [Test]
    public void Events_have_the_trigger_that_keeps_them_and_readers_never_wait_for_writers()
    {
        var script = Schema.Script(MigrationsSqlGenerationOptions.Default);
        Assert.That(script, Does.Contain("INSTEAD OF UPDATE, DELETE").And.Contain("READ_COMMITTED_SNAPSHOT ON"));
        using var model = Schema.Model();
        Assert.That(model.GetObjects(Microsoft.SqlServer.Dac.Model.DacQueryScopes.UserDefined, Microsoft.SqlServer.Dac.Model.ModelSchema.DmlTrigger).Select(t => t.Name.ToString()),
            Is.EqualTo(new[] { "[dbo].[Events_AppendOnly]" }));
    }

    // What the model does not find: SQL Server refuses these only when the statement runs, or the first long row comes.
    [Test]
    public void No_key_or_index_is_longer_than_SQL_Server_allows()
    {
        using var db = Schema.Context();
        var model = db.GetService<IDesignTimeModel>().Model;
        // What is owned and lies in its owner's table, or in a JSON column of it, has no key of its own there.
        foreach (var entity in model.GetEntityTypes().Where(e => !e.IsMappedToJson()))
        {
            foreach (var key in entity.GetKeys()) Judge(entity, key.Properties, key.IsPrimaryKey() && key.IsClustered() is not false ? ClusteredKeyBytes : IndexKeyBytes);
            foreach (var index in entity.GetIndexes()) Judge(entity, index.Properties, IndexKeyBytes);
        }

        static void Judge(IEntityType entity, IReadOnlyList<IProperty> properties, int most)
        {
            var bytes = properties.Sum(BytesOf);
            Assert.That(bytes, Is.LessThanOrEqualTo(most), $"{entity.DisplayName()} ({string.Join(", ", properties.Select(p => p.Name))})");
        }
    }

    [Test]
    public void No_two_cascades_reach_one_table()
    {
        using var db = Schema.Context();
        var foreignKeys = db.GetService<IDesignTimeModel>().Model.GetEntityTypes().SelectMany(e => e.GetForeignKeys())
            .Where(f => f.DeleteBehavior is DeleteBehavior.Cascade or DeleteBehavior.SetNull && f.DeclaringEntityType.GetTableName() != f.PrincipalEntityType.GetTableName())
            .Select(f => (From: f.PrincipalEntityType.GetTableName()!, To: f.DeclaringEntityType.GetTableName()!)).ToList();
        Assert.That(foreignKeys, Is.Not.Empty);
        foreach (var root in foreignKeys.Select(f => f.From).Distinct(StringComparer.Ordinal))
        {
            var reached = new List<string>();
            Follow(root);
            Assert.That(reached, Is.Unique, root);

            void Follow(string from)
            {
                foreach (var (_, to) in foreignKeys.Where(f => f.From == from))
                {
                    reached.Add(to);
                    if (reached.Count(t => t == to) == 1) Follow(to);
                }
            }
        }
    }

    private static int BytesOf(IProperty property) => property.GetColumnType() switch
    {
        var type when type.EndsWith("(max)", StringComparison.Ordinal) => int.MaxValue / 100,
        var type when type.StartsWith("nvarchar(", StringComparison.Ordinal) => 2 * Length(type),
        var type when type.StartsWith("varchar(", StringComparison.Ordinal) || type.StartsWith("varbinary(", StringComparison.Ordinal) => Length(type),
        "datetimeoffset" => 10,
        "bigint" => 8,
        "int" => 4,
        "date" => 3,
        "bit" => 1,
        var type => throw new InvalidOperationException($"How many bytes has a key of {type}?"),
    };

    private static int Length(string type) => int.Parse(type[(type.IndexOf('(', StringComparison.Ordinal) + 1)..^1], System.Globalization.CultureInfo.InvariantCulture);
}
