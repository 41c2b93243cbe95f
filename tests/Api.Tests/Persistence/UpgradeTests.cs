using System.IO.Compression;
using AiIdentity.Infrastructure.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

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

        // Tests hash cheaply, and the keeper's password was hashed as a registry does.
        var registry = RegistryHost.Start(folder, services => services.PostConfigure<PasswordHasherOptions>(hashing => hashing.IterationCount = AccountServices.PasswordIterations));
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

            var keeper = await registry.SignInAsync("keeper@acme.example");
            var identity = (await registry.Get("/api/v1/identities", keeper.Bearer)).Must(200).Items.Single()!;
            Assert.That(identity["surfaces"]!.AsArray().Select(s => s!.Text("method")), Is.EquivalentTo(new[] { "whatsapp_phone", "whatsapp_username" }));
            Assert.That((await registry.Get($"/api/v1/identities/{identity.Id()}/passports", keeper.Bearer)).Must(200).Items, Has.Count.EqualTo(1));
            Assert.That(await keeper.EventsAsync(), Has.Exactly(2).EqualTo("surface_bound").And.Exactly(1).EqualTo("passport_issued"));

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
