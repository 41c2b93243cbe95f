using System.Buffers.Binary;

namespace AiIdentity.Vectors;

/// <summary>DEFLATE (RFC 1951, fixed codes) in the zlib format (RFC 1950), by runs alone: other compressors write other bytes from one version to the next.</summary>
internal sealed class ZlibRuns
{
    private const int Run = 258;
    private readonly List<byte> _bytes = [0x78, 0x01];
    private int _bits;
    private int _count;

    public static byte[] Compress(ReadOnlySpan<byte> data)
    {
        var zlib = new ZlibRuns();
        // The one and last block, with fixed codes.
        zlib.Write(0b011, 3);
        for (var i = 0; i < data.Length;)
        {
            var same = 1;
            while (same <= Run && i + same < data.Length && data[i + same] == data[i]) same++;
            zlib.Literal(data[i++]);
            if (same <= Run) continue;
            zlib.RunOfLast();
            i += Run;
        }

        zlib.Code(0, 7);
        if (zlib._count > 0) zlib.Write(0, 8 - zlib._count);
        Span<byte> sum = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(sum, Adler(data));
        return [.. zlib._bytes, .. sum];
    }

    private void Literal(byte value)
    {
        if (value < 144) Code(0x30 + value, 8);
        else Code(0x190 + value - 144, 9);
    }

    /// <summary>Length 258 (symbol 285), distance 1 (symbol 0).</summary>
    private void RunOfLast()
    {
        Code(0xC0 + 285 - 280, 8);
        Code(0, 5);
    }

    // Huffman codes go in from their highest bit, all else from the lowest.
    private void Code(int code, int length)
    {
        for (var bit = length - 1; bit >= 0; bit--) Write((code >> bit) & 1, 1);
    }

    private void Write(int value, int length)
    {
        for (var bit = 0; bit < length; bit++)
        {
            _bits |= ((value >> bit) & 1) << _count;
            if (++_count < 8) continue;
            _bytes.Add((byte)_bits);
            (_bits, _count) = (0, 0);
        }
    }

    private static uint Adler(ReadOnlySpan<byte> data)
    {
        var (a, b) = (1u, 0u);
        foreach (var value in data)
        {
            a = (a + value) % 65_521;
            b = (b + a) % 65_521;
        }

        return (b << 16) | a;
    }
}
