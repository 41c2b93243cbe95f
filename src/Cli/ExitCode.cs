namespace AiIdentity.Cli;

/// <summary>What a program can decide on; documented in docs/verifiers.md.</summary>
internal enum ExitCode
{
    /// <summary>Found, valid, done.</summary>
    Good = 0,
    /// <summary>The Passport is not valid; the reason is in the output.</summary>
    Invalid = 1,
    /// <summary>The command, an address or the settings are written wrongly; nothing was asked.</summary>
    Usage = 2,
    /// <summary>The registry knows no such address or identity.</summary>
    NotFound = 3,
    /// <summary>The registry refused: not signed in, not allowed, too often, not now.</summary>
    Refused = 4,
    /// <summary>The registry cannot be reached, or what answers is none.</summary>
    Unreachable = 5,
    /// <summary>The output cannot be written: a full disk, a reader that has gone.</summary>
    Output = 6,
    /// <summary>A fault of this program's own.</summary>
    Fault = 70,
    /// <summary>Ended by Ctrl+C.</summary>
    Cancelled = 130,
}

/// <summary>Ends a command with one sentence for people.</summary>
internal sealed class ExitException(ExitCode code, string word, string message) : Exception(message)
{
    public ExitCode Code { get; } = code;

    /// <summary>For programs, snake_case.</summary>
    public string Word { get; } = word;
}
