using System.Globalization;

namespace AiIdentity.Dashboard.Pieces;

/// <summary>How far an instant is from now, in the largest unit that fits: <c>3 hours ago</c>, <c>in 2 days</c>. The public pages use this file too.</summary>
internal static class RelativeTime
{
    public static string Of(DateTimeOffset at, DateTimeOffset now)
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
