using System.IO.Compression;
using AiIdentity.Domain.Shared;

namespace AiIdentity.Application.Passports;

/// <summary>The value of a place in a status list; the numbers are those of the IETF's Token Status List.</summary>
public enum PlaceStatus : byte
{
    Valid = 0,
    Revoked = 1,
    /// <summary>While the identity is suspended.</summary>
    Suspended = 2,
}

/// <summary>The bits of one status list (draft-ietf-oauth-status-list, section 4): two a place, the first place in a byte's lowest bits.</summary>
internal sealed class StatusList
{
    public const int Bits = 2;
    public const int Places = 131_072;
    private const int PlacesInByte = 8 / Bits;

    private readonly byte[] _bytes = new byte[Places / PlacesInByte];

    public PlaceStatus this[int index]
    {
        get => (PlaceStatus)((_bytes[index / PlacesInByte] >> Shift(index)) & 0b11);
        set => _bytes[index / PlacesInByte] = (byte)((_bytes[index / PlacesInByte] & ~(0b11 << Shift(index))) | ((int)value << Shift(index)));
    }

    /// <summary>DEFLATE in the zlib format, as small as it gets.</summary>
    public byte[] Compressed()
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.SmallestSize)) zlib.Write(_bytes);
        return compressed.ToArray();
    }

    private static int Shift(int index) => index % PlacesInByte * Bits;
}

public static class StatusListErrors
{
    public static readonly DomainError Unknown = new("status_list_unknown", ErrorKind.NotFound,
        "There is no status list with that number: no Passport has its place there.");
}
