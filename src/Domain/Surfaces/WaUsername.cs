using System.Buffers;

namespace AiIdentity.Domain.Surfaces;

/// <summary>A WhatsApp business username: <c>wa:@</c> and 3 to 35 of <c>a-z 0-9 . _</c>, canonically lower case.</summary>
public sealed record WaUsername : SurfaceAddress
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._");

    // WhatsApp refuses names that look like a web address.
    private static readonly string[] DomainLike =
        [".com", ".org", ".net", ".int", ".edu", ".gov", ".mil", ".us", ".in", ".html", ".io", ".ai"];

    private WaUsername(string name) => Name = name;

    /// <summary>The handle without <c>@</c>, lower case.</summary>
    public string Name { get; }

    public override string Canonical => "wa:@" + Name;
    public override string Folded => Canonical;
    public override SurfaceMethod Method => SurfaceMethod.WhatsappUsername;

    internal static WaUsername? TryParse(ReadOnlySpan<char> handle)
    {
        if (handle.Length is < 3 or > 35) return null;
        Span<char> name = stackalloc char[handle.Length];
        for (var i = 0; i < handle.Length; i++) name[i] = char.IsAsciiLetterUpper(handle[i]) ? (char)(handle[i] | 0x20) : handle[i];

        return !name.ContainsAnyExcept(Allowed)
            && name.ContainsAnyInRange('a', 'z')
            && name[0] != '.' && name[^1] != '.'
            && !((ReadOnlySpan<char>)name).Contains("..", StringComparison.Ordinal)
            && !((ReadOnlySpan<char>)name).StartsWith("www", StringComparison.Ordinal)
            && !EndsLikeADomain(name)
            ? new WaUsername(name.ToString())
            : null;
    }

    /// <summary>Reads the <c>username</c> that a platform reports, without <c>@</c>; null for none or one that can't be a handle.</summary>
    public static WaUsername? FromPlatform(string? username) => username is null ? null : TryParse(username);

    private static bool EndsLikeADomain(ReadOnlySpan<char> name)
    {
        foreach (var ending in DomainLike)
            if (name.EndsWith(ending, StringComparison.Ordinal)) return true;
        return false;
    }
}
