using AiIdentity.Infrastructure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;

namespace AiIdentity.Api.Tests.Http;

/// <summary>The process itself, started as its host would.</summary>
internal sealed class StartUpTests
{
    private const string Issuer = "Registry__Issuer=https://registry.example";

    private static readonly object[][] Unsafe =
    [
        [new[] { "Sandbox__Enabled=true", Issuer }, "Sandbox:Enabled"],
        [Array.Empty<string>(), "Registry:Issuer"],
        [new[] { "Registry__Issuer=registry" }, "Registry:Issuer"],
        [new[] { Issuer }, "DataProtection:CertificatePath"],
        [new[] { Issuer, "DataProtection__CertificatePath=/nowhere.pfx" }, "DataProtection:CertificatePath"],
        [new[] { Issuer, "DataProtection__CertificatePath=/etc/hostname" }, "DataProtection:CertificatePath"],
    ];

    /// <summary>Wrong in Development too.</summary>
    private static readonly object[][] Wrong =
    [
        ["Sandbox__Enabled=perhaps", "Sandbox:Enabled"],
        ["RateLimiting__PublicPerMinute=none", "RateLimiting:PublicPerMinute"],
        ["RateLimiting__MissWeight=0", "RateLimiting:MissWeight"],
        ["RateLimiting__HashingsAtOnce=0", "RateLimiting:HashingsAtOnce"],
        ["Connections__HeadersSeconds=soon", "Connections:HeadersSeconds"],
        ["Connections__BodySeconds=0", "Connections:BodySeconds"],
        ["Connections__GraceSeconds=1", "Connections:GraceSeconds"],
        ["ForwardedHeaders__KnownProxies=everybody", "ForwardedHeaders:KnownProxies"],
        ["FORWARDEDHEADERS_ENABLED=true", "ASPNETCORE_FORWARDEDHEADERS_ENABLED"],
        ["Database__Provider=Oracle", "Database:Provider"],
        ["Database__Provider=SqlServer", "ConnectionStrings:Registry"],
        ["ConnectionStrings__Registry=nonsense", "ConnectionStrings:Registry"],
        ["ConnectionStrings__Redis=localhost,noSuchOption=1", "ConnectionStrings:Redis"],
        ["Signing__KeyStore=cloud", "Signing:KeyStore"],
        ["WhatsApp__GraphBaseUrl=graph", "WhatsApp:GraphBaseUrl"],
        ["WhatsApp__ChecksPerMinute=many", "WhatsApp:ChecksPerMinute"],
        ["Smtp__Port=0", "Smtp:Port"],
        ["Smtp__UseTls=true", "Smtp:UseTls"],
        ["Smtp__UseTls=false", "Smtp:UseTls"],
        ["Smtp__Security=Auto", "Smtp:Security"],
        ["Smtp__Security=1", "Smtp:Security"],
        ["Smtp__Security=StartTls,None", "Smtp:Security"],
    ];

    [TestCaseSource(nameof(Unsafe))]
    public async Task Outside_Development_it_refuses_to_start_unsafely_and_says_why_in_one_line(string[] settings, string about) =>
        MustRefuse(await ApiProcess.RunAsync([], settings), about);

    [TestCaseSource(nameof(Wrong))]
    public void It_refuses_settings_that_are_none_in_one_line(string setting, string about)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(setting.Split('=', 2)[0].Replace("__", ":", StringComparison.Ordinal), setting.Split('=', 2)[1])]).Build();
        var why = StartUp.WhyRefused(configuration, new HostingEnvironment { EnvironmentName = Environments.Development }) ?? InfrastructureServices.WhyRefused(configuration);
        Assert.That(why, Does.StartWith(about).And.EndsWith(".").And.Not.Contain('\n'));
    }

    [TestCase("mail.example", "None", false)]
    [TestCase("10.0.0.7", "none", false)]
    [TestCase("127.0.0.1", "None", true)]
    [TestCase("localhost", "none", true)]
    [TestCase("mail.example", "starttls", true)]
    [TestCase("mail.example", "Tls", true)]
    [TestCase("mail.example", null, true)]
    public void Mail_leaves_this_machine_encrypted_or_not_at_all(string host, string? security, bool taken)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Smtp:Host", host), new("Smtp:Security", security)]).Build();
        Assert.That(InfrastructureServices.WhyRefused(configuration), taken ? Is.Null : Does.StartWith("Smtp:Security"));
    }

    [Test]
    public async Task It_says_in_one_line_that_its_database_can_not_be_opened() =>
        MustRefuse(await ApiProcess.RunAsync([], "ASPNETCORE_ENVIRONMENT=Development", "Sandbox__Enabled=false", "ConnectionStrings__Registry=Data Source=/proc/registry.db"), "The database");

    private static void MustRefuse((int ExitCode, string Out, string Error) run, string about) => Assert.Multiple(() =>
    {
        Assert.That(run.ExitCode, Is.EqualTo(1), run.Error);
        Assert.That(run.Error.Split('\n'), Has.Length.EqualTo(1), run.Error);
        Assert.That(run.Error, Does.StartWith(about));
    });
}
