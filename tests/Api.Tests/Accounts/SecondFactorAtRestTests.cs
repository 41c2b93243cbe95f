using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace AiIdentity.Api.Tests.Accounts;

/// <summary>Second factors as somebody finds them who has the database or a backup.</summary>
internal sealed class SecondFactorAtRestTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("aii-factors-").FullName;

    [TearDown]
    public void RemoveFolder()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private string Database => Path.Combine(_folder, "registry.db");

    [Test]
    public async Task Neither_database_nor_backup_holds_an_authenticators_key_or_a_recovery_code()
    {
        await using var registry = RegistryHost.Start(_folder);
        var person = await registry.SignUpAsync("owner@mail.example");
        var (key, codes) = await EnrolAsync(registry, person);
        MustHoldNone(key, codes);
        await registry.Post("/api/v1/auth/login", new { email = person.Email, password = Operator.Password, two_factor_code = "no-such-code" });
        (await SignInAsync(registry, person, codes[3])).Must(200);
        (await SignInAsync(registry, person, codes[3])).Must(401, "credentials_invalid");
        (await SignInAsync(registry, person, codes[0])).Must(200);
        (await SignInAsync(registry, person, Totp.Now(key))).Must(200);
        Assert.That((await registry.Get("/api/v1/auth/me/credentials", person.Bearer)).Must(200).Json!["recovery_codes_left"]!.GetValue<int>(), Is.EqualTo(codes.Length - 2));
        MustHoldNone(key, codes);

        var backup = await ApiProcess.RunAsync(["backup", Path.Combine(_folder, "backup.db")], Development);
        Assert.That(backup.ExitCode, Is.Zero, backup.Error);
        await registry.DisposeAsync();
        SqliteConnection.ClearAllPools();
        MustHoldNone(key, codes);
    }

    [Test]
    public async Task What_an_earlier_version_wrote_in_clear_goes_on_working_and_is_protected_by_the_command()
    {
        const string Key = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
        string[] codes = ["23456-789BC", "BCDFG-HJKMN", "PQRTV-WXY23"];
        var certificate = Http.ProtectionCertificate.Make(_folder, "own.pfx");
        await using (var registry = RegistryHost.Start(_folder, ("DataProtection:CertificatePath", certificate)))
        {
            var person = await registry.SignUpAsync("owner@mail.example");
            await EnrolAsync(registry, person);
            Write("AuthenticatorKey", Key);
            Write("RecoveryCodes", string.Join(';', codes));
            (await SignInAsync(registry, person, codes[1])).Must(200);
            (await SignInAsync(registry, person, codes[1])).Must(401, "credentials_invalid");
            // The next write of them hashed those that are left.
            Assert.That(Read("RecoveryCodes"), Does.Not.Contain(codes[0]));
            Write("RecoveryCodes", string.Join(';', codes));
        }

        SqliteConnection.ClearAllPools();
        string[] settings = [.. Development, $"DataProtection__CertificatePath={certificate}"];
        var check = await ApiProcess.RunAsync(["check"], settings);
        Assert.That((check.ExitCode, check.Out), Is.EqualTo((1, "configuration: as it should be\ndatabase: reachable and up to date\n"
            + "keys: 2 authenticators' keys or sets of recovery codes lie in clear: run aiidentity protect\nredis: not configured")));
        var run = await ApiProcess.RunAsync(["protect"], settings);
        Assert.That(run.ExitCode, Is.Zero, run.Out + run.Error);
        Assert.That(run.Out, Does.Contain("second factors: 2 entries lay in clear").And.Contain("backups: "));
        Assert.That(codes.Append(Key).Where(run.Out.Contains), Is.Empty);
        MustHoldNone(Key, codes);
        Assert.That((await ApiProcess.RunAsync(["check"], settings)).ExitCode, Is.Zero);

        await using var after = RegistryHost.Start(_folder, ("DataProtection:CertificatePath", certificate));
        var owner = new Operator(after, "owner@mail.example", "", "");
        (await SignInAsync(after, owner, Totp.Off(Key, 1))).Must(200);
        foreach (var code in codes)
        {
            (await SignInAsync(after, owner, code)).Must(200);
            (await SignInAsync(after, owner, code)).Must(401, "credentials_invalid");
        }
    }

    [Test]
    public async Task A_row_that_is_carried_to_another_login_opens_nothing_there()
    {
        await using var registry = RegistryHost.Start(_folder);
        var (thief, owner) = (await registry.SignUpAsync("thief@mail.example"), await registry.SignUpAsync("owner@mail.example"));
        var (_, codes) = await EnrolAsync(registry, thief);
        var stolen = Read("RecoveryCodes");
        await EnrolAsync(registry, owner);
        Write("RecoveryCodes", stolen);
        (await SignInAsync(registry, owner, codes[0])).Must(401, "credentials_invalid");
        (await SignInAsync(registry, thief, codes[0])).Must(200);
    }



    private string[] Development => ["ASPNETCORE_ENVIRONMENT=Development", "Sandbox__Enabled=false", $"ConnectionStrings__Registry=Data Source={Database}"];

    private static Task<Answer> SignInAsync(RegistryHost registry, Operator person, string code) =>
        registry.Post("/api/v1/auth/login?cookies=false", new { email = person.Email, password = Operator.Password, two_factor_code = code });

    private static async Task<(string Key, string[] Codes)> EnrolAsync(RegistryHost registry, Operator person)
    {
        var key = (await registry.Post("/api/v1/auth/me/second-factor", new { password = Operator.Password }, person.Bearer)).Must(200).Text("shared_key");
        var codes = (await registry.Post("/api/v1/auth/me/second-factor/enable", new { code = Totp.Now(key) }, person.Bearer)).Must(200).Json!["codes"]!.AsArray();
        return (key, [.. codes.Select(code => code!.GetValue<string>())]);
    }

    private void MustHoldNone(string key, string[] codes)
    {
        var raw = Totp.Decode(key);
        string[] forms =
        [
            key, key.ToLowerInvariant(), Encoding.Latin1.GetString(raw), Convert.ToHexString(raw), Convert.ToHexStringLower(raw), Convert.ToBase64String(raw).TrimEnd('='), Convert.ToBase64String(Encoding.ASCII.GetBytes(key)).TrimEnd('='),
            .. codes.Append(key).SelectMany(secret => (string[])
            [
                secret, secret.Replace("-", "", StringComparison.Ordinal), Convert.ToBase64String(Encoding.ASCII.GetBytes(secret)).TrimEnd('='), Convert.ToHexString(Encoding.ASCII.GetBytes(secret)),
                .. Hashes(SHA256.HashData(Encoding.ASCII.GetBytes(secret))),
            ]),
        ];
        var files = Directory.GetFiles(_folder, "*.db*");
        Assert.That(files, Is.Not.Empty);
        foreach (var file in files)
        {
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), Encoding.Latin1);
            var bytes = reader.ReadToEnd();
            Assert.That(forms.Where(form => bytes.Contains(form, StringComparison.Ordinal)), Is.Empty, Path.GetFileName(file));
        }
    }

    private static string[] Hashes(byte[] hash) =>
        [Encoding.Latin1.GetString(hash), Convert.ToHexString(hash), Convert.ToHexStringLower(hash), Convert.ToBase64String(hash).TrimEnd('='), System.Buffers.Text.Base64Url.EncodeToString(hash)];

    // Of whoever enrolled last.
    private string Read(string name) => (string)Run("SELECT Value FROM AspNetUserTokens WHERE Name = $name ORDER BY rowid DESC LIMIT 1", name, "", command => command.ExecuteScalar()!);

    private void Write(string name, string value) =>
        Assert.That(Run("UPDATE AspNetUserTokens SET Value = $value WHERE Name = $name AND rowid = (SELECT MAX(rowid) FROM AspNetUserTokens WHERE Name = $name)", name, value, command => command.ExecuteNonQuery()), Is.EqualTo(1));

    private T Run<T>(string text, string name, string value, Func<SqliteCommand, T> run)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Default Timeout=30");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.Parameters.AddWithValue("$name", name);
        command.Parameters.AddWithValue("$value", value);
        return run(command);
    }
}
