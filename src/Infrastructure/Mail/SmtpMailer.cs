using AiIdentity.Application.Accounts;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace AiIdentity.Infrastructure.Mail;

/// <summary>Where mail is handed in; section <c>Smtp</c>.</summary>
internal sealed class SmtpOptions
{
    public string? Host { get; set; }
    public int Port { get; set; } = 587;
    public string? User { get; set; }
    public string? Password { get; set; }
    /// <summary>The sender's address, with or without a name.</summary>
    public string? From { get; set; }
    /// <summary>False only for a server on this machine: the connection is not encrypted then.</summary>
    public bool UseTls { get; set; } = true;
}

internal sealed class SmtpMailer(SmtpOptions smtp) : IMailer
{
    public async Task SendAsync(string to, string subject, string text, CancellationToken ct)
    {
        using var message = new MimeMessage();
        message.From.Add(MailboxAddress.Parse(smtp.From ?? $"aiidentity@{smtp.Host}"));
        message.To.Add(MailboxAddress.Parse(to));
        message.Subject = subject;
        message.Body = new TextPart("plain") { Text = text };
        using var client = new SmtpClient();
        await client.ConnectAsync(smtp.Host!, smtp.Port, smtp.UseTls ? SecureSocketOptions.Auto : SecureSocketOptions.None, ct);
        if (smtp.User is { Length: > 0 } user) await client.AuthenticateAsync(user, smtp.Password ?? "", ct);
        try
        {
            await client.SendAsync(message, ct);
        }
        catch (SmtpCommandException refused) when ((int)refused.StatusCode is >= 500 and < 600 && refused.ErrorCode is SmtpErrorCode.RecipientNotAccepted)
        {
            throw new MailRefusedException(refused);
        }

        await client.DisconnectAsync(quit: true, ct);
    }
}
