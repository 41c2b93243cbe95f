using System.Text.RegularExpressions;

namespace AiIdentity.WhatsAppSandbox.Numbers;

internal static partial class Username
{
    internal const string Rule =
        "username must be 3 to 35 characters of a-z 0-9 . _ with at least one letter, not start or end with a dot, "
        + "hold no two dots in a row, not start with www and not end like a domain";

    internal static bool TryFold(string text, out string folded)
    {
        folded = text.ToLowerInvariant();
        // Measured before folding: some letters of other scripts fold into ASCII.
        return Ascii().IsMatch(text) && Form().IsMatch(folded) && !DomainLike().IsMatch(folded);
    }

    internal static string Another(string username) => username[..^1] + (username[^1] is 'x' ? 'y' : 'x');

    [GeneratedRegex(@"\A[A-Za-z0-9._]{3,35}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Ascii();

    [GeneratedRegex(@"\A(?!www)(?!\.)(?!.*\.\.)(?=.*[a-z]).*[^.]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();

    [GeneratedRegex(@"\.(com|org|net|int|edu|gov|mil|us|in|html|io|ai)\z", RegexOptions.CultureInvariant)]
    private static partial Regex DomainLike();
}
