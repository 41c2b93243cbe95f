using System.Buffers.Binary;
using System.Security.Cryptography;
using AiIdentity.Application.Passports;
using AiIdentity.Infrastructure.Persistence;

namespace AiIdentity.Infrastructure.Signing;

/// <summary>
/// A keyed permutation of each list's places: a Feistel network of four rounds over 18 bits, walked on until it falls within
/// the list's 17. A counter behind it never deals a place twice; without the key a place tells nothing about order.
/// </summary>
internal sealed class StatusPlaces(RegistrySecrets secrets) : IStatusPlaces
{
    private const int Places = 131_072;
    private const int HalfBits = 9;
    private const int HalfMask = (1 << HalfBits) - 1;
    private const int Rounds = 4;

    public (int List, int Index) PlaceOf(long sequence)
    {
        var (list, place) = ((int)(sequence / Places), (int)(sequence % Places));
        do place = Permute(list, place);
        while (place >= Places);
        return (list, place);
    }

    private int Permute(int list, int place)
    {
        var (left, right) = (place >> HalfBits, place & HalfMask);
        for (var round = 0; round < Rounds; round++) (left, right) = (right, left ^ (Mix(list, round, right) & HalfMask));
        return (left << HalfBits) | right;
    }

    private int Mix(int list, int round, int half)
    {
        Span<byte> input = stackalloc byte[12];
        BinaryPrimitives.WriteInt32BigEndian(input, list);
        BinaryPrimitives.WriteInt32BigEndian(input[4..], round);
        BinaryPrimitives.WriteInt32BigEndian(input[8..], half);
        Span<byte> output = stackalloc byte[32];
        HMACSHA256.HashData(secrets.Get(RegistrySecrets.StatusPlaces), input, output);
        return BinaryPrimitives.ReadInt32BigEndian(output);
    }
}
