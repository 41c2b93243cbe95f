using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.Data.Sqlite;

namespace AiIdentity.Api.Tests.Http;

/// <summary>Keys that lie in clear, or for another certificate: the program itself, on databases as hosts make them by mistake.</summary>
[Parallelizable]
internal sealed partial class AtRestTests
{
    private static readonly byte[] Magic = [0x09, 0xf0, 0xc9, 0xf0];
    private string _folder = "";
    private string _certificates = "";
    private string _own = "";
    // Each test has a copy of one of these.
    private string _begun = "";
    private string _protected = "";
    private Life _life = null!;

    private sealed record Life(string Phone, string Bearer, string Identity, string Passport);

    [OneTimeSetUp]
    public async Task BeginAsync()
    {
        _certificates = Directory.CreateTempSubdirectory("aii-certificates-").FullName;
        _own = ProtectionCertificate.Make(_certificates, "own.pfx");
        MakeFolder();
        _life = await LiveAsync();
        _begun = _folder;
        MakeFolder();
        Take(_begun);
        Assert.That((await ApiProcess.RunAsync(["protect"], Settings(_own))).ExitCode, Is.Zero);
        _protected = _folder;
    }

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("aii-at-rest-").FullName;

    [TearDown]
    public void RemoveFolder()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [OneTimeTearDown]
    public void RemoveAll()
    {
        foreach (var folder in new[] { _certificates, _begun, _protected }) Directory.Delete(folder, recursive: true);
    }

    private void Take(string folder)
    {
        foreach (var file in Directory.GetFiles(folder)) File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
    }

    private string Database => Path.Combine(_folder, "registry.db");

    private string[] Settings(string certificate, params string[] more) =>
    [
        "ASPNETCORE_ENVIRONMENT=Production", "Sandbox__Enabled=false", $"Registry__Issuer={RegistryHost.Issuer}", $"ConnectionStrings__Registry=Data Source={Database}",
        $"DataProtection__CertificatePath={certificate}", "Logging__LogLevel__Microsoft.AspNetCore=None", .. more,
    ];

    [Test]
    public async Task A_database_begun_in_Development_serves_in_Production_once_its_keys_are_protected()
    {
        Take(_begun);
        var (phone, bearer, identity, passport) = _life;
        var before = Rows();
        var secrets = before.ConvertAll(xml => XElement.Parse(xml).Descendants("masterKey").Single().Element("value")!.Value);
        Assert.That(secrets, Is.Not.Empty);
        Assert.That(secrets.Where(secret => !Holds(secret)), Is.Empty);

        // With whichever certificate.
        MustSayOneLine(await ApiProcess.RunAsync([], Settings(_own)), "aiidentity protect");
        var check = await ApiProcess.RunAsync(["check"], Settings(ProtectionCertificate.Make(_certificates, "unrelated.pfx")));
        Assert.That(check.ExitCode, Is.EqualTo(1), check.Error);
        Assert.That(check.Out, Does.Contain("keys: ").And.Contain("in clear").And.Contain("aiidentity protect"));
        Assert.That(Rows(), Is.EqualTo(before));

        var run = await ApiProcess.RunAsync(["protect"], Settings(_own));
        Assert.That(run.ExitCode, Is.Zero, run.Out + run.Error);
        Assert.That(run.Out, Does.Contain($"keys: {secrets.Count} of Data Protection lay in clear").And.Contain("backups: ").And.Contain("SECURITY.md"));
        foreach (var secret in secrets)
        {
            Assert.That(run.Out + run.Error, Does.Not.Contain(secret));
            Assert.That(Holds(secret), Is.False, "overwritten, and still in a file");
        }

        var again = await ApiProcess.RunAsync(["protect"], Settings(_own));
        Assert.That((again.ExitCode, again.Out), Is.EqualTo((0, "keys: of Data Protection are sealed by the certificate already\nsecond factors: are protected already\ndatabase: its file is written anew")));
        Assert.That((await ApiProcess.RunAsync(["check"], Settings(_own))).ExitCode, Is.Zero);

        await using var registry = await ServeAsync(_own);
        (await registry.Get("/health/ready")).Must(200);
        Assert.That((await registry.Get($"/api/v1/whois?surface=wa:{phone}")).Must(200).Text("identity"), Is.EqualTo(identity));
        Assert.That((await registry.Post("/api/v1/verify", new { passport })).Must(200).Json!["valid"]!.GetValue<bool>(), Is.True);
        Assert.That((await registry.Get($"/api/v1/identities/{identity}", bearer)).Must(200).Json!["surfaces"]![0]!.Text("surface"), Is.EqualTo($"wa:{phone}"));
        (await registry.Post($"/api/v1/identities/{identity}/passports", new { }, bearer)).Must(201);
    }

