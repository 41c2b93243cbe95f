using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace AiIdentity.Client;

/// <summary>The address of a place where an agent is met: <c>wa:+447700900123</c>, <c>wa:@acmesupport</c>. Equal where both are one subscriber's.</summary>
public sealed class SurfaceAddress : IEquatable<SurfaceAddress>
{
    private const int MaxLength = 64;
    private static readonly SearchValues<char> InHandles = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._");

    // WhatsApp refuses names that look like a web address.
    private static readonly string[] DomainLike =
        [".com", ".org", ".net", ".int", ".edu", ".gov", ".mil", ".us", ".in", ".html", ".io", ".ai"];

    private readonly string _folded;

    private SurfaceAddress(string canonical, string folded) => (Canonical, _folded) = (canonical, folded);

    /// <summary>The one spelling that the registry shows and signs.</summary>
    public string Canonical { get; }

    /// <summary>Accepts canonical text, with scheme and handle in any ASCII case; nothing is repaired, as in the registry.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out SurfaceAddress? address)
    {
        address = null;
        if (text is null or { Length: > MaxLength }) return false;
        address = text.StartsWith("wa:+", StringComparison.OrdinalIgnoreCase) ? Phone(text[4..])
            : text.StartsWith("wa:@", StringComparison.OrdinalIgnoreCase) ? Username(text[4..])
            : null;
        return address is not null;
    }

    public bool Equals(SurfaceAddress? other) => other is not null && other._folded == _folded;

    public override bool Equals(object? obj) => Equals(obj as SurfaceAddress);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_folded);

    public override string ToString() => Canonical;

    private static SurfaceAddress? Phone(string digits) =>
        digits.Length is >= 7 and <= 15 && digits[0] != '0' && !digits.AsSpan().ContainsAnyExceptInRange('0', '9')
            ? new SurfaceAddress("wa:+" + digits, "wa:+" + Fold(digits))
            : null;

    // Brazil's mobiles with and without the ninth digit, Mexico's old 1 after the country code: one subscriber each.
    private static string Fold(string digits) => digits switch
    {
        ['5', '5', _, _, '9', >= '6' and <= '9', _, _, _, _, _, _, _] => digits.Remove(4, 1),
        ['5', '2', '1', _, _, _, _, _, _, _, _, _, _] => digits.Remove(2, 1),
        _ => digits,
    };

    private static SurfaceAddress? Username(string handle)
    {
        // Only ASCII is put into lower case: a character that merely looks like a letter stays what it is, and is refused.
        var name = string.Create(handle.Length, handle, static (lower, text) =>
        {
            for (var i = 0; i < lower.Length; i++) lower[i] = char.IsAsciiLetterUpper(text[i]) ? (char)(text[i] | 0x20) : text[i];
        });
        return name.Length is >= 3 and <= 35
            && !name.AsSpan().ContainsAnyExcept(InHandles)
            && name.AsSpan().ContainsAnyInRange('a', 'z')
            && name[0] != '.' && name[^1] != '.'
            && !name.Contains("..", StringComparison.Ordinal)
            && !name.StartsWith("www", StringComparison.Ordinal)
            && !Array.Exists(DomainLike, ending => name.EndsWith(ending, StringComparison.Ordinal))
            ? new SurfaceAddress("wa:@" + name, "wa:@" + name)
            : null;
    }
}
