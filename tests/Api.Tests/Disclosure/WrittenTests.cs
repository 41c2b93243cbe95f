using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace AiIdentity.Api.Tests.Disclosure;

/// <summary>Everything that the process wrote, to whatever place, is searched for what must never be written.</summary>
internal sealed class WrittenTests
{
    private const string Shown = "+447700900123";
    private const string Hidden = "+447911123456";

    private readonly string _folder = Directory.CreateTempSubdirectory("aii-").FullName;

    [OneTimeTearDown]
    public void Clear()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task No_number_handle_token_secret_or_address_is_in_a_log_statement_activity_or_metric()
    {
        using var recorder = new Recorder();
        await using var registry = RegistryHost.Start(Folder("within"), recorder.Listen);
        var (secrets, _) = await WalkAsync(registry);
        await BreakAsync(registry);
        var written = recorder.Everything;
        Assert.That(written, Has.Count.GreaterThan(500).And.Some.Contains("no such table"), "Failures are searched too.");
        foreach (var secret in secrets)
            Assert.That(written.Where(line => line.Contains(secret, StringComparison.Ordinal)), Is.Empty, secret[..Math.Min(12, secret.Length)]);
    }

    [Test]
    public async Task Nor_is_one_on_the_console_of_a_process_at_its_most_talkative()
    {
        // As somebody who looks for a fault would set it: all of it, the host's request log by name.
        await using var registry = await RegistryProcess.StartAsync(Folder("process"),
            ("Logging:LogLevel:Default", "Trace"), ("Logging:Console:LogLevel:Default", "Trace"), ("Logging:Console:LogLevel:Microsoft.EntityFrameworkCore", "Trace"),
            ("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Trace"), ("Logging:Console:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Trace"),
            ("Logging:Console:FormatterOptions:IncludeScopes", "true"));
        var (secrets, _) = await WalkAsync(registry);
        await BreakAsync(registry);
        await registry.KillAsync();
        Assert.That(registry.Printed, Has.Count.GreaterThan(500).And.Some.Contains("no such table"));
        foreach (var secret in secrets)
            Assert.That(registry.Printed.Where(line => line.Contains(secret, StringComparison.Ordinal)), Is.Empty, secret[..Math.Min(12, secret.Length)]);
    }

    [Test]
    public async Task The_database_holds_a_hidden_number_as_a_keyed_hash_and_encrypted_and_in_no_other_form()
    {
        await using var registry = RegistryHost.Start(Folder("stored"));
        var (_, secrets) = await WalkAsync(registry);
        await MustNotHoldAsync(registry.Folder, [.. secrets, .. FormsOf(Hidden)]);

        // What was shown, and stood in a Passport, leaves nothing behind when it is hidden; what was freed is read once the file is at rest.
        var person = await registry.SignInAsync("person.of.interest@mail.example");
        var identity = (await registry.Get("/api/v1/identities", person.Bearer)).Must(200).Items[0]!;
        (await registry.Patch($"/api/v1/identities/{identity.Id()}/surfaces/{identity.SurfaceId()}", new { @public = false }, person.Bearer)).Must(200);
        await registry.DisposeAsync();
        SqliteConnection.ClearAllPools();
        await MustNotHoldAsync(registry.Folder, [.. FormsOf(Shown), .. FormsOf(Hidden)]);
    }

    private static string[] FormsOf(string number) =>
    [
        number[1..], .. Infixes(number[1..]), .. Infixes($"wa:{number}"), Convert.ToHexString(Encoding.ASCII.GetBytes(number)), Convert.ToHexStringLower(Encoding.ASCII.GetBytes(number)),
        .. new[] { number, number[1..], $"wa:{number}" }.SelectMany(Hashes),
    ];

    private static async Task MustNotHoldAsync(string folder, string[] forms)
    {
        var files = Directory.GetFiles(folder).Where(f => !Path.GetFileName(f).StartsWith("sandbox-", StringComparison.Ordinal)).ToList();
        Assert.That(files, Is.Not.Empty);
        foreach (var file in files)
        {
            var bytes = await ReadAsync(file);
            foreach (var form in forms) Assert.That(bytes.Contains(form, StringComparison.Ordinal), Is.False, $"{form[..Math.Min(12, form.Length)]} in {Path.GetFileName(file)}");
        }
    }

    private string Folder(string name) => Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;

