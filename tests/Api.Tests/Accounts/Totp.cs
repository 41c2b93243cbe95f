using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;

namespace AiIdentity.Api.Tests.Accounts;

/// <summary>An authenticator app (RFC 6238), written from the RFC.</summary>
internal static class Totp
{
    // A code is good once: who asks twice within half a minute is given the next one, which the registry takes too.
    private static readonly ConcurrentDictionary<string, long> Newest = new(StringComparer.Ordinal);

    public static string Now(string base32) => At(base32, Newest.AddOrUpdate(base32, _ => Step, (_, last) => Math.Max(Step, last + 1)));

    /// <summary>The code of so many half minutes from now.</summary>
    public static string Off(string base32, int steps) => At(base32, Step + steps);

    private static long Step => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30;

    private static string At(string base32, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // The RFC's algorithm.
        var hash = HMACSHA1.HashData(Decode(base32), counter);
#pragma warning restore CA5350
        var truncated = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xf)) & int.MaxValue;
        return (truncated % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    public static byte[] Decode(string base32)
    {
        var bytes = new List<byte>();
        var (buffer, bits) = (0, 0);
        foreach (var c in base32.TrimEnd('='))
        {
            buffer = (buffer << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal);
            bits += 5;
            if (bits < 8) continue;
            bytes.Add((byte)(buffer >> (bits -= 8)));
        }

        return [.. bytes];
    }
}
