using AiIdentity.Domain.Shared;

namespace AiIdentity.Application.Accounts;

/// <summary>A mail that waits to leave: written in the transaction that wants it sent, gone once it is.</summary>
public sealed class OutgoingMail
{
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
    public DateTimeOffset NextTryAt { get; private set; }

    public void Postpone(DateTimeOffset now) => NextTryAt = now + TimeSpan.FromSeconds(Math.Min(3600, 10 * Math.Pow(2, Tries++)));
}

/// <summary>Delivers mail: SMTP where it is configured, the sandbox's mailbox in Development.</summary>
public interface IMailer
{
    Task SendAsync(string to, string subject, string text, CancellationToken ct);
}
