using System.Globalization;
using System.Text;

namespace AiIdentity.Domain.Verification;

/// <summary>Finds tokens in what a person typed.</summary>
public static class TokenText
{
    /// <summary>The tokens in a text, each once, in whatever case they stand there.</summary>
    public static HashSet<string> AllIn(string? text)
    {
        var tokens = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var at = 0; at + ChallengeToken.Length <= (text?.Length ?? 0); at++)
            if (ChallengeToken.StandsAt(text!, at)) tokens.Add(text!.Substring(at, ChallengeToken.Length));
        return tokens;
    }

    /// <summary>Undoes what keyboards and copy-paste put in: compatibility forms, invisible characters, typographic dashes.</summary>
    public static string? Plain(string? text)
    {
        if (text is null) return null;
        var plain = new StringBuilder(text.Length);
        foreach (var c in Compatible(text))
        {
            if (c == '\uFE0F' || char.GetUnicodeCategory(c) == UnicodeCategory.Format) continue;
            plain.Append(c is (>= '\u2010' and <= '\u2014') or '\u2212' or '\uFE63' or '\uFF0D' ? '-' : c);
        }

        return plain.ToString();
    }

    private static string Compatible(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            // Lone surrogates can't be normalised; the rest is looked at as it is.
            return text;
        }
    }
}
