using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using AiIdentity.Application;
using AiIdentity.Application.Passports;
using AiIdentity.Application.Registry;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.WhatsApp;
using AiIdentity.Infrastructure;
using AiIdentity.Infrastructure.Persistence;
using AiIdentity.Infrastructure.Signing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AiIdentity.Load;

/// <summary>Fills a registry: the domain's own verbs make every row, EF's model says how it lies in the store, batches are one transaction each.</summary>
internal sealed class Seeder(Place place, int identities)
{
    private const int Batch = 1_000;

    public async Task SeedAsync()
    {
        if (File.Exists(place.Done)) return;
        if (Directory.Exists(place.Folder)) Directory.Delete(place.Folder, recursive: true);
        Directory.CreateDirectory(place.Folder);
        await using var services = Services();
        foreach (var start in services.GetServices<IHostedService>().OfType<IHostedLifecycleService>().Take(1)) await start.StartingAsync(CancellationToken.None);

        var key = await WithScope(services, async scope =>
        {
            var id = await scope.GetRequiredService<IPassportSigner>().KeyInUseAsync(TimeProvider.System.GetUtcNow(), CancellationToken.None);
            var row = await scope.GetRequiredService<RegistryDb>().SigningKeys.SingleAsync(k => k.Id == id);
            return (id, Private: await services.GetRequiredService<PrivateKeys>().OpenAsync(row.PrivateKey!, CancellationToken.None));
        });
        var model = await WithScope(services, scope => Task.FromResult(scope.GetRequiredService<RegistryDb>().Model));
        // Nobody else has the store open from here on.
        SqliteConnection.ClearAllPools();
        using (var writer = new RowWriter(place.Database, model))
        {
            var batches = Channel.CreateBounded<List<object>>(4);
            var (made, saved) = (MakeAsync(services, key.id, key.Private, batches.Writer), SaveAsync(writer, batches.Reader));
            // Where saving fails, making would wait for ever.
            await await Task.WhenAny(made, saved);
            await saved;
            writer.Finish(index => Console.Write($"\rindex {index,-60}"));
            Console.WriteLine();
        }

        await File.WriteAllTextAsync(place.Done, "");
    }

