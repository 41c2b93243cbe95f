using System.Diagnostics.CodeAnalysis;

namespace AiIdentity.Domain.Surfaces;

/// <summary>The address of a place where an agent is met, parsed once: <c>wa:+447700900123</c>, <c>wa:@acmesupport</c>.</summary>
public abstract record SurfaceAddress
{
    /// <summary>The longest text that can be an address.</summary>
    public const int MaxLength = 64;

    private protected SurfaceAddress()
    {
    }

    /// <summary>The one spelling that is shown and signed.</summary>
    public abstract string Canonical { get; }

    /// <summary>The spelling that two addresses of one subscriber share; for uniqueness and look-up only, never shown.</summary>
    public abstract string Folded { get; }

    public abstract SurfaceMethod Method { get; }

    /// <summary>Accepts canonical text, with scheme and handle in any ASCII case; nothing is repaired.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out SurfaceAddress? address)
    {
        address = null;
        if (text is null || text.Length > MaxLength) return false;
        foreach (var scheme in AddressSchemes.All)
        {
            if (text.StartsWith(scheme.Prefix, StringComparison.OrdinalIgnoreCase))
                return (address = scheme.Parse(text.AsSpan(scheme.Prefix.Length))) is not null;
        }

        return false;
    }

    /// <summary>Reads back what <see cref="Canonical"/> gave.</summary>
    public static SurfaceAddress Parse(string canonical) =>
        TryParse(canonical, out var address) ? address : throw new FormatException("Not a surface address.");

    /// <summary>Addresses can be hidden numbers: writing one into a message must be meant.</summary>
    public sealed override string ToString() => $"({Method})";
}

/// <summary>How control of a surface is proved; snake_case outside: <c>whatsapp_phone</c>, <c>whatsapp_username</c>.</summary>
public enum SurfaceMethod
{
    WhatsappPhone,
    WhatsappUsername,
}
