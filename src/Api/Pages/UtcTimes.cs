using System.Globalization;

namespace AiIdentity.Api.Pages;

/// <summary>Times as people read them, always UTC.</summary>
public static class UtcTimes
{
    public static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    public static string Minute(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