    [Test]
    public async Task Another_certificate_opens_nothing_and_adds_nothing()
    {
        Take(_protected);
        var before = Rows();
        var other = ProtectionCertificate.Make(_certificates, "other.pfx");
        var check = await ApiProcess.RunAsync(["check"], Settings(other));
        Assert.That(check.ExitCode, Is.EqualTo(1));
        Assert.That(check.Out, Does.Contain("keys: ").And.Contain("DataProtection:CertificatePath does not open"));
        MustSayOneLine(await ApiProcess.RunAsync([], Settings(other)), "DataProtection:CertificatePath does not open");
        var protect = await ApiProcess.RunAsync(["protect"], Settings(other));
        Assert.That((protect.ExitCode, protect.Out), Is.EqualTo((1, $"keys: there are {before.Count} of Data Protection that the certificate of DataProtection:CertificatePath does not open: "
            + "name the one that the database was begun with; where it was replaced, run aiidentity protect with the earlier one as DataProtection:PreviousCertificatePath.")));
        Assert.That(Rows(), Is.EqualTo(before));
    }

    [Test]
    public async Task A_certificate_is_replaced_by_the_same_command()
    {
        Take(_protected);
        var (phone, bearer, identity, _) = _life;
        var next = ProtectionCertificate.Make(_certificates, "next.pfx");
        var run = await ApiProcess.RunAsync(["protect"], Settings(next, $"DataProtection__PreviousCertificatePath={_own}"));
        Assert.That(run.ExitCode, Is.Zero, run.Out + run.Error);
        Assert.That(run.Out, Does.Contain("sealed by the previous certificate, now by the current one"));
        MustSayOneLine(await ApiProcess.RunAsync([], Settings(_own)), "DataProtection:CertificatePath does not open");
        await using var registry = await ServeAsync(next);
        Assert.That((await registry.Get($"/api/v1/identities/{identity}", bearer)).Must(200).Json!["surfaces"]![0]!.Text("surface"), Is.EqualTo($"wa:{phone}"));
    }

    [TestCase("database")]
    [TestCase("files", Category = "Drill")]
    public async Task Another_key_seals_everything_and_what_the_earlier_one_vouched_for_ends(string store)
    {
        var inFiles = store == "files";
        if (!inFiles) Take(_begun);
        var (phone, bearer, identity, passport) = inFiles ? await LiveAsync(("Signing:KeyStore", store), ("Signing:KeyDirectory", Path.Combine(_folder, "keys"))) : _life;
        string[] files = [$"Signing__KeyStore={store}", $"Signing__KeyDirectory={Path.Combine(_folder, "keys")}"];
        // Over clear keys that would protect nothing.
        MustSayOneLine(await ApiProcess.RunAsync(["rekey"], Settings(_own, files)), "aiidentity protect");
        Assert.That((await ApiProcess.RunAsync(["protect"], Settings(_own, files))).ExitCode, Is.Zero);
        var (before, sealingBefore) = (Rows(), KeysThatSeal());
        await using (var running = await ServeAsync(_own, files))
        {
            MustSayOneLine(await ApiProcess.RunAsync(["rekey"], Settings(_own, files)), "stop the service");
            Assert.That(Rows(), Is.EqualTo(before));
        }

        var run = await ApiProcess.RunAsync(["rekey"], Settings(_own, files));
        Assert.That(run.ExitCode, Is.Zero, run.Out + run.Error);
        Assert.That(run.Out, Does.Contain("keys: a new key of Data Protection seals ").And.Contain("sessions: all have ended"));
        Assert.That(Rows(), Has.Count.EqualTo(1));
        Assert.That(Rows().Intersect(before), Is.Empty);
        Assert.That(sealingBefore, Is.EqualTo(before.Select(KeyId)));
        Assert.That(KeysThatSeal(), Is.EqualTo(Rows().Select(KeyId)), "sealed by a key that is gone");
        Assert.That((await ApiProcess.RunAsync(["check"], Settings(_own, files))).Out, Does.Contain("can be opened"));

        await using var registry = await ServeAsync(_own, files);
        (await registry.Get($"/api/v1/identities/{identity}", bearer)).Must(401);
        var person = await registry.SignInAsync("begun@mail.example");
        Assert.That((await registry.Get($"/api/v1/identities/{identity}", person.Bearer)).Must(200).Json!["surfaces"]![0]!.Text("surface"), Is.EqualTo($"wa:{phone}"));
        Assert.That((await registry.Get($"/api/v1/whois?surface=wa:{phone}")).Must(200).Text("identity"), Is.EqualTo(identity));
        Assert.That((await registry.Post("/api/v1/verify", new { passport })).Must(200).Json!["valid"]!.GetValue<bool>(), Is.True);
        await person.IssueAsync(identity);
    }

    [Test]
    public async Task Protect_needs_a_certificate_and_a_database()
    {
        MustSayOneLine(await ApiProcess.RunAsync(["protect"], "ASPNETCORE_ENVIRONMENT=Development", "Sandbox__Enabled=false", $"ConnectionStrings__Registry=Data Source={Database}"), "DataProtection:CertificatePath");
        MustSayOneLine(await ApiProcess.RunAsync(["protect"], Settings(_own)), "The database is not there");
        Assert.That(Directory.GetFiles(_folder), Is.Empty);
    }

