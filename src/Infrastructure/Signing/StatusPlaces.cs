using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using AiIdentity.Application.Passports;

namespace AiIdentity.Infrastructure.Signing;

/// <summary>
/// A keyed permutation of each list's places: a Feistel network over 18 bits, walked until it lands within 17. A place is
/// never dealt twice, since each number has its own, and tells nothing of how many Passports there are or who came when.
/// </summary>
internal sealed class StatusPlaces(Func<byte[]> key) : IStatusPlaces
{
    public const int Places = 1 << 17;
    private const int Half = 9;
    private const int Mask = (1 << Half) - 1;
    private const int Rounds = 10;

    /// <summary>The round functions of each list, in full: 10 × 512 values cost some milliseconds once.</summary>
    private readonly ConcurrentDictionary<int, ushort[][]> _rounds = new();

    public (int List, int Index) PlaceOf(long sequence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sequence);
        var list = checked((int)(sequence / Places));
        var rounds = _rounds.GetOrAdd(list, RoundsOf);
        var index = (int)(sequence % Places);
        do
        {
            index = Permute(index, rounds);
        }
        while (index >= Places);
        return (list, index);
    }

    private static int Permute(int value, ushort[][] rounds)
    {
        var (left, right) = (value >> Half, value & Mask);
        foreach (var round in rounds) (left, right) = (right, left ^ round[right]);
        return (left << Half) | right;
    }

    private ushort[][] RoundsOf(int list)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key());
        Span<byte> input = stackalloc byte[12];
        Span<byte> output = stackalloc byte[32];
        BinaryPrimitives.WriteInt32BigEndian(input, list);
        var rounds = new ushort[Rounds][];
        for (var round = 0; round < Rounds; round++)
        {
            rounds[round] = new ushort[Mask + 1];
            BinaryPrimitives.WriteInt32BigEndian(input[4..], round);
            for (var half = 0; half <= Mask; half++)
            {
                BinaryPrimitives.WriteInt32BigEndian(input[8..], half);
                hmac.AppendData(input);
                hmac.GetHashAndReset(output);
                rounds[round][half] = (ushort)(BinaryPrimitives.ReadUInt16BigEndian(output) & Mask);
            }
        }

        return rounds;
    }
}
