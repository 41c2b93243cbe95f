using Microsoft.Data.Sqlite;

namespace AiIdentity.Api.Tests.Http;

/// <summary>What a host does by hand, with the program itself.</summary>
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
    public async Task A_backup_taken_while_others_write_is_whole_and_overwrites_nothing()
    {
        await using var registry = RegistryHost.Start(_folder);
        var phone = "+447700900811";
        var person = await registry.SignUpAsync("owner@mail.example");
        var identity = await person.CreateAsync("Backed Up", $"wa:{phone}");
        await person.ProveAsync(identity.Id(), identity.SurfaceId(), await registry.AddNumberAsync(phone));
        var passport = (await person.IssueAsync(identity.Id())).Text("passport");
        var whois = (await registry.Get($"/api/v1/whois?surface=wa:{phone}")).Must(200).Body;

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
            // Restored: the file alone, in a fresh folder.
            await using var restored = RegistryHost.Start(fresh);
            (await restored.Get("/health/ready")).Must(200);
            var record = (await restored.Get($"/api/v1/whois?surface=wa:{phone}")).Must(200);
            Assert.That(record.Json!["passport"]!["token"]!.GetValue<string>(), Is.EqualTo(passport));
            Assert.That(record.Text("identity"), Is.EqualTo(System.Text.Json.Nodes.JsonNode.Parse(whois)!.AsObject()["identity"]!.GetValue<string>()));
            var verdict = (await restored.Post("/api/v1/verify", new { passport, surface = $"wa:{phone}" })).Must(200);
            Assert.That(verdict.Json!["valid"]!.GetValue<bool>(), Is.True, verdict.Body);
            (await restored.SignInAsync("owner@mail.example")).ToString();
            (await restored.Get("/api/v1/auth/me", person.Bearer)).Must(200);
            Assert.That((await ApiProcess.RunAsync(["check"], "ASPNETCORE_ENVIRONMENT=Development", "Sandbox__Enabled=false", $"ConnectionStrings__Registry=Data Source={copy}")).ExitCode, Is.Zero);
            await restored.DisposeAsync();
        }
        finally
        {
            await written.CancelAsync();
            SqliteConnection.ClearAllPools();
            Directory.Delete(fresh, recursive: true);
        }
    }
}
