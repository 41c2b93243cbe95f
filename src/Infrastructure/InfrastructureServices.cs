using AiIdentity.Application.Accounts;
using AiIdentity.Application.Idempotency;
using AiIdentity.Application.Observability;
using AiIdentity.Application.Registry;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Infrastructure.Accounts;
using AiIdentity.Infrastructure.Events;
using AiIdentity.Infrastructure.Limits;
using AiIdentity.Infrastructure.Mail;
using AiIdentity.Infrastructure.Persistence;
using AiIdentity.Infrastructure.Redis;
using AiIdentity.Infrastructure.Registry;
using AiIdentity.Infrastructure.Signing;
using AiIdentity.Infrastructure.Surfaces;
using AiIdentity.Infrastructure.Upkeep;
using AiIdentity.Infrastructure.WhatsApp;
using AiIdentity.Infrastructure.Workers;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AiIdentity.Infrastructure;

/// <summary>The one door to this layer.</summary>
public static class InfrastructureServices
{
    public static IServiceCollection AddInfrastructure(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddPersistence(configuration);
        services.AddUpkeep();
        services.AddMetrics();
        services.AddSingleton<RegistryMeter>();
        services.AddSingleton<IWriters>(provider => provider.GetRequiredService<WriteQueue>());
        services.AddRedis(configuration);
        services.AddLimits(configuration);
        services.AddSingleton<IAddressVault, AddressVault>();
        services.AddSingleton<IPhoneNumbers, PhonePlans>();
        services.AddSingleton<IPublicRecordStore, PublicRecordStore>();
        services.AddSingleton<IAnswerSeal, AnswerSeal>();
        services.AddWhatsApp(configuration);
        services.AddSigning(configuration);
        services.AddAccounts();
        services.AddMail(configuration);
        services.AddSingleton<RegistryRound>();
        services.AddSingleton<IRegistryRound>(provider => provider.GetRequiredService<RegistryRound>());
        services.AddHostedService<DemoStart>();
        services.AddHostedService<RegistryWorker>();
        return services;
    }

    /// <summary>Has the way to the embedded database compiled on another core while the host is built on this one: an eighth of a start.</summary>
    public static void Preload(IConfiguration configuration)
    {
        // What goes wrong with it goes wrong with the registry's own database as well, and is told there.
        if (!IsSqlServer(configuration)) _ = Task.Run(EmbeddedDatabase.Preload);
    }

    /// <summary>Null where the settings of this layer are as they should be, else one line that says what to change.</summary>
    public static string? WhyRefused(IConfiguration configuration) => InfrastructureSettings.WhyRefused(configuration);

    /// <summary>For a verb that changes nothing: Data Protection would make a key where it opens something and has none in use.</summary>
    public static void MakeNoKeys(this IServiceCollection services) =>
        services.Configure<KeyManagementOptions>(keys => keys.AutoGenerateKeys = false);

    /// <summary>The folder beside the embedded database; <c>data</c> where there is none, or <c>Sandbox:Folder</c>.</summary>
    public static string DataFolder(IConfiguration configuration)
    {
        if (configuration["Sandbox:Folder"] is { Length: > 0 } folder) return Path.GetFullPath(folder);
        var file = configuration["Database:Provider"] is null or "" or "Sqlite" && configuration.GetConnectionString("Registry") is { Length: > 0 } connection
            ? new SqliteConnectionStringBuilder(connection).DataSource
            : "";
        return Path.GetDirectoryName(Path.GetFullPath(file.Length == 0 || file.StartsWith(':') ? Path.Combine("data", "registry.db") : file))!;
    }

    /// <summary>Lets the readers use the process's own sandbox where nothing else is configured.</summary>
    public static void AddSandboxReaders(this IServiceCollection services, string accessToken, string[] wabaIds) =>
        services.AddSingleton(new SandboxReaders(accessToken, wabaIds));

    /// <summary>Keeps all mail in a file of this machine; registered before <see cref="AddInfrastructure"/>, so that nothing is sent.</summary>
    public static void AddSandboxMailbox(this IServiceCollection services, string file)
    {
        services.AddSingleton(_ => new SandboxMailbox(file, TimeProvider.System));
        services.AddSingleton<IMailer>(provider => provider.GetRequiredService<SandboxMailbox>());
        services.AddSingleton<ISandboxMailbox>(provider => provider.GetRequiredService<SandboxMailbox>());
    }

    private static bool IsSqlServer(IConfiguration configuration) => configuration["Database:Provider"] switch
    {
        null or "" or "Sqlite" => false,
        "SqlServer" => true,
        _ => throw new InvalidOperationException("Database:Provider is Sqlite or SqlServer."),
    };

    private static void AddPersistence(this IServiceCollection services, IConfiguration configuration)
    {
        var sqlServer = IsSqlServer(configuration);
        var connection = configuration.GetConnectionString("Registry");
        if (sqlServer)
        {
            services.AddDbContextPool<RegistryDb, SqlServerRegistryDb>(options => options.UseSqlServer(
                connection ?? throw new InvalidOperationException("ConnectionStrings:Registry must be set for SqlServer."),
                server => server.EnableRetryOnFailure()));
        }
        else
        {
            services.AddDbContextPool<RegistryDb, SqliteRegistryDb>(options => options
                .UseSqlite(connection ?? "Data Source=data/registry.db")
                .AddInterceptors(new SqlitePragmas(configuration.GetValue<long?>("Database:MaxMegabytes"))));
        }

        services.AddSingleton(new WriteQueue(oneWriter: !sqlServer));
        services.AddSingleton(new GroupCommit(isSqlite: !sqlServer));
        services.AddScoped<IRegistryDb>(provider => provider.GetRequiredService<RegistryDb>());
        services.AddScoped<AfterCommit>();
        services.AddScoped<EventDispatcher>();
        services.AddScoped<PublicRecordProjector>();
        services.AddScoped<IUnitOfWork, UnitOfWork>();
        services.AddSingleton<RegistrySecrets>();
        services.AddHostedService<DatabaseStart>();
        var certificates = ProtectionCertificates.Of(configuration);
        services.AddSingleton(certificates);
        services.AddScoped<ProtectionKeys>();
        var protection = services.AddDataProtection().SetApplicationName("AiIdentity").PersistKeysToDbContext<RegistryDb>();
        // The key ring lies in the database: only with the certificate, which does not, can it be opened.
        if (certificates.Current is { } certificate) protection.ProtectKeysWithCertificate(certificate);
    }
}
