using System.Globalization;

namespace AiIdentity.Api.Pages;

/// <summary>Times as people read them, always UTC.</summary>
public static class Moments
{
    public static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    public static string Minute(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>How long ago, or how far ahead, in the largest unit that fits.</summary>
    public static string Away(DateTimeOffset at, DateTimeOffset now)
    {
        var span = (at - now).Duration();
        var (count, unit) = span switch
        {
            { TotalDays: >= 100 } => ((int)(span.TotalDays / 30.4), "month"),
            { TotalDays: >= 1 } => ((int)span.TotalDays, "day"),
            { TotalHours: >= 1 } => ((int)span.TotalHours, "hour"),
            { TotalMinutes: >= 1 } => ((int)span.TotalMinutes, "minute"),
            _ => (0, ""),
        };
        if (count == 0) return at <= now ? "just now" : "in a moment";
        var words = string.Create(CultureInfo.InvariantCulture, $"{count} {unit}{(count == 1 ? "" : "s")}");
        return at <= now ? $"{words} ago" : $"in {words}";
    }
}
