using AiIdentity.Infrastructure.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Infrastructure.Tests.Persistence;

internal sealed class MigrationTurnTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("aii-migrate-").FullName;

    [TearDown]
    public void RemoveFolder()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private SqliteRegistryDb Open() => new(new DbContextOptionsBuilder<SqliteRegistryDb>().UseSqlite($"Data Source={Path.Combine(_folder, "registry.db")}").AddInterceptors(new SqlitePragmas(null)).UseApplicationServiceProvider(DesignTime.Services).Options);

    [Test]
    public async Task A_process_that_was_killed_as_it_migrated_holds_nobody_up()
    {
        await using (var killed = Open())
        {
            // What EF leaves where its process ends in the middle.
            await killed.Database.ExecuteSqlRawAsync("CREATE TABLE __EFMigrationsLock (Id INTEGER NOT NULL PRIMARY KEY, Timestamp TEXT NOT NULL); INSERT INTO __EFMigrationsLock VALUES (1, '2026-01-01')");
        }

        await using var db = Open();
        await db.MigrateEmbeddedAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));
        Assert.That(await db.HasAllMigrationsAsync(CancellationToken.None), Is.True);
        Assert.That(Directory.GetFiles(_folder, "*-migrating"), Is.Empty);
    }

    [Test]
    public async Task Of_many_that_begin_at_once_one_migrates_and_the_others_go_on_as_soon_as_it_has()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            await using var db = Open();
            await db.MigrateEmbeddedAsync(CancellationToken.None);
            Assert.That(await db.HasAllMigrationsAsync(CancellationToken.None), Is.True);
        }))).WaitAsync(TimeSpan.FromMinutes(2));
        await using var one = Open();
        Assert.That((await one.Database.GetAppliedMigrationsAsync()).Distinct().Count(), Is.EqualTo(one.Database.GetMigrations().Count()));
    }
}
