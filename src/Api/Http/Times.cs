using System.Globalization;
using System.Text.RegularExpressions;

namespace AiIdentity.Api.Http;

/// <summary>RFC 3339, always in UTC.</summary>
internal static partial class Times
{
    public static string Write(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    public static bool TryParse(string text, out DateTimeOffset at)
    {
        at = default;
        if (Rfc3339().Match(text) is not { Success: true } found) return false;
        // A tick is the seventh digit: what is finer is cut off, as a clock would.
        var fraction = found.Groups["fraction"].ValueSpan;
        var ticks = fraction.IsEmpty ? 0 : long.Parse(fraction[..Math.Min(fraction.Length, 7)], NumberStyles.None, CultureInfo.InvariantCulture) * (long)Math.Pow(10, 7 - Math.Min(fraction.Length, 7));
        if (!DateTime.TryParseExact(found.Groups["seconds"].Value.ToUpperInvariant(), "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)) return false;
        if (OffsetOf(found.Groups["offset"].ValueSpan) is not { } offset) return false;
        var utc = local.Ticks + ticks - offset.Ticks;
        if (utc < 0 || utc > DateTime.MaxValue.Ticks) return false;
        at = new DateTimeOffset(utc, TimeSpan.Zero);
        return true;
    }

    // The framework's own stops at 14 hours; RFC 3339 does at 23:59.
    private static TimeSpan? OffsetOf(ReadOnlySpan<char> text)
    {
        if (text is "Z" or "z") return TimeSpan.Zero;
        var (hours, minutes) = (Two(text[1..3]), Two(text[4..6]));
        if (hours > 23 || minutes > 59) return null;
        var offset = new TimeSpan(hours, minutes, 0);
        return text[0] == '-' ? -offset : offset;
    }

    private static int Two(ReadOnlySpan<char> digits) => ((digits[0] - '0') * 10) + digits[1] - '0';

    [GeneratedRegex(@"\A(?<seconds>[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2})(\.(?<fraction>[0-9]+))?(?<offset>[Zz]|[+-][0-9]{2}:[0-9]{2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Rfc3339();
}
