using AiIdentity.Application.Verification;
using AiIdentity.Application.WhatsApp;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Tests.WhatsApp;
using AiIdentity.Domain.Verification;
using AiIdentity.Domain.WhatsApp;
using AiIdentity.Infrastructure.WhatsApp;
using AiIdentity.WhatsAppSandbox;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Infrastructure.Tests.WhatsApp;

[Parallelizable]
public class OwnSandboxTests
{
    [TestCase("http://127.0.0.1:5080", "http://127.0.0.1:5080/sandbox/graph/")]
    [TestCase("http://localhost:5080", "http://localhost:5080/sandbox/graph/")]
    [TestCase("http://[::1]:5080", "http://[::1]:5080/sandbox/graph/")]
    [TestCase("http://[::]:5080", "http://127.0.0.1:5080/sandbox/graph/")]
    [TestCase("http://0.0.0.0:5080", "http://127.0.0.1:5080/sandbox/graph/")]
    [TestCase("http://*:5080", "http://127.0.0.1:5080/sandbox/graph/")]
    [TestCase("http://+:5080", "http://127.0.0.1:5080/sandbox/graph/")]
    [TestCase("http://registry.example:5080", "http://127.0.0.1:5080/sandbox/graph/")]
    [TestCase("https://localhost:5443,http://localhost:5080", "http://localhost:5080/sandbox/graph/")]
    [TestCase("https://localhost:5443", "https://localhost:5443/sandbox/graph/")]
    [TestCase("http://unix:/run/registry.sock,http://localhost:5080", "http://localhost:5080/sandbox/graph/")]
    [TestCase("http://unix:/run/registry.sock", null)]
    [TestCase("", null)]
    public void The_address_is_one_that_the_sandbox_lets_in(string listening, string? address) =>
        Assert.That(OwnSandbox.AddressOf(listening.Split(',', StringSplitOptions.RemoveEmptyEntries), "graph")?.OriginalString, Is.EqualTo(address));

    private static void AddReaders(IServiceCollection services, params (string Key, string Value)[] settings)
    {
        services.AddWhatsApp(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build());
        services.AddSandboxReaders(WhatsAppSandboxOptions.DefaultRegistryAccessToken, [.. WhatsAppSandboxOptions.WabaIds]);
    }

    [TestCase("http://127.0.0.1:0"), TestCase("http://[::]:0")]
    public async Task The_process_reads_its_own_sandbox_wherever_it_listens(string listen)
    {
        await using var sandbox = await Sandbox.StartAsync(services => AddReaders(services), listen);
        await sandbox.AddAsync(new { phone = "+447700900123", about = "hello" });
        await sandbox.AddAsync(new { phone = "+447700900124", username = "acmesupport", about = "there", shared = false });
        var reader = sandbox.Services.GetRequiredService<IWhatsAppReader>();
        Assert.That((await reader.FindAsync(Wa.Parse("wa:+447700900123"), default)).Readings.Single().About, Is.EqualTo("hello"));
        Assert.That((await reader.FindAsync(Wa.Parse("wa:@acmesupport"), default)).Readings.Single().About, Is.EqualTo("there"));
    }

    [Test]
    public async Task Before_the_server_listens_nothing_is_learnt()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        AddReaders(services);
        await using var provider = services.BuildServiceProvider();
        var reader = provider.GetRequiredService<IWhatsAppReader>();
        Assert.That((await reader.ReadAgainAsync(new ProvedProfile(ReaderKind.CloudApi, "", "1066077701234567"), Wa.Parse("wa:+447700900123"), default)).Failure(), Is.EqualTo(ReadFailure.Unreachable));
        Assert.That((await reader.FindAsync(Wa.Parse("wa:@acmesupport"), default)).ReaderDown, Is.True);
    }

    [TestCase("WhatsApp:GraphBaseUrl", "http://127.0.0.1:9"), TestCase("WhatsApp:AccessToken", "EAAx"), TestCase("WhatsApp:DirectoryBaseUrl", "http://127.0.0.1:9")]
    public async Task What_is_configured_comes_before_the_own_sandbox(string key, string value)
    {
        var services = new ServiceCollection();
        AddReaders(services, (key, value));
        await using var provider = services.BuildServiceProvider();
        var target = provider.GetRequiredService<WhatsAppTarget>();
        Assert.That((target.OwnGrant is not null, target.HasDirectory, target.WabaIds.Count), Is.EqualTo((key.EndsWith("AccessToken", StringComparison.Ordinal), key.EndsWith("DirectoryBaseUrl", StringComparison.Ordinal), 0)));
        Assert.That(target.Graph.OriginalString, Does.Not.Contain("sandbox"));
    }
}
