using Microsoft.Data.Sqlite;

namespace AiIdentity.Api.Tests.Http;

/// <summary>What a host does by hand, with the program itself.</summary>
[Parallelizable]
internal sealed class VerbTests
{
    private string _folder = "";

    private string[] Settings => ["ASPNETCORE_ENVIRONMENT=Development", "Sandbox__Enabled=false", $"ConnectionStrings__Registry=Data Source={Path.Combine(_folder, "registry.db")}"];

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("aii-").FullName;

    [TearDown]
    public void RemoveFolder()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task Check_says_one_line_each_and_changes_nothing_and_migrate_mends_what_it_found()
    {
        var before = await ApiProcess.RunAsync(["check"], Settings);
        Assert.That(before.ExitCode, Is.EqualTo(1), before.Error);
        Assert.That(before.Out.Split('\n'), Is.EqualTo(new[]
        {
            "configuration: as it should be", "database: is not there, or can't be reached; an embedded one is made by aiidentity migrate",
            "keys: not looked at: they lie in the database", "redis: not configured",
        }));
        Assert.That(Directory.GetFiles(_folder), Is.Empty);

        var migrated = await ApiProcess.RunAsync(["migrate"], Settings);
        Assert.That(migrated.ExitCode, Is.Zero, migrated.Error);
        Assert.That(migrated.Out, Does.Contain("Initial").And.EndsWith("the database is up to date"));
        Assert.That((await ApiProcess.RunAsync(["migrate"], Settings)).Out, Is.EqualTo("the database is up to date"));

        var after = await ApiProcess.RunAsync(["check", "--ConnectionStrings:Redis=127.0.0.1:1,connectTimeout=100,asyncTimeout=200"], Settings);
        Assert.That(after.ExitCode, Is.EqualTo(1));
        Assert.That(after.Out, Does.Contain("database: reachable and up to date").And.Contain("keys: none yet").And.Contain("redis: does not answer"));
    }

    [TestCase("backup")]
    [TestCase("restore")]
    [TestCase("backup", "--file")]
    public async Task What_is_no_verb_is_told_the_verbs(params string[] arguments)
    {
        var run = await ApiProcess.RunAsync(arguments, Settings);
        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("migrate | check | backup FILE"));
    }

    [Test]
    public async Task A_backup_taken_while_others_write_overwrites_nothing_and_is_restored_step_by_step()
    {
        await using var registry = RegistryHost.Start(_folder);
        var phone = "+447700900811";
        var person = await registry.SignUpAsync("owner@mail.example");
        var identity = await person.CreateAsync("Backed Up", $"wa:{phone}");
        await person.ProveAsync(identity.Id(), identity.SurfaceId(), await registry.AddNumberAsync(phone));
        var passport = (await person.IssueAsync(identity.Id())).Text("passport");

        using var written = new CancellationTokenSource();
        var writer = Task.Run(async () =>
        {
            for (var i = 0; !written.IsCancellationRequested; i++)
                (await registry.Patch($"/api/v1/identities/{identity.Id()}", new { capabilities = new[] { $"v{i}" } }, person.Bearer)).Must(200);
        });
        var fresh = Directory.CreateTempSubdirectory("aii-").FullName;
        var copy = Path.Combine(fresh, "registry.db");
        try
        {
            var backup = await ApiProcess.RunAsync(["backup", copy], Settings);
            Assert.That(backup.ExitCode, Is.Zero, backup.Error);
            Assert.That(Directory.GetFiles(fresh), Is.EqualTo(new[] { copy }));
            if (!OperatingSystem.IsWindows()) Assert.That(File.GetUnixFileMode(copy), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
            var again = await ApiProcess.RunAsync(["backup", copy], Settings);
            Assert.That((again.ExitCode, again.Error), Is.EqualTo((1, $"{copy} is there already: name another file, a backup overwrites none.")));

            await written.CancelAsync();
            await writer;
            // What happens after the backup is lost with it, as docs/operations.md says.
            var later = (await person.IssueAsync(identity.Id(), 5)).Text("passport");
            (await registry.Post($"/api/v1/identities/{identity.Id()}/revoke", new { }, person.Bearer)).Must(200);

            // Its steps, one by one: stop, move the three files away, copy, check, start.
            await registry.DisposeAsync();
            SqliteConnection.ClearAllPools();
            foreach (var file in Directory.GetFiles(_folder, "registry.db*")) File.Move(file, Path.Combine(fresh, "old-" + Path.GetFileName(file)));
            File.Copy(copy, Path.Combine(_folder, "registry.db"));
            Assert.That((await ApiProcess.RunAsync(["check"], Settings)).ExitCode, Is.Zero);
            await using var restored = RegistryHost.Start(_folder);
            (await restored.Get("/health/ready")).Must(200);
            var record = (await restored.Get($"/api/v1/whois?surface=wa:{phone}")).Must(200);
            Assert.That((record.Text("identity"), record.Json!["passport"]!["token"]!.GetValue<string>()), Is.EqualTo((identity.Id(), passport)));
            Assert.That((await restored.Post("/api/v1/verify", new { passport, surface = $"wa:{phone}" })).Must(200).Json!["valid"]!.GetValue<bool>(), Is.True);
            Assert.That((await restored.Post("/api/v1/verify", new { passport = later })).Must(200).Text("reason"), Is.EqualTo("revoked"));
            (await restored.Get("/api/v1/auth/me", person.Bearer)).Must(200);
            await restored.SignInAsync("owner@mail.example");
        }
        finally
        {
            await written.CancelAsync();
            SqliteConnection.ClearAllPools();
            Directory.Delete(fresh, recursive: true);
        }
    }
}
