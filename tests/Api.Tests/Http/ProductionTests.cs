using AiIdentity.Api.Tests.Accounts;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AiIdentity.Api.Tests.Http;

/// <summary>The process as a host runs it: no sandbox, keys sealed by a certificate, mail over SMTP.</summary>
[Parallelizable]
internal sealed class ProductionTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("aii-production-").FullName;

    [TearDown]
    public void RemoveFolder()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task An_administrator_needs_a_second_factor_in_the_very_session()
    {
        using var mail = new MailServer();
        await using var registry = await StartAsync(mail);
        (await registry.Get("/sandbox/admin/mail?to=x")).Must(404);
        const string Email = RegistryHost.Administrator;
        (await registry.Post("/api/v1/auth/register", new { email = Email, password = Operator.Password })).Must(202);
        (await registry.Post("/api/v1/auth/confirm-email", new { email = Email, code = await mail.CodeAsync(Email) })).Must(204);
        var (here, there) = (await registry.SignInAsync(Email), await registry.SignInAsync(Email));
        var refused = (await registry.Get("/api/v1/admin/events", here.Bearer)).Must(403, "administrator_required");
        Assert.That(refused.Text("detail"), Does.Contain("second factor"));

        var key = (await registry.Post("/api/v1/auth/me/second-factor", new { password = Operator.Password }, here.Bearer)).Must(200).Text("shared_key");
        var recovery = (await registry.Post("/api/v1/auth/me/second-factor/enable", new { code = Totp.Now(key) }, here.Bearer)).Must(200).Json!["codes"]!.AsArray();
        // What was added in a session gives that session nothing.
        foreach (var session in new[] { here, there })
            Assert.That((await registry.Get("/api/v1/admin/events", session.Bearer)).Must(403, "administrator_required").Text("detail"), Does.Contain("signs in with a second factor"));
        (await registry.Post("/api/v1/admin/keys/rotate", new { reason = "planned" }, there.Bearer)).Must(403, "administrator_required");

        var login = (await registry.Post("/api/v1/auth/login?cookies=false", new { email = Email, password = Operator.Password, two_factor_code = recovery[0]!.GetValue<string>() })).Must(200);
        // Nor yet who signs in with it: it may be the work of who stole the password.
        Assert.That((await registry.Get("/api/v1/admin/events", login.Text("access_token"))).Must(403, "administrator_required").Text("detail"), Does.Contain("24 hours"));
        Assert.That(await mail.TextAsync(Email, "second factor was turned on"), Does.Contain("If it was not you"));
        (await registry.Post("/api/v1/auth/me/second-factor/disable", new { password = Operator.Password }, here.Bearer)).Must(204);
        (await registry.Get("/api/v1/admin/events", login.Text("access_token"))).Must(403, "administrator_required");
    }

    private Task<RegistryProcess> StartAsync(MailServer mail)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=AiIdentity data protection", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow().AddYears(1));
        var file = Path.Combine(_folder, "dataprotection.pfx");
        File.WriteAllBytes(file, certificate.Export(X509ContentType.Pkcs12));
        return RegistryProcess.StartAsync(_folder,
            ("ASPNETCORE_ENVIRONMENT", "Production"), ("Sandbox:Enabled", "false"), ("DataProtection:CertificatePath", file), ("Registry:Administrators", RegistryHost.Administrator),
            ("Smtp:Host", "127.0.0.1"), ("Smtp:Port", $"{mail.Port}"), ("Smtp:Security", "None"), ("Smtp:From", "registry@registry.example"));
    }
}
