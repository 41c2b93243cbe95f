using System.Linq.Expressions;
using AiIdentity.Domain.Shared;

namespace AiIdentity.Application.Accounts;

/// <summary>A mail that waits to leave: written in the transaction that wants it sent, gone once it is.</summary>
public sealed class OutgoingMail
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);
    /// <summary>About three days.</summary>
    private const int MostTries = 80;

    private OutgoingMail()
    {
    }

    public OutgoingMail(string to, string subject, string text, DateTimeOffset now)
    {
        Id = EventId.New(now);
        (To, Subject, Text, WrittenAt, NextTryAt) = (to, subject, text, now, now);
    }

    public EventId Id { get; private init; }
    public string To { get; private init; } = "";
    public string Subject { get; private init; } = "";
    public string Text { get; private init; } = "";
    public DateTimeOffset WrittenAt { get; private init; }
    public int Tries { get; private set; }
    /// <summary>Also who tries: the process that moved it has the mail until then. A crash in between sends it twice, never not at all.</summary>
    public DateTimeOffset NextTryAt { get; private set; }

    /// <summary>Written to be tried, or put off until now. A stamp further ahead than any pause is of a clock that was set back since.</summary>
    public static Expression<Func<OutgoingMail, bool>> DueAt(DateTimeOffset now)
    {
        var beyond = now + LongestPause + LongestPause;
        return mail => mail.Tries == 0 || mail.NextTryAt <= now || mail.NextTryAt > beyond;
    }

    public bool IsHopeless => Tries >= MostTries;

    /// <summary>Begins a try, and plans the next for the case that this one fails: after 30 s, twice as long each time, up to an hour.</summary>
    public void Try(DateTimeOffset now) =>
        NextTryAt = now + TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, 30 * Math.Pow(2, Tries++)));
}

/// <summary>Delivers mail: SMTP where it is configured, the sandbox's mailbox in Development.</summary>
public interface IMailer
{
    /// <summary>For the mails of a batch; throws where the server is away, does not answer within seconds or will not have us.</summary>
    Task<IMailConnection> ConnectAsync(CancellationToken ct);
}

/// <summary>What a batch of mails is handed in by.</summary>
public interface IMailConnection : IAsyncDisposable
{
    /// <summary>Whether another mail may be handed in by it.</summary>
    bool IsGood { get; }

    /// <exception cref="MailRefusedException">The mail will never be taken.</exception>
    Task SendAsync(string to, string subject, string text, CancellationToken ct);
}

/// <summary>The recipient's side refused for good; trying again is no use.</summary>
public sealed class MailRefusedException(Exception inner) : Exception("The mail was refused.", inner);
