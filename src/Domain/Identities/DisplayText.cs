using System.Globalization;
using System.Text;

namespace AiIdentity.Domain.Identities;

/// <summary>What a name that others will read may look like.</summary>
public static class DisplayText
{
    /// <summary>In what people count as characters.</summary>
    public const int MaxLength = 100;

    /// <summary>In UTF-16: a family of four is one character of eleven, and marks can be stacked on a letter without end.</summary>
    public const int MaxUnits = 400;

    private const int JoinerOfNothing = 0x200C;
    private const int Joiner = 0x200D;
    private const int EmojiStyle = 0xFE0F;
    private const int Keycap = 0x20E3;

    // Neither a property of Unicode nor a category tells these from what is drawn; their names do: blank, filler, null.
    private static bool IsBlank(int code) => code is 0x2800 or 0x16FE4 or 0x1D159 or 0x13441 or 0x13442;

    private static bool Deceives(List<Rune> text, int at)
    {
        var code = text[at].Value;
        if (UnicodeRanges.Has(UnicodeRanges.DefaultIgnorable, code)) return !IsNeeded(text, at);
        return Rune.GetUnicodeCategory(text[at]) switch
        {
            UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => true,
            _ => IsBlank(code),
        };
    }

    // What draws nothing by itself, where what stands around it is drawn otherwise without: emoji (UTS 51), and the joiners of the
    // scripts that choose the form of a letter by them (RFC 5892, A.1 and A.2).
    private static bool IsNeeded(List<Rune> text, int at) => text[at].Value switch
    {
        EmojiStyle => IsPictographic(text, at - 1) || (At(text, at - 1) is '#' or '*' or (>= '0' and <= '9') && At(text, at + 1) == Keycap),
        Joiner => (IsPictographic(text, BeforeModifiers(text, at)) && IsPictographic(text, at + 1)) || IsIn(UnicodeRanges.Virama, text, at - 1),
        JoinerOfNothing => IsIn(UnicodeRanges.Virama, text, at - 1)
            || (IsIn(UnicodeRanges.JoinsNext, text, BesideMarks(text, at, -1)) && IsIn(UnicodeRanges.JoinsPrevious, text, BesideMarks(text, at, 1))),
        _ => false,
    };

    private static int At(List<Rune> text, int at) => at >= 0 && at < text.Count ? text[at].Value : -1;

    private static bool IsIn(ReadOnlySpan<int> ranges, List<Rune> text, int at) => At(text, at) is >= 0 and var code && UnicodeRanges.Has(ranges, code);

    private static bool IsPictographic(List<Rune> text, int at) => IsIn(UnicodeRanges.Pictographic, text, at);

    private static int BeforeModifiers(List<Rune> text, int at)
    {
        do at--;
        while (At(text, at) is EmojiStyle or (>= 0x1F3FB and <= 0x1F3FF));
        return at;
    }

    private static int BesideMarks(List<Rune> text, int at, int step)
    {
        do at += step;
        while (At(text, at) >= 0 && Rune.GetUnicodeCategory(text[at]) is UnicodeCategory.NonSpacingMark);
        return at;
    }

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    /// <summary>How many characters people count: one for a letter with its marks, and for a whole emoji.</summary>
    public static int LengthOf(string text) => new StringInfo(text).LengthInTextElements;

    /// <summary>Null where the text can stand as a name; otherwise a sentence that says what is wrong with it.</summary>
    public static string? WhyRefused(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return "Write a name.";
        if (text.Length > MaxUnits || LengthOf(text) > MaxLength) return $"A name has at most {MaxLength} characters.";
        if (char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1])) return "Remove the space at the start or the end.";
        var runes = new List<Rune>(text.Length);
        for (var i = 0; i < text.Length;)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var used) != System.Buffers.OperationStatus.Done) return "Remove the half of a character.";
            runes.Add(rune);
            i += used;
        }

        for (var i = 0; i < runes.Count; i++)
        {
            if (Deceives(runes, i)) return "Remove the control, direction or invisible characters.";
            if (IsMark(runes[i]) && (i == 0 || Rune.IsWhiteSpace(runes[i - 1]))) return "Remove the mark that stands on no letter.";
        }

        return null;
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

        var seen = string.Concat(normalized.EnumerateRunes().Where(rune => Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format && !UnicodeRanges.Has(UnicodeRanges.DefaultIgnorable, rune.Value) && !IsBlank(rune.Value))).Trim();
        return string.Equals(seen, "anon", StringComparison.OrdinalIgnoreCase);
    }
}
