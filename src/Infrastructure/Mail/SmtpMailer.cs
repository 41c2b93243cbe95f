using AiIdentity.Application.Accounts;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace AiIdentity.Infrastructure.Mail;

/// <summary>Hands mail in over SMTP, a batch by one connection. Each step has seconds; a server that is away or silent is left alone for a while.</summary>
internal sealed class SmtpMailer : IMailer
{
    /// <summary>To be connected, secured and signed in; and for each mail: shorter than what is left of its lease when the last of a batch is begun.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly SmtpOptions _smtp;
    private readonly ResiliencePipeline _connecting;
    private readonly ResiliencePipeline _sending;

    public SmtpMailer(SmtpOptions smtp, TimeSpan? patience = null)
    {
        _smtp = smtp;
        _sending = new ResiliencePipelineBuilder().AddTimeout(patience ?? Patience).Build();
        _connecting = new ResiliencePipelineBuilder()
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 1,
                MinimumThroughput = 2,
                SamplingDuration = TimeSpan.FromMinutes(1),
                BreakDuration = TimeSpan.FromSeconds(15),
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } e && (e is not OperationCanceledException || !arguments.Context.CancellationToken.IsCancellationRequested)),
            })
            .AddTimeout(patience ?? Patience)
            .Build();
    }

    public async Task<IMailConnection> ConnectAsync(CancellationToken ct) => await _connecting.ExecuteAsync(async stop =>
    {
        var client = new SmtpClient();
        try
        {
            // Never "when available": a server, or who stands before it, that leaves STARTTLS out would be told everything.
            await client.ConnectAsync(_smtp.Host!, _smtp.Port, _smtp.Security switch
            {
                SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
                SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
                SmtpSecurity.None => SecureSocketOptions.None,
            }, stop);
            if (_smtp.User is { Length: > 0 } user) await client.AuthenticateAsync(user, _smtp.Password ?? "", stop);
            return new Connection(this, client);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }, ct);

    private sealed class Connection(SmtpMailer mailer, SmtpClient client) : IMailConnection
    {
        public async Task SendAsync(string to, string subject, string text, CancellationToken ct)
        {
            using var message = new MimeMessage();
            message.From.Add(MailboxAddress.Parse(mailer._smtp.From ?? $"aiidentity@{mailer._smtp.Host}"));
            message.To.Add(MailboxAddress.Parse(to));
            message.Subject = subject;
            message.Body = new TextPart("plain") { Text = text };
            try
            {
                await mailer._sending.ExecuteAsync(async stop => await client.SendAsync(message, stop), ct);
            }
            catch (SmtpCommandException refused) when ((int)refused.StatusCode is >= 500 and < 600 && refused.ErrorCode is SmtpErrorCode.RecipientNotAccepted)
            {
                throw new MailRefusedException(refused);
            }
        }

        public bool IsGood => client.IsConnected;

        public async ValueTask DisposeAsync()
        {
            using (client)
            {
                try
                {
                    if (client.IsConnected) await mailer._sending.ExecuteAsync(async stop => await client.DisconnectAsync(quit: true, stop), CancellationToken.None);
                }
                catch (Exception e) when (e is IOException or TimeoutRejectedException or OperationCanceledException or MailKit.ProtocolException or MailKit.CommandException)
                {
                    // The mails are handed in; a server need not say goodbye.
                }
            }
        }
    }
}
