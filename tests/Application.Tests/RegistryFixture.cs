using AiIdentity.Application.Accounts;
using AiIdentity.Application.Identities;
using AiIdentity.Application.Registry;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Application.Verification;
using AiIdentity.Application.WhatsApp;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Tests.WhatsApp;
using AiIdentity.Domain.Verification;
using AiIdentity.Domain.WhatsApp;
using AiIdentity.Infrastructure.Persistence;
using AiIdentity.Infrastructure;
using MediatR;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace AiIdentity.Application.Tests;

/// <summary>The use cases over a real SQLite file, with the clock, the caller and WhatsApp in the test's hand.</summary>
internal abstract class RegistryFixture
{
    private string _folder = "";

    protected FakeTimeProvider Clock { get; private set; } = null!;
    protected Mock<IWhatsAppReader> WhatsApp { get; private set; } = null!;
    protected ServiceProvider Services { get; private set; } = null!;
    protected TestCaller Caller { get; } = new();

    protected DateTimeOffset Now => Clock.GetUtcNow();

    [SetUp]
    public async Task StartRegistry()
    {
        _folder = Directory.CreateTempSubdirectory("aii-app-").FullName;
        Clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        WhatsApp = new Mock<IWhatsAppReader>();
        Services = Build();
        foreach (var start in Services.GetServices<IHostedService>().OfType<IHostedLifecycleService>()) await start.StartingAsync(CancellationToken.None);
        Caller.SignOut();
    }

    [TearDown]
    public async Task StopRegistry()
    {
        await Services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Another process on the same store.</summary>
    protected ServiceProvider Build(Action<RegistryOptions>? registry = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Registry"] = $"Data Source={Path.Combine(_folder, "registry.db")}",
        }).Build();
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddApplication();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddInfrastructure(configuration);
        // A pooled context remembers for a second that nobody listened to its statements.
        services.ConfigureDbContext<SqliteRegistryDb>(options => options.ConfigureLoggingCacheTime(TimeSpan.Zero));
        services.Configure<RegistryOptions>(options => options.Issuer = "https://registry.example");
        services.Configure(registry ?? (_ => { }));
        services.AddScoped<ICaller>(_ => Caller);
        services.Replace(ServiceDescriptor.Transient(_ => WhatsApp.Object));
        Configure(services);
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
    }

    /// <summary>What takes the place of the registry's own.</summary>
    protected virtual void Configure(IServiceCollection services)
    {
    }

    protected async Task<T> Send<T>(IRequest<T> request, ServiceProvider? process = null)
    {
        await using var scope = (process ?? Services).CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    protected Task<WhoisAnswer?> WhoisAsync(IdentityId id, ServiceProvider? process = null) =>
        (process ?? Services).GetRequiredService<Whois>().FindAsync(id, CancellationToken.None).AsTask();

    protected Task<WhoisAnswer?> WhoisAsync(string address, ServiceProvider? process = null) =>
        (process ?? Services).GetRequiredService<Whois>().FindByAddressAsync(Wa.Parse(address), CancellationToken.None).AsTask();

    protected async Task<T> Read<T>(Func<RegistryDb, Task<T>> read)
    {
        await using var scope = Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<RegistryDb>());
    }

    /// <summary>A confirmed account that is the caller from now on.</summary>
    protected async Task<AccountId> SignInAsync(string email = "person@mail.example")
    {
        await using var scope = Services.CreateAsyncScope();
        var (db, unit) = (scope.ServiceProvider.GetRequiredService<RegistryDb>(), scope.ServiceProvider.GetRequiredService<IUnitOfWork>());
        var account = Account.Register(email, Now);
        account.ConfirmEmail(Now);
        Caller.SignOut();
        await unit.ExecuteAsync(_ =>
        {
            db.Accounts.Add(account);
            return Task.FromResult(true);
        }, CancellationToken.None);
        Caller.SignIn(account.Id);
        return account.Id;
    }

    protected Task<IdentityView> CreateAsync(params string[] surfaces) =>
        Send(new CreateIdentity("Acme Support", "Acme Ltd", false, null, [.. surfaces.Select(s => new SurfaceClaim(s, null))]));

    protected static ProfileReading Reading(string number = "447700900123", string? username = null, string? about = null, NumberStanding standing = NumberStanding.Live, string locator = "100001") =>
        new(ReaderKind.CloudApi, locator, WaPhone.FromDisplay(number), standing, WaUsername.FromPlatform(username), true, about, null);

    protected void Shared(params ProfileReading[] readings)
    {
        WhatsApp.Setup(w => w.FindAsync(It.IsAny<WhatsAppAddress>(), It.IsAny<CancellationToken>())).ReturnsAsync(new Sightings(readings, false));
        WhatsApp.Setup(w => w.FindEvenlyAsync(It.IsAny<WhatsAppAddress>(), It.IsAny<Func<ProfileReading, bool>>(), It.IsAny<ISearchBudget>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((WhatsAppAddress _, Func<ProfileReading, bool> settles, ISearchBudget _, CancellationToken _) => new Sightings([.. readings.Where(settles)], false));
        if (readings.Length > 0) Again(new ReadResult.Read(readings[0]));
    }

    protected void Again(ReadResult result) => WhatsApp
        .Setup(w => w.ReadAgainAsync(It.IsAny<ProvedProfile>(), It.IsAny<WhatsAppAddress>(), It.IsAny<CancellationToken>())).ReturnsAsync(result);

    protected static IdentityId IdentityOf(IdentityView view) => Domain.Shared.Id.Parse<IdentityId>(view.Id);

    protected static SurfaceId SurfaceOf(IdentityView view, int index = 0) => Domain.Shared.Id.Parse<SurfaceId>(view.Surfaces[index].Id);

    /// <summary>An operator's token for one number.</summary>
    protected static OperatorGrant NumberGrant { get; } = new(new Dictionary<string, string> { ["phone_number_id"] = "100001", ["access_token"] = "token" });

    /// <summary>Proves a surface through the registry's own grant.</summary>
    protected async Task ProveAsync(IdentityView identity, int index = 0, string number = "447700900123")
    {
        var challenge = await Send(new OpenChallenge(IdentityOf(identity), SurfaceOf(identity, index)));
        Shared(Reading(number, about: challenge.Token));
        var check = await Send(new CheckChallenge(Domain.Shared.Id.Parse<ChallengeId>(challenge.Id), null));
        Assert.That(check.Outcome, Is.EqualTo(CheckOutcome.Verified.Code));
    }
}

internal sealed class TestCaller : ICaller
{
    private AccountId? _account;

    public AccountId AccountId => _account ?? throw new InvalidOperationException("Nobody is signed in.");
    public ApiKeyId? ApiKeyId { get; set; }
    public bool ActsAsAdministrator { get; set; }
    public UInt128 Network { get; set; }
    public bool IsSignedIn => _account is not null;
    public CallerAccess? Access { get; set; }

    public void SignIn(AccountId account) => _account = account;

    public void SignOut() => (_account, ApiKeyId, ActsAsAdministrator) = (null, null, false);
}
