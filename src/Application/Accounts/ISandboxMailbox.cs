namespace AiIdentity.Application.Accounts;

/// <summary>Where mail goes in Development: kept over restarts, sent to nobody.</summary>
public interface ISandboxMailbox
{
    /// <param name="to">An address in any case; null for all.</param>
    IReadOnlyList<SandboxMail> Find(string? to);
}

/// <summary>A mail as the service wrote it.</summary>
public sealed record SandboxMail(string To, string Subject, string Text, DateTimeOffset SentAt);
