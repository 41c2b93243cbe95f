using System.Globalization;

namespace AiIdentity.Dashboard.Pieces;

/// <summary>Times as people read them, in the browser's own time zone.</summary>
public static class Told
{
    /// <summary><c>24 Nov 2026</c>.</summary>
    public static string Day(DateTimeOffset at) => at.ToLocalTime().ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary><c>24 Nov 2026</c>.</summary>
    public static string Day(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary><c>24 Nov 2026, 18:05</c>.</summary>
    public static string Minute(DateTimeOffset at) => at.ToLocalTime().ToString("d MMM yyyy, HH:mm", CultureInfo.InvariantCulture);

    /// <summary><c>3 hours ago</c>, <c>in 2 days</c>.</summary>
    public static string Near(DateTimeOffset at, DateTimeOffset now)
    {
        var distance = (at - now).Duration();
        if (distance < TimeSpan.FromMinutes(1)) return at <= now ? "just now" : "in a moment";
        var length = distance switch
        {
            { TotalMinutes: < 60 } => Count((int)distance.TotalMinutes, "minute"),
            { TotalHours: < 48 } => Count((int)distance.TotalHours, "hour"),
            _ => Count((int)distance.TotalDays, "day"),
        };
        return at <= now ? $"{length} ago" : $"in {length}";
    }

    private static string Count(int number, string unit) => number == 1 ? $"1 {unit}" : string.Create(CultureInfo.InvariantCulture, $"{number} {unit}s");
}
