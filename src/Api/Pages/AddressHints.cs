using System.Text;
using AiIdentity.Domain.Surfaces;

namespace AiIdentity.Api.Pages;

/// <summary>What somebody may have meant who typed an address that is none. Shown to be chosen, never looked up by itself.</summary>
/// <param name="Sentence">What is wrong and what to do.</param>
/// <param name="Suggestions">Canonical addresses.</param>
public sealed record AddressHints(string Sentence, IReadOnlyList<string> Suggestions)
{
    public const int LongestText = 600;

    private const string Choose = "The registry looks up exact addresses and repairs nothing. If you meant this one, choose it:";

    public static AddressHints For(string text, SurfaceSchemes schemes)
    {
        if (text.Length > LongestText) return new(schemes.HowToWrite, []);
        if (text.StartsWith("eyJ", StringComparison.Ordinal))
            return new("That looks like a Passport. Send it to POST /api/v1/verify, with the address where you met the agent.", []);
        var seen = Plain(text);
        var guesses = schemes.All.Select(scheme => scheme.Guess(seen)).OfType<AddressGuess>().ToList();
        string[] meant = [.. guesses.Select(guess => guess.Address?.Canonical).OfType<string>().Distinct(StringComparer.Ordinal)];
        var sentence = guesses.Select(guess => guess.Sentence).FirstOrDefault(sentence => sentence is not null);
        return new(sentence ?? (meant.Length > 0 ? Choose : schemes.HowToWrite), meant);
    }

    // What is seen: full-width digits as digits, invisible characters gone.
    private static string Plain(string text)
    {
        try
        {
            text = text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            // Not even Unicode: judged as it is.
        }

        return string.Concat(text.Where(c => char.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.Format)).Trim();
    }
}
