namespace AiIdentity.Client;

/// <summary>Reads an answer's body up to a length: whoever answers without end must not fill the memory.</summary>
internal static class BoundedBody
{
    /// <summary>1 MiB, of what is unpacked.</summary>
    public const int Longest = 1024 * 1024;

    /// <summary>Null where the body is longer.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContent content, int longest, CancellationToken ct)
    {
        if (content.Headers.ContentLength > longest) return null;
        using var body = new MemoryStream();
        var stream = await content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var piece = new byte[16 * 1024];
            for (int read; (read = await stream.ReadAsync(piece, ct).ConfigureAwait(false)) > 0;)
            {
                if (body.Length + read > longest) return null;
                body.Write(piece, 0, read);
            }
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
