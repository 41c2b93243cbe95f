using System.Text;
using System.Text.Json;
using AiIdentity.Application.Accounts;

namespace AiIdentity.Infrastructure.Mail;

/// <summary>Keeps mails in a file of JSON lines beside the database; a line that a crash cut off is skipped.</summary>
internal sealed class SandboxMailbox(string file, TimeProvider clock) : IMailer, IMailConnection, ISandboxMailbox
{
    private readonly Lock _gate = new();
    private readonly List<SandboxMail> _mails = Load(file);

    public bool IsGood => true;

    public Task<IMailConnection> ConnectAsync(CancellationToken ct) => Task.FromResult<IMailConnection>(this);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public Task SendAsync(string to, string subject, string text, CancellationToken ct)
    {
        var mail = new SandboxMail(to, subject, text, clock.GetUtcNow());
        lock (_gate)
        {
            PrivateFiles.MakeFolder(Path.GetDirectoryName(Path.GetFullPath(file))!);
            using (var stream = PrivateFiles.Append(file)) stream.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(mail) + "\n"));
            _mails.Add(mail);
        }

        return Task.CompletedTask;
    }

    public IReadOnlyList<SandboxMail> Find(string? to)
    {
        lock (_gate) return [.. _mails.Where(m => to is null || string.Equals(m.To, to, StringComparison.OrdinalIgnoreCase))];
    }

    private static List<SandboxMail> Load(string file)
    {
        var mails = new List<SandboxMail>();
        if (!File.Exists(file)) return mails;
        foreach (var line in File.ReadLines(file))
        {
            try
            {
                if (JsonSerializer.Deserialize<SandboxMail>(line) is { } mail) mails.Add(mail);
            }
            catch (JsonException)
            {
                // Cut off by a crash while it was written; its mail is sent again.
            }
        }

        return mails;
    }
}
