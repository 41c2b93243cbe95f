using System.IO.Compression;

namespace AiIdentity.Api.Tests.Persistence;

/// <summary>
/// A database that an earlier release left is brought up to date by a start, and loses nothing. Each release adds its own to Releases:
/// an operator keeper@acme.example with a number and a username proved, and a Passport that names both.
/// </summary>
internal sealed class UpgradeTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Releases");

    private static IEnumerable<string> Releases() => Directory.EnumerateFiles(Folder, "*.db.gz").Select(file => Path.GetFileName(file)!);

    [TestCaseSource(nameof(Releases))]
    public async Task A_database_of_an_earlier_release_is_upgraded(string release)
    {
        if (RealSqlServer.Is) Assert.Ignore("These are databases of SQLite.");
        var folder = Directory.CreateTempSubdirectory("aii-").FullName;
        await using (var packed = new GZipStream(File.OpenRead(Path.Combine(Folder, release)), CompressionMode.Decompress))
        await using (var database = File.Create(Path.Combine(folder, "registry.db")))
        {
            await packed.CopyToAsync(database);
        }

        var registry = RegistryHost.Start(folder);
        try
        {
            // Found by keys and opened with secrets that lie in that database.
            foreach (var address in new[] { "wa:+447700900777", "wa:@keptagent" })
            {
                var record = (await registry.Get($"/api/v1/whois?surface={address}")).Must(200).Json!;
                Assert.That(record.Text("name"), Is.EqualTo("Kept Agent"));
                Assert.That(record["surfaces"]!.AsArray().Select(s => s!.Text("surface")), Has.Member(address));
                var verdict = (await registry.Post("/api/v1/verify", new { id = record.Text("identity") })).Must(200).Json!;
                Assert.That((verdict["valid"]!.GetValue<bool>(), verdict.Text("proof")), Is.EqualTo((true, "lookup")));
            }

            // And what is new goes beside what was there.
            var person = await registry.SignUpAsync();
            Assert.That((await person.CreateAsync("New Agent", "wa:+447700900777")).Text("name"), Is.EqualTo("New Agent"));
        }
        finally
        {
            await registry.DisposeAsync();
            registry.Forget();
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void There_is_a_release_to_upgrade_from() => Assert.That(Releases(), Is.Not.Empty);
}