    [Test]
    public async Task Clear_keys_beside_sealed_ones_are_refused_too()
    {
        await using (var registry = await ServeAsync(_own)) (await registry.Get("/health/ready")).Must(200);
        await using (var registry = RegistryHost.Start(_folder, ("DataProtection:CertificatePath", _own))) (await registry.Get("/health/ready")).Must(200);
        SqliteConnection.ClearAllPools();
        Assert.That((await ApiProcess.RunAsync(["check"], Settings(_own))).ExitCode, Is.Zero);
        Execute("INSERT INTO DataProtectionKeys (FriendlyName, Xml) VALUES ('key', '<key id=\"b6e5f1f5-3f8c-4b0c-9f0e-2f6a5b8c1d21\" version=\"1\"><descriptor><descriptor><masterKey><value>AAAA</value></masterKey></descriptor></descriptor></key>')");
        MustSayOneLine(await ApiProcess.RunAsync([], Settings(_own)), "aiidentity protect");
        Assert.That((await ApiProcess.RunAsync(["check"], Settings(_own))).ExitCode, Is.EqualTo(1));
    }

    [Test]
    public async Task While_the_registry_runs_protect_says_that_the_file_is_not_written_anew()
    {
        await using var registry = RegistryHost.Start(_folder);
        var run = await ApiProcess.RunAsync(["protect"], Settings(_own));
        Assert.That(run.ExitCode, Is.EqualTo(1), run.Out + run.Error);
        Assert.That(run.Out, Does.Contain("database: another process has it open").And.Contain("run aiidentity protect again"));
        (await registry.Get("/health/ready")).Must(200);
    }

    private async Task<Life> LiveAsync(params (string, string)[] settings)
    {
        // Killed in the end: what it wrote lies in its log too.
        await using var registry = await RegistryProcess.StartAsync(_folder, settings);
        const string Phone = "+447700900821";
        var person = await registry.SignUpAsync("begun@mail.example");
        var identity = await person.CreateAsync("Begun In Development", $"wa:{Phone}");
        await person.ProveAsync(identity.Id(), identity.SurfaceId(), await registry.AddNumberAsync(Phone));
        var passport = (await person.IssueAsync(identity.Id())).Text("passport");
        (await registry.Post("/api/v1/api-keys", new { name = "k", scopes = new[] { "identity:read" } }, person.Bearer, ("Idempotency-Key", "once"))).Must(201);
        var other = await registry.SignUpAsync("other@mail.example");
        var key = (await registry.Post("/api/v1/auth/me/second-factor", new { password = Operator.Password }, other.Bearer)).Must(200).Text("shared_key");
        (await registry.Post("/api/v1/auth/me/second-factor/enable", new { code = Accounts.Totp.Now(key) }, other.Bearer)).Must(200);
        return new Life(Phone, person.Bearer, identity.Id(), passport);
    }

    private async Task<RegistryProcess> ServeAsync(string certificate, params string[] more) =>
        await RegistryProcess.StartAsync(_folder, [.. Settings(certificate, more).Select(setting => setting.Split('=', 2)).Select(pair => (pair[0], pair[1]))]);

    private void Execute(string statement)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }

    private static Guid KeyId(string xml) => Guid.Parse(XElement.Parse(xml).Attribute("id")!.Value);

    /// <summary>Of all that Data Protection sealed, wherever it lies, as bytes or as text: each begins with a magic number and the id of its key.</summary>
    private List<Guid> KeysThatSeal()
    {
        var found = new HashSet<Guid>();
        foreach (var bytes in Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Select(File.ReadAllBytes))
        {
            for (var rest = bytes.AsSpan(); rest.IndexOf(Magic) is >= 0 and var at; rest = rest[(at + 4)..])
                if (rest.Length >= at + 20) found.Add(new Guid(rest.Slice(at + 4, 16)));
            foreach (var text in SealedText().EnumerateMatches(Encoding.Latin1.GetString(bytes)))
                found.Add(new Guid(System.Buffers.Text.Base64Url.DecodeFromChars(Encoding.Latin1.GetString(bytes, text.Index, text.Length)).AsSpan(4, 16)));
        }

        return [.. found];
    }

    [GeneratedRegex("CfDJ8[A-Za-z0-9_-]{27}")]
    private static partial Regex SealedText();

    private List<string> Rows()
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT Xml FROM DataProtectionKeys ORDER BY Id";
        using var row = command.ExecuteReader();
        var rows = new List<string>();
        while (row.Read()) rows.Add(row.GetString(0));
        return rows;
    }

    private bool Holds(string secret) => Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Any(file => File.ReadAllText(file, Encoding.Latin1).Contains(secret, StringComparison.Ordinal));

    private static void MustSayOneLine((int ExitCode, string Out, string Error) run, string about) => Assert.Multiple(() =>
    {
        Assert.That(run.ExitCode, Is.EqualTo(1), run.Out);
        Assert.That(run.Error.Split('\n'), Has.Length.EqualTo(1), run.Error);
        Assert.That(run.Error, Does.Contain(about));
    });
}
