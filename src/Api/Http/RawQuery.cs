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
        var query = request.QueryString.Value.AsSpan().TrimStart('?');
        foreach (var range in query.Split('&'))
        {
            var part = query[range];
            var equals = part.IndexOf('=');
            var key = equals < 0 ? part : part[..equals];
            if (key.Contains('%') ? Decode(key) != name : !key.SequenceEqual(name)) continue;
            if (found is not null || equals < 0 || Decode(part[(equals + 1)..]) is not { } value) return null;
            found = value;
        }

        return found;
    }

    private static string? Decode(ReadOnlySpan<char> text)
    {
        if (!text.Contains('%')) return text.ToString();
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                count += Encoding.UTF8.GetBytes(text.Slice(i, 1), bytes.AsSpan(count));
                continue;
            }

            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2])) return null;
            bytes[count++] = Convert.FromHexString(text.Slice(i + 1, 2))[0];
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
