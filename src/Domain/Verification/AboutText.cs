using System.Globalization;
using System.Text;

namespace AiIdentity.Domain.Verification;

/// <summary>Where a challenge's token was seen on a profile.</summary>
public enum TokenPlace
{
    Nowhere,
    /// <summary>Alone in About: the only place that proves anything.</summary>
    About,
    AmongOthers,
    /// <summary>Only after look-alike characters were undone.</summary>
    Lookalike,
    Description,
    /// <summary>Several tokens, and this challenge's is not among them.</summary>
    OnlyOthers,
}

/// <summary>Looks for a token in what a person typed on a phone.</summary>
public static class AboutText
{
    public static TokenPlace Find(string token, string? about, string? description)
    {
        var tokens = TokensIn(about);
        if (tokens.Contains(token)) return tokens.Count == 1 ? TokenPlace.About : TokenPlace.AmongOthers;
        if (TokensIn(Plain(about)).Contains(token)) return TokenPlace.Lookalike;
        if (TokensIn(description).Contains(token)) return TokenPlace.Description;
        return tokens.Count > 1 ? TokenPlace.OnlyOthers : TokenPlace.Nowhere;
    }

    private static HashSet<string> TokensIn(string? text)
    {
        var tokens = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var at = 0; at + ChallengeToken.Length <= (text?.Length ?? 0); at++)
            if (ChallengeToken.StandsAt(text!, at)) tokens.Add(text!.Substring(at, ChallengeToken.Length));
        return tokens;
    }

    // Undoes what keyboards and copy-paste put in: compatibility forms, invisible characters, typographic dashes.
    private static string? Plain(string? text)
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
