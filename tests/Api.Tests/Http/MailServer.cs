using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AiIdentity.Api.Tests.Http;

/// <summary>Takes mail over SMTP as a host's own server would, and keeps it.</summary>
internal sealed class MailServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> _mails = new();

    public MailServer()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Waits for a mail to that address, and gives back its code.</summary>
    public async Task<string> CodeAsync(string to)
    {
        string? code = null;
        await Instances.Instance.EventuallyAsync(
            () => Task.FromResult((code = _mails.Where(m => m.Contains($"To: {to}", StringComparison.Ordinal)).SelectMany(m => m.Split('\n')).LastOrDefault(l => l.StartsWith("Code: ", StringComparison.Ordinal))) is not null),
            Kit.Child.Patience, "a mail with a code is handed in");
        return code!["Code: ".Length..].Trim();
    }

    /// <summary>Waits for a mail to that address whose text says this, and gives it back.</summary>
    public async Task<string> TextAsync(string to, string says)
    {
        string? mail = null;
        await Instances.Instance.EventuallyAsync(
            () => Task.FromResult((mail = _mails.LastOrDefault(m => m.Contains($"To: {to}", StringComparison.Ordinal) && m.Contains(says, StringComparison.Ordinal))) is not null),
            Kit.Child.Patience, $"a mail is handed in that says: {says}");
        return mail!;
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.UTF8);
            await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true, NewLine = "\r\n" };
            await writer.WriteLineAsync("220 mail.example ESMTP");
            while (await reader.ReadLineAsync() is { } line)
            {
                if (line == "DATA")
                {
                    await writer.WriteLineAsync("354 go on");
                    var mail = new StringBuilder();
                    while (await reader.ReadLineAsync() is { } text && text != ".") mail.Append(text).Append('\n');
                    _mails.Enqueue(mail.ToString());
                }

                await writer.WriteLineAsync(line == "QUIT" ? "221 bye" : "250 mail.example");
            }
        }
    }
}
