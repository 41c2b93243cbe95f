using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace AiIdentity.Infrastructure.Tests.Mail;

/// <summary>A mail server that misbehaves as it is told, and keeps every line that it hears in clear.</summary>
internal sealed class SmtpStub : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();

    public SmtpStub()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;
    /// <summary>Accepts, and never says a word.</summary>
    public bool Silent { get; init; }
    /// <summary>Silent from this command on.</summary>
    public string? SilentFrom { get; init; }
    public bool OffersStartTls { get; init; }
    public int Connections { get; private set; }
    public ConcurrentQueue<string> Heard { get; } = new();
    public ConcurrentQueue<string> Mails { get; } = new();

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                Connections++;
                _ = ServeAsync(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await SpeakAsync(client.GetStream());
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
            {
                // It was hung up on.
            }
        }
    }

    private async Task SpeakAsync(Stream stream)
    {
        if (Silent) await Task.Delay(Timeout.InfiniteTimeSpan, _end.Token);
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        await SayAsync(stream, "220 mail.example ESMTP");
        while (await reader.ReadLineAsync(_end.Token) is { } line)
        {
            Heard.Enqueue(line);
            if (SilentFrom is { } word && line.StartsWith(word, StringComparison.Ordinal)) await Task.Delay(Timeout.InfiniteTimeSpan, _end.Token);
            if (line.StartsWith("EHLO", StringComparison.Ordinal)) await SayAsync(stream, OffersStartTls ? "250-mail.example\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS" : "250-mail.example\r\n250 AUTH PLAIN LOGIN");
            else if (line == "STARTTLS" && OffersStartTls)
            {
                await SayAsync(stream, "220 go on");
                await using var tls = new SslStream(stream);
                using var certificate = SelfSigned();
                await tls.AuthenticateAsServerAsync(certificate);
                using var secured = new StreamReader(tls);
                while (await secured.ReadLineAsync(_end.Token) is { } told) Heard.Enqueue("secured " + told);
                return;
            }
            else if (line == "DATA")
            {
                await SayAsync(stream, "354 go on");
                var mail = new StringBuilder();
                while (await reader.ReadLineAsync(_end.Token) is { } text && text != ".") mail.Append(text).Append('\n');
                Mails.Enqueue(mail.ToString());
                await SayAsync(stream, "250 taken");
            }
            else await SayAsync(stream, line == "QUIT" ? "221 bye" : line.StartsWith("AUTH", StringComparison.Ordinal) ? "235 welcome" : "250 ok");
        }
    }

    private static Task SayAsync(Stream stream, string line) => stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n")).AsTask();

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
