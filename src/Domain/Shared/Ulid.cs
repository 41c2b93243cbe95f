using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AiIdentity.Domain.Shared;

/// <summary>A ULID: 48 bits of Unix milliseconds and 80 random bits, written as 26 upper-case Crockford base-32 characters.</summary>
public readonly record struct Ulid(UInt128 Value) : IComparable<Ulid>
{
    public const int Length = 26;
    /// <summary>The last ULID there is: in the year 10889, so none that was dealt.</summary>
    public static readonly Ulid Max = new(UInt128.MaxValue);
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static readonly Lock Gate = new();
    // Of each millisecond of some four seconds its own: requests that overlap began at different moments, and deal in turns.
    private static readonly UInt128[] Last = new UInt128[4096];

    /// <summary>A fresh id at <paramref name="now"/>; within one process and millisecond ids only grow, so newest-first lists have one order.</summary>
    public static Ulid New(DateTimeOffset now)
    {
        Span<byte> random = stackalloc byte[16];
        RandomNumberGenerator.Fill(random[6..]);
        var fresh = ((UInt128)(ulong)now.ToUnixTimeMilliseconds() << 80) | BinaryPrimitives.ReadUInt128BigEndian(random);
        lock (Gate)
        {
            ref var last = ref Last[(int)((fresh >> 80) % (uint)Last.Length)];
            // Same millisecond: step on from the last id by 32 random bits, so that the next one can't be guessed.
            if (fresh >> 80 == last >> 80 && fresh <= last) fresh = last + 1 + (uint)fresh;
            return new Ulid(last = fresh);
        }
    }

    public static bool TryParse(ReadOnlySpan<char> text, out Ulid ulid)
    {
        ulid = default;
        if (text.Length != Length || text[0] > '7') return false;
        UInt128 value = 0;
        foreach (var c in text)
        {
            var digit = Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (digit < 0) return false;
            value = (value << 5) | (uint)digit;
        }

        ulid = new Ulid(value);
        return true;
    }

    public override string ToString() => string.Create(Length, Value, static (chars, value) =>
    {
        for (var i = Length - 1; i >= 0; i--, value >>= 5) chars[i] = Alphabet[(int)(uint)(value & 31)];
    });

    public int CompareTo(Ulid other) => Value.CompareTo(other.Value);
    public static bool operator <(Ulid left, Ulid right) => left.Value < right.Value;
    public static bool operator >(Ulid left, Ulid right) => left.Value > right.Value;
    public static bool operator <=(Ulid left, Ulid right) => left.Value <= right.Value;
    public static bool operator >=(Ulid left, Ulid right) => left.Value >= right.Value;
}
