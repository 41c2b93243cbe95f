using System.Globalization;
using System.Text;

namespace AiIdentity.Domain.Identities;

/// <summary>What a name that others will read may look like.</summary>
public static class DisplayText
{
    public const int MaxLength = 100;

    // ZWJ and ZWNJ are needed to write emoji and several scripts, between characters of those; every other format character can
    // only deceive, as can letters and symbols that are blank: Hangul's fillers, the empty Braille cell, the grapheme joiner.
    private static bool Deceives(Rune rune, char before, char after) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Format => rune.Value is not (0x200C or 0x200D) || char.IsAscii(before) || char.IsAscii(after),
        _ when rune.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800 or 0x034F => true,
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => true,
        _ => false,
    };

    /// <summary>Null where the text can stand as a name; otherwise a sentence that says what is wrong with it.</summary>
    public static string? WhyRefused(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return "Write a name.";
        if (text.Length > MaxLength) return $"A name has at most {MaxLength} characters.";
        if (char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1])) return "Remove the space at the start or the end.";
        for (var i = 0; i < text.Length;)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var used) != System.Buffers.OperationStatus.Done || Deceives(rune, i == 0 ? ' ' : text[i - 1], i + used == text.Length ? ' ' : text[i + used]))
                return "Remove the control, direction or invisible characters.";
            i += used;
        }

        return text.EnumerateRunes().All(rune => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.NonSpacingMark || Rune.IsWhiteSpace(rune))
            ? "Write a name that can be seen."
            : null;
    }

    /// <summary>Whether people would read the text as <c>anon</c>, the word that Passports use for an anonymous operator.</summary>
    public static bool ReadsAsAnonymous(string text)
    {
        string normalized;
        try
        {
            normalized = text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return false;
        }

        var seen = string.Concat(normalized.Where(c => char.GetUnicodeCategory(c) != UnicodeCategory.Format)).Trim();
        return string.Equals(seen, "anon", StringComparison.OrdinalIgnoreCase);
    }
}
