using AiIdentity.Client;

namespace AiIdentity.Cli;

/// <summary>What several commands say alike.</summary>
internal static class Words
{
    public static string? Of(PublicOperator? who) => who switch
    {
        null => null,
        { Anonymous: true } or { Display: null } => "anonymous",
        { Verified: true } => $"{who.Display} (verified)",
        _ => $"{who.Display} (by their own word)",
    };

    /// <summary>12 s, 5 min, 3 h, 2 d.</summary>
    public static string Of(TimeSpan age) => age switch
    {
        { TotalSeconds: < 120 } => $"{(int)age.TotalSeconds} s",
        { TotalMinutes: < 120 } => $"{(int)age.TotalMinutes} min",
        { TotalHours: < 48 } => $"{(int)age.TotalHours} h",
        _ => $"{(int)age.TotalDays} d",
    };
}
