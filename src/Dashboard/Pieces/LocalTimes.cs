using System.Globalization;

namespace AiIdentity.Dashboard.Pieces;

/// <summary>Times as people read them, in the browser's own time zone.</summary>
public static class LocalTimes
{
    /// <summary><c>24 Nov 2026</c>.</summary>
    public static string Day(DateTimeOffset at) => at.ToLocalTime().ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary><c>24 Nov 2026</c>.</summary>
    public static string Day(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary><c>24 Nov 2026, 18:05</c>.</summary>
    public static string Minute(DateTimeOffset at) => at.ToLocalTime().ToString("d MMM yyyy, HH:mm", CultureInfo.InvariantCulture);
}
