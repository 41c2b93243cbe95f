using System.Collections.Concurrent;
using System.Data.Common;
using AiIdentity.Application.Accounts;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Verification;
using AiIdentity.Application.WhatsApp;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;
using AiIdentity.Domain.WhatsApp;
using AiIdentity.Infrastructure.Persistence;
using AiIdentity.Infrastructure.Workers;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace AiIdentity.Application.Tests.Background;

/// <summary>Whatever the background depends on fails, again and again: it lives, and once that works again so does all that is due.</summary>
internal sealed class FailingDependencyTests : RegistryFixture
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    private readonly FailingStore _store = new();
    private readonly FailingMailer _mailer = new();
    private readonly Mock<IWhatsAppPace> _pace = new();

    protected override void Configure(IServiceCollection services)
    {
        services.ConfigureDbContext<SqliteRegistryDb>(options => options.AddInterceptors(_store));
        services.Replace(ServiceDescriptor.Singleton<IMailer>(_mailer));
        services.Replace(ServiceDescriptor.Singleton(_pace.Object));
        services.Replace(ServiceDescriptor.Singleton(new SignInClock(Clock)));
    }

    // What fails, and with what.
    private static IEnumerable<TestCaseData> Failures()
    {
        foreach (var where in new[] { "open", "read", "write", "commit" })
            foreach (var code in new[] { 5, 10, 13, 14 }) yield return new($"store {where}", new SqliteException("wa:+447700900123", code, code));
        foreach (var where in new[] { "pace", "mail connect", "mail send", "reader" })
            foreach (var failure in new Exception[] { new IOException("wa:+447700900123"), new TaskCanceledException(), new InvalidOperationException() }) yield return new(where, failure);
    }

    [TestCaseSource(nameof(Failures))]
    public async Task The_background_outlives_it(string where, Exception failure)
    {
        await SignInAsync();
        var identity = await CreateAsync("wa:+447700900123", "wa:+447700900124");
        await ProveAsync(identity);
        Clock.Advance(TimeSpan.FromDays(31));
        var challenge = await Send(new OpenChallenge(IdentityOf(identity), SurfaceOf(identity, 1)));
        Clock.Advance(TimeSpan.FromSeconds(20));
        Again(new ReadResult.Read(Reading()));
        await WriteMailAsync("before@mail.example");
        LetAll();
        var failed = Fail(where, failure);
        // As the worker runs them, but hurried.
        using var stop = new CancellationTokenSource();
        var loops = Services.GetRequiredService<RegistryRound>().Works.Select(work => new Loop(work.Name, Pace, work.TurnAsync, NullLogger.Instance).RunAsync(stop.Token)).ToList();
        try
        {
            await EventuallyAsync(() => Task.FromResult(failed() >= 3), $"{where} failed three times");
            Assert.That(loops.Where(loop => loop.IsCompleted), Is.Empty);

            Mend(challenge.Token);
            await WriteMailAsync("after@mail.example");
            // What failed as it was taken is put off by its lease.
            await EventuallyAsync(async () =>
            {
                Clock.Advance(TimeSpan.FromSeconds(10));
                return _mailer.Sent.ContainsKey("before@mail.example") && _mailer.Sent.ContainsKey("after@mail.example")
                    && await Read(db => db.Surfaces.AllAsync(s => s.Binding != null && s.Binding.LastCheckedAt > Now.AddDays(-1)));
            }, "mails, the re-check and the look are done");
            Assert.That(loops.Where(loop => loop.IsCompleted), Is.Empty);
        }
        finally
        {
            await stop.CancelAsync();
        }

        await Task.WhenAll(loops);
    }

    private Func<int> Fail(string where, Exception failure)
    {
        var failed = 0;
        Exception Failure()
        {
            Interlocked.Increment(ref failed);
            return failure;
        }

        switch (where)
        {
            case "pace":
                _pace.Setup(p => p.PaceAt(It.IsAny<DateTimeOffset>())).Throws(Failure);
                break;
            case "mail connect":
                _mailer.Connecting = Failure;
                break;
            case "mail send":
                _mailer.Sending = Failure;
                break;
            case "reader":
                WhatsApp.Setup(w => w.FindAsync(It.IsAny<WhatsAppAddress>(), It.IsAny<CancellationToken>())).Throws(Failure);
                WhatsApp.Setup(w => w.ReadAgainAsync(It.IsAny<ProvedProfile>(), It.IsAny<WhatsAppAddress>(), It.IsAny<CancellationToken>())).Throws(Failure);
                break;
            default:
                _store.Failing = (where["store ".Length..], Failure);
                break;
        }

        // What is leased as it is taken does not fail thrice at once.
        return () => where is "reader" or "mail send" && Volatile.Read(ref failed) > 0 ? 3 : Volatile.Read(ref failed);
    }

    private void LetAll() => _pace.Setup(p => p.Take(It.IsAny<int>())).Returns((int most) => most);

    private void Mend(string token)
    {
        (_store.Failing, _mailer.Connecting, _mailer.Sending) = (null, null, null);
        _pace.Reset();
        LetAll();
        WhatsApp.Reset();
        WhatsApp.Setup(w => w.FindAsync(It.IsAny<WhatsAppAddress>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((WhatsAppAddress address, CancellationToken _) => new Sightings([Reading(address.Canonical.EndsWith('4') ? "447700900124" : "447700900123", about: token)], false));
        Again(new ReadResult.Read(Reading()));
    }

    private async Task WriteMailAsync(string to)
    {
        await using var scope = Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RegistryDb>();
        await scope.ServiceProvider.GetRequiredService<IUnitOfWork>().ExecuteAsync(_ =>
        {
            db.OutgoingMails.Add(new OutgoingMail(to, "Subject", "Text", scope.ServiceProvider.GetRequiredService<SignInClock>().Now()));
            return Task.FromResult(true);
        }, CancellationToken.None);
    }

    private static async Task EventuallyAsync(Func<Task<bool>> condition, string what)
    {
        for (var waited = System.Diagnostics.Stopwatch.StartNew(); !await condition();)
        {
            if (waited.Elapsed > Bound) Assert.Fail($"It did not come that {what}.");
            await Task.Delay(50);
        }
    }

    private sealed class FailingMailer : IMailer, IMailConnection
    {
        public Func<Exception>? Connecting { get; set; }
        public Func<Exception>? Sending { get; set; }
        public ConcurrentDictionary<string, bool> Sent { get; } = new(StringComparer.Ordinal);
        public bool IsGood => true;

        public Task<IMailConnection> ConnectAsync(CancellationToken ct) => Connecting is { } failure ? throw failure() : Task.FromResult<IMailConnection>(this);

        public Task SendAsync(string to, string subject, string text, CancellationToken ct)
        {
            if (Sending is { } failure) throw failure();
            Sent[to] = true;
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class FailingStore : DbCommandInterceptor, IDbConnectionInterceptor, IDbTransactionInterceptor
    {
        public (string Where, Func<Exception> Failure)? Failing { get; set; }

        private void Meet(string where)
        {
            if (Failing is { } failing && failing.Where == where) throw failing.Failure();
        }

        public ValueTask<InterceptionResult> ConnectionOpeningAsync(DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            Meet("open");
            return new(result);
        }

        public ValueTask<InterceptionResult> TransactionCommittingAsync(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            Meet("commit");
            return new(result);
        }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Meet(command.CommandText.StartsWith("SELECT", StringComparison.Ordinal) ? "read" : "write");
            return new(result);
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            Meet("write");
            return new(result);
        }
    }
}