    /// <summary>A life with everything in it that is secret, personal, hidden or asked about; gives back what may not be logged, and what may not be stored either.</summary>
    private static async Task<(string[] Unlogged, string[] Unstored)> WalkAsync(RegistryHost registry)
    {
        var person = await registry.SignUpAsync("person.of.interest@mail.example");
        var identity = await person.CreateAsync("Acme Support", $"wa:{Shown}", "wa:@acmesupport");
        var hidden = (await registry.Post($"/api/v1/identities/{identity.Id()}/surfaces", new { surface = $"wa:{Hidden}", @public = false }, person.Bearer)).Must(201).Json!.Id();
        var number = await registry.AddNumberAsync(Shown, "acmesupport");
        await person.ProveAsync(identity.Id(), identity.SurfaceId(0), number);
        await person.ProveAsync(identity.Id(), identity.SurfaceId(1), number, number.Grant);
        await person.ProveAsync(identity.Id(), hidden, await registry.AddNumberAsync(Hidden));
        var passport = (await person.IssueAsync(identity.Id())).Text("passport");
        var secret = (await registry.Post("/api/v1/api-keys", new { name = "k", scopes = new[] { "identity:read" } }, person.Bearer)).Must(201).Text("secret");
        await registry.Get($"/api/v1/whois?surface=wa:{Shown}", secret);
        await registry.Get($"/api/v1/whois?surface=wa:{Hidden}");
        await registry.Get("/api/v1/whois?surface=wa:@acmesupport");
        await registry.Get("/api/v1/whois?surface=wa:@nobodyatall");
        await registry.Post("/api/v1/verify", new { passport, surface = $"wa:{Hidden}" });
        // In the wrong places, too.
        await registry.Post("/api/v1/verify", $"{{\"passport\":\"{passport}\",\"wa:{Shown}\":1}}");
        await registry.Post($"/api/v1/whatsapp/webhook?hub.mode=subscribe&hub.verify_token={Hidden}", $"{{\"display_phone_number\":\"{Hidden}\"}}");
        await registry.Post($"/api/v1/identities/{identity.Id()}/surfaces", new { surface = $"wa:{Hidden}0 " }, person.Bearer);
        await registry.Post("/api/v1/auth/login", new { email = "person.of.interest@mail.example", password = "not " + Operator.Password });
        foreach (var kind in new[] { "garbage", "http_500", "token_expired", "changed_between_reads" })
        {
            await registry.Put("/sandbox/admin/faults", new { kind, times = 20 });
            await person.RecheckAsync(identity.Id(), identity.SurfaceId(0));
            await person.RecheckAsync(identity.Id(), hidden, number.Grant);
        }

        await registry.Put("/sandbox/admin/faults", new { kind = "garbage", times = 0 });
        await registry.AdvanceAsync(TimeSpan.FromDays(31));
        await registry.RoundAsync();
        string[] unstored = [Hidden[2..], Operator.Password, secret[13..], person.Bearer, number.Token, "EAAsandboxregistrygrant"];
        return ([.. unstored, Shown[2..], "acmesupport", "nobodyatall", "AII-VERIFY", "person.of.interest", "PERSON.OF.INTEREST", passport, passport.Split('.')[2]], unstored);
    }

    // A table that is gone makes everything fail that an exception can be logged of.
    private static async Task BreakAsync(RegistryHost registry)
    {
        var person = await registry.SignInAsync("person.of.interest@mail.example");
        var identity = (await registry.Get("/api/v1/identities", person.Bearer)).Must(200).Items[0]!.Id();
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(registry.Folder, "registry.db")};Default Timeout=30"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA legacy_alter_table=ON; ALTER TABLE Surfaces RENAME TO Gone";
            await command.ExecuteNonQueryAsync();
        }

        (await registry.Get($"/api/v1/whois?surface=wa:{Hidden}")).Must(503, "storage_busy");
        (await registry.Post($"/api/v1/identities/{identity}/surfaces", new { surface = $"wa:{Hidden}" }, person.Bearer)).Must(503, "storage_busy");
        await registry.RoundAsync();
    }

    // What any text that holds this one looks like in base64, wherever it begins.
    private static IEnumerable<string> Infixes(string text) => Enumerable.Range(0, 3).Select(shift =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(new string(' ', shift) + text))[(shift == 0 ? 0 : 4)..^4].Replace('+', '-').Replace('/', '_'));

    private static IEnumerable<string> Hashes(string text)
    {
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes(text));
        return [Convert.ToHexString(hash), Convert.ToHexStringLower(hash), Convert.ToBase64String(hash).TrimEnd('='), Convert.ToBase64String(hash).TrimEnd('=').Replace('+', '-').Replace('/', '_')];
    }

    private static async Task<string> ReadAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }
}
