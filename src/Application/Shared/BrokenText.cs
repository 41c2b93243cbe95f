using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace AiIdentity.Application.Shared;

/// <summary>Strangers' JSON whose grammar is good and whose texts are not: halves of surrogate pairs, bytes that are no UTF-8.</summary>
public static class BrokenText
{
    private const int EscapeLength = 6;

    /// <summary>The same JSON with U+FFFD for what no text can hold; the very bytes where nothing is broken.</summary>
    public static ReadOnlyMemory<byte> Mend(ReadOnlyMemory<byte> json)
    {
        if (!Utf8.IsValid(json.Span)) json = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json.Span));
        byte[]? mended = null;
        for (var i = 0; i < json.Length; i++)
        {
            if (json.Span[i] != '\\') continue;
            if (EscapedAt(json.Span, i) is not { } unit)
            {
                // What follows a backslash is its own, another backslash too.
                i++;
                continue;
            }

            if (char.IsHighSurrogate(unit) && EscapedAt(json.Span, i + EscapeLength) is { } low && char.IsLowSurrogate(low)) i += EscapeLength;
            else if (char.IsSurrogate(unit)) "FFFD"u8.CopyTo((mended ??= json.ToArray()).AsSpan(i + 2));
            i += EscapeLength - 1;
        }

        return mended ?? json;
    }

    private static char? EscapedAt(ReadOnlySpan<byte> json, int at) =>
        at + EscapeLength <= json.Length && json[at] == '\\' && json[at + 1] == 'u'
        && ushort.TryParse(json.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) ? (char)unit : null;
}
