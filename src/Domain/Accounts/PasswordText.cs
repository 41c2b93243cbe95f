using System.Text;

namespace AiIdentity.Domain.Accounts;

/// <summary>
/// A password as it is compared: in NFKC, so that it is the same whichever way a keyboard composes its letters, and no rule besides about
/// what it is made of (NIST SP 800-63B, 5.1.1.2). Lengths count code points.
/// </summary>
public static class PasswordText
{
    public const int MinLength = 10;
    public const int MaxLength = 256;

    /// <summary>What is no Unicode text (a lone surrogate) stays as it is.</summary>
    public static string Normalize(string typed)
    {
        try
        {
            return typed.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return typed;
        }
    }

    /// <summary>What a hash may have been made of: the normal form, and where it differs the text as typed, of which the first hashes were made.</summary>
    public static IReadOnlyList<string> Forms(string typed)
    {
        var normal = Normalize(typed);
        return string.Equals(normal, typed, StringComparison.Ordinal) ? [normal] : [normal, typed];
    }

    public static bool IsAcceptable(string typed) => Normalize(typed).EnumerateRunes().Count() is >= MinLength and <= MaxLength;
}
