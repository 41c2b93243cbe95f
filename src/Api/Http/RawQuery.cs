using System.Text;

namespace AiIdentity.Api.Http;

/// <summary>
/// Reads a query parameter as it was typed. Form decoding would turn the <c>+</c> of <c>wa:+44…</c> into a space; here
/// <c>+</c> stays <c>+</c>, so the address works as printed and as <c>%2B</c>, and a real space (<c>%20</c>) stays malformed.
/// </summary>
internal static class RawQuery
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <returns>Null where the parameter is absent, stands twice, or is not UTF-8 under its percent signs.</returns>
    public static string? Get(HttpRequest request, string name)
    {
        string? found = null;
        foreach (var part in request.QueryString.Value?.TrimStart('?').Split('&') ?? [])
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (Decode(equals < 0 ? part : part[..equals]) != name) continue;
            if (found is not null || equals < 0 || Decode(part[(equals + 1)..]) is not { } value) return null;
            found = value;
        }

        return found;
    }

    private static string? Decode(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal)) return text;
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                count += Encoding.UTF8.GetBytes(text, i, 1, bytes, count);
                continue;
            }

            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2])) return null;
            bytes[count++] = Convert.FromHexString(text.AsSpan(i + 1, 2))[0];
            i += 2;
        }

        try
        {
            return Strict.GetString(bytes, 0, count);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