    private ServiceProvider Services()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Registry"] = $"Data Source={place.Database}",
            ["DataProtection:CertificatePath"] = Place.Certificate(),
        }).Build();
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddApplication();
        services.AddSingleton(TimeProvider.System);
        services.AddInfrastructure(configuration);
        services.Configure<RegistryOptions>(options => options.Issuer = Place.Issuer);
        services.AddScoped<ICaller, Nobody>();
        return services.BuildServiceProvider();
    }

    private async Task MakeAsync(ServiceProvider services, SigningKeyId keyId, IPrivateKey key, ChannelWriter<List<object>> batches)
    {
        await Task.Yield();
        var (vault, places) = (services.GetRequiredService<IAddressVault>(), services.GetRequiredService<IStatusPlaces>());
        await using var tokens = new StreamWriter(place.Tokens);
        await using var keys = new StreamWriter(place.Keys);
        Account account = null!;
        string? secret = null;
        for (var number = 0; number < identities;)
        {
            var batch = new List<object>(Batch * 6);
            for (var end = Math.Min(identities, number + Batch); number < end; number++)
            {
                // Proved at moments spread over the last days, so that nothing is due yet, and never will be at once.
                var now = TimeProvider.System.GetUtcNow().AddSeconds(-(number % 432_000));
                if (number % Seeded.IdentitiesPerAccount == 0)
                {
                    account = Account.Register(string.Create(CultureInfo.InvariantCulture, $"operator{number}@load.example"), now);
                    account.ConfirmEmail(now);
                    account.ChangePlan(Plan.Business, now);
                    batch.Add(account);
                    secret = number / Seeded.IdentitiesPerAccount < Seeded.AccountsWithKeys ? KeyOf(account, batch, now) : null;
                }

                var identity = Identity.Create(
                    account.Id, (number % Seeded.IdentitiesPerAccount) + 1,
                    new IdentityDetails(string.Create(CultureInfo.InvariantCulture, $"Agent {number}"), "Load Ltd", false, ["customer-support"]), now);
                List<(Surface Surface, string Address)> surfaces = [Bound(identity, Seeded.Handle(number), true, "a", vault, now)];
                if (Seeded.HasPhone(number)) surfaces.Add(Bound(identity, Seeded.Phone(number), !Seeded.IsHidden(number), "b", vault, now));
                var shown = surfaces.Where(s => s.Surface.Public).ToList();
                var passport = Issue(identity, account, number, keyId, key, places, shown, now);
                batch.Add(identity);
                batch.AddRange(surfaces.Select(s => s.Surface));
                batch.Add(passport);
                batch.Add(PublicRecordRow.Of(identity.Id, StoredRecordBuilder.Build(identity, true, shown.Select(s => (s.Surface, s.Address, (JsonElement?)null)), [passport])));
                if (number < Seeded.Tokens) await tokens.WriteLineAsync(passport.Token);
                if (secret is not null) await keys.WriteLineAsync($"{secret} {identity.Id}");
            }

            await batches.WriteAsync(batch);
        }

        batches.Complete();
    }

    private static string KeyOf(Account account, List<object> batch, DateTimeOffset now)
    {
        var secret = ApiKeySecret.Generate();
        batch.Add(ApiKey.Create(account.Id, "load", secret, [Scopes.PassportIssue], now.AddDays(300), now));
        return secret.Value;
    }

    private static readonly SurfaceSchemes Schemes = new([new WhatsAppScheme()]);

    private static (Surface, string) Bound(Identity identity, string address, bool isPublic, string pair, IAddressVault vault, DateTimeOffset now)
    {
        var parsed = (WhatsAppAddress)Schemes.Parse(address);
        var surface = Surface.Claim(identity.Id, identity.OwnerId, parsed.Methods[0], vault.Seal(parsed), isPublic, now);
        surface.Bind(new ProofOfControl(parsed.Methods[0].Id, $$"""{"reader":"cloud_api","pair":"{{pair}}","locator":"{{pair}}"}""", pair, OneTime: false), parsed.Methods[0].Rechecks, 1, now);
        return (surface, address);
    }

    private static Passport Issue(
        Identity identity, Account account, int number, SigningKeyId keyId, IPrivateKey key, IStatusPlaces places, List<(Surface Surface, string Address)> shown, DateTimeOffset now)
    {
        var (id, issuedAt, at) = (PassportId.New(now), DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()), places.PlaceOf(number));
        var registry = new RegistryOptions { Issuer = Place.Issuer };
        var claims = new PassportClaims(
            Place.Issuer, identity.Id.ToString(), "verifier", issuedAt, issuedAt, issuedAt.AddDays(Passport.DefaultDays), id.ToString(), Tier.IdentityVerified,
            identity.OperatorDisplay!, [.. shown.Select(s => s.Address)], identity.Capabilities, keyId.ToString(), registry.IdentityUrl(identity.Id.ToString()),
            at.Index, registry.StatusListUrl(at.List));
        var token = Jws.Sign(PassportCodec.Write(claims), PassportCodec.Type, keyId.ToString(), key);
        return Passport.Issue(
            id, identity.Id, account.Id, keyId, number, shown.Select(s => new NamedSurface(s.Surface.Id, s.Surface.Binding!.Epoch)), token, issuedAt, Passport.DefaultDays, now);
    }

    private async Task SaveAsync(RowWriter writer, ChannelReader<List<object>> batches)
    {
        await Task.Yield();
        var (done, took) = (0, Stopwatch.StartNew());
        await foreach (var batch in batches.ReadAllAsync())
        {
            writer.Write(batch);
            done = Math.Min(identities, done + Batch);
            Progress(done, took.Elapsed);
        }

        Console.WriteLine();
    }

    private void Progress(int done, TimeSpan took)
    {
        const int Width = 40;
        var filled = (int)((long)done * Width / identities);
        var left = TimeSpan.FromSeconds(took.TotalSeconds / done * (identities - done));
        Console.Write(string.Create(CultureInfo.InvariantCulture,
            $"\rseeding [{new string('#', filled)}{new string('.', Width - filled)}] {done:N0} of {identities:N0} identities, {done / took.TotalSeconds:N0}/s, {left:mm\\:ss} left "));
    }

    private static async Task<T> WithScope<T>(ServiceProvider services, Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = services.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }

    private sealed class Nobody : ICaller
    {
        public AccountId AccountId => throw new InvalidOperationException("Nobody is signed in.");
        public ApiKeyId? ApiKeyId => null;
        public bool ActsAsAdministrator => false;
        public bool IsSignedIn => false;
        public CallerAccess? Access => null;
        public UInt128 Network => 0;
    }
}
