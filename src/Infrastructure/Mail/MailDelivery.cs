using System.Diagnostics;
using AiIdentity.Application.Accounts;
using AiIdentity.Application.Shared;
using AiIdentity.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AiIdentity.Infrastructure.Mail;

/// <summary>Takes mails under a lease, hands them in, forgets those that left. A crash in between sends one twice, never not at all.</summary>
internal sealed partial class MailDelivery(IServiceScopeFactory scopes, SignInClock clock, ILogger<MailDelivery> logger) : IMailDelivery
{
    private const int Batch = 20;
    /// <summary>Of the 30 s that a first try has; the last mail is begun within these, and takes 8 s at most.</summary>
    private static readonly TimeSpan MostOfLease = TimeSpan.FromSeconds(20);

    public async Task DeliverDueAsync(CancellationToken ct)
    {
        while (await DeliverAsync(ct) == Batch)
        {
        }
    }

    // Connected before anything is taken: while the server is away no mail's tries are used up.
    private async Task<int> DeliverAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        if (scope.ServiceProvider.GetService<IMailer>() is not { } mailer) return 0;
        var (db, unit) = (scope.ServiceProvider.GetRequiredService<RegistryDb>(), scope.ServiceProvider.GetRequiredService<IUnitOfWork>());
        if (!await db.OutgoingMails.AnyAsync(OutgoingMail.DueAt(clock.Now()), ct)) return 0;
        await using var connection = await mailer.ConnectAsync(ct);
        var mails = await unit.ExecuteAsync(async stop =>
        {
            // Mails are written by either clock and leave by the real one.
            var now = clock.Now();
            var due = await db.OutgoingMails.Where(OutgoingMail.DueAt(now)).OrderBy(m => m.Id).Take(Batch).ToListAsync(stop);
            foreach (var mail in due) mail.Try(now);
            return due;
        }, ct);
        var taken = Stopwatch.GetTimestamp();
        foreach (var mail in mails)
        {
            // The rest waits out its lease: another process may have it by then.
            if (!connection.IsGood || Stopwatch.GetElapsedTime(taken) > MostOfLease) return 0;
            if (!await SendAsync(connection, mail, ct)) continue;
            await unit.ExecuteAsync(stop => db.OutgoingMails.Where(m => m.Id == mail.Id).ExecuteDeleteAsync(stop), ct);
        }

        return mails.Count;
    }

    private async Task<bool> SendAsync(IMailConnection connection, OutgoingMail mail, CancellationToken ct)
    {
        try
        {
            await connection.SendAsync(mail.To, mail.Subject, mail.Text, ct);
            return true;
        }
        catch (MailRefusedException)
        {
            MailRefused();
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            // The type only: a server's words name the recipient.
            MailFailed(e.GetType().Name);
            if (!mail.IsHopeless) return false;
            MailGivenUp(mail.Tries);
            return true;
        }
    }

    [LoggerMessage(4000, LogLevel.Warning, "A mail could not be handed in ({Error}); it is tried again")]
    private partial void MailFailed(string error);

    [LoggerMessage(4001, LogLevel.Warning, "A mail was refused for good")]
    private partial void MailRefused();

    [LoggerMessage(4002, LogLevel.Warning, "A mail is given up after {Tries} tries")]
    private partial void MailGivenUp(int tries);
}
