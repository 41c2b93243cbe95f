using System.Text;

namespace AiIdentity.Client.Offline;

/// <summary>
/// What Passports call the registry. It may be given as any spelling of one URL: scheme and host in any case, the scheme's own port
/// said or not, slashes at its end. A Passport names it as it was given or in the canonical spelling, the scheme in any case; no other.
/// </summary>
internal sealed class IssuerUrl
{
    private readonly string _given;
    private readonly byte[] _canonical;

    /// <exception cref="ArgumentException">It is no absolute http or https URL, or has a user, a query or a fragment.</exception>
    public IssuerUrl(string issuer, string parameter)
    {
        Canonical = Canonicalize(issuer)
            ?? throw new ArgumentException("The registry's address and issuer are absolute http or https URLs without user, query and fragment: https://registry.example.", parameter);
        _given = LowerScheme(issuer.TrimEnd('/'));
        _canonical = Encoding.UTF8.GetBytes(Canonical);
    }

    public string Canonical { get; }

    /// <param name="text">A JSON text with its quotes, in UTF-8.</param>
    public bool IsNamedBy(ReadOnlySpan<byte> text)
    {
        if (StrictJson.TextEquals(text, _canonical)) return true;
        var named = LowerScheme(StrictJson.Text(text));
        return named == Canonical || named == _given;
    }

    /// <summary>What follows the issuer and a slash in an address; null where the address is not below it.</summary>
    public string? PathBelow(string address)
    {
        address = LowerScheme(address);
        foreach (var home in (ReadOnlySpan<string>)[Canonical, _given])
            if (address.Length > home.Length + 1 && address.StartsWith(home, StringComparison.Ordinal) && address[home.Length] == '/') return address[(home.Length + 1)..];
        return null;
    }

    private static string LowerScheme(string url) =>
        url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? $"https://{url.AsSpan(8)}"
        : url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? $"http://{url.AsSpan(7)}"
        : url;

    private static string? Canonicalize(string url)
    {
        var text = LowerScheme(url);
        var scheme = text.StartsWith("https://", StringComparison.Ordinal) ? "https://" : text.StartsWith("http://", StringComparison.Ordinal) ? "http://" : null;
        if (scheme is null || !Uri.TryCreate(text, UriKind.Absolute, out _)) return null;
        var rest = text[scheme.Length..].TrimEnd('/');
        if (rest.AsSpan().IndexOfAny("?#\\@ ") >= 0 || rest.AsSpan().ContainsAnyInRange('\0', '\x1f')) return null;
        var end = rest.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? slash : rest.Length;
        var host = rest[..end].ToCharArray();
        // ASCII only: another script's capital is another name.
        for (var i = 0; i < host.Length; i++)
            if (char.IsAsciiLetterUpper(host[i])) host[i] = (char)(host[i] | 0x20);
        var name = new string(host);
        var port = scheme.Length == 8 ? ":443" : ":80";
        if (name.EndsWith(port, StringComparison.Ordinal)) name = name[..^port.Length];
        return name.Length == 0 ? null : $"{scheme}{name}{rest.AsSpan(end)}";
    }
}
