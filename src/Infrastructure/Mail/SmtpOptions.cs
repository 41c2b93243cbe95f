using System.Net;

namespace AiIdentity.Infrastructure.Mail;

/// <summary>How the connection to the mail server is secured.</summary>
internal enum SmtpSecurity
{
    /// <summary>STARTTLS, or nothing is said to the server.</summary>
    StartTls,
    /// <summary>TLS from the first byte, as on port 465.</summary>
    Tls,
    /// <summary>No encryption: a server on this machine only.</summary>
    None,
}

/// <summary>Where mail is handed in; section <c>Smtp</c>.</summary>
internal sealed class SmtpOptions
{
    public string? Host { get; set; }
    public int Port { get; set; } = 587;
    public string? User { get; set; }
    public string? Password { get; set; }
    /// <summary>The sender's address, with or without a name.</summary>
    public string? From { get; set; }
    public SmtpSecurity Security { get; set; } = SmtpSecurity.StartTls;

    /// <summary>Whether what is sent to that host never leaves this machine.</summary>
    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
