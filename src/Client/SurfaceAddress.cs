using System.Diagnostics.CodeAnalysis;
using AiIdentity.Domain.WhatsApp;

namespace AiIdentity.Client;

/// <summary>The address of a place where an agent is met: <c>wa:+447700900123</c>, <c>wa:@acmesupport</c>. Equal where both are one holder's.</summary>
public sealed class SurfaceAddress : IEquatable<SurfaceAddress>
{
    private const int MaxLength = 512;
    private const int LongestScheme = 32;

    private readonly string _folded;

    private SurfaceAddress(string canonical, string folded) => (Canonical, _folded) = (canonical, folded);

    /// <summary>The one spelling that the registry shows and signs.</summary>
    public string Canonical { get; }

    /// <summary>
    /// Accepts canonical text, with scheme and username in any ASCII case; nothing is repaired, as in the registry. An address of a scheme
    /// that this version does not know is taken as it is written, and is equal to itself alone.
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out SurfaceAddress? address)
    {
        address = null;
        if (text is null or { Length: > MaxLength } || SchemeOf(text) is not { } scheme) return false;
        var rest = text.AsSpan(scheme.Length + 1);
        address = scheme == "wa" ? WhatsApp(rest)
            : IsVisible(rest) ? new SurfaceAddress($"{scheme}:{rest}", $"{scheme}:{rest}")
            : null;
        return address is not null;
    }

    public bool Equals(SurfaceAddress? other) => other is not null && other._folded == _folded;

    public override bool Equals(object? obj) => Equals(obj as SurfaceAddress);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_folded);

    public override string ToString() => Canonical;

    private static SurfaceAddress? WhatsApp(ReadOnlySpan<char> rest) => rest switch
    {
        ['+', .. var number] => WhatsAppGrammar.Digits(number) is { } digits ? new SurfaceAddress("wa:+" + digits, "wa:+" + WhatsAppGrammar.Fold(digits)) : null,
        ['@', .. var handle] => WhatsAppGrammar.Username(handle) is { } name ? new SurfaceAddress("wa:@" + name, "wa:@" + name) : null,
        _ => null,
    };

    private static string? SchemeOf(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon is < 1 or > LongestScheme || !char.IsAsciiLetter(text[0])) return null;
        foreach (var c in text.AsSpan(0, colon))
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.')) return null;
        return string.Create(colon, text, static (lower, from) =>
        {
            for (var i = 0; i < lower.Length; i++) lower[i] = char.IsAsciiLetterUpper(from[i]) ? (char)(from[i] | 0x20) : from[i];
        });
    }

    private static bool IsVisible(ReadOnlySpan<char> rest) => rest.Length > 0 && !rest.ContainsAnyExceptInRange('!', '~');
}
