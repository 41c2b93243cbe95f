using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace AiIdentity.Api.Limits;

/// <summary>Whose requests count together: an IPv4 address, or the /64 of an IPv6 one, since a household has all of that.</summary>
internal static class ClientAddress
{
    /// <summary>0 where there is none, as on a Unix socket.</summary>
    public static UInt128 Of(IPAddress? address)
    {
        if (address is null) return 0;
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        if (address.AddressFamily is AddressFamily.InterNetwork) return BinaryPrimitives.ReadUInt32BigEndian(bytes) + (UInt128)1;
        // A socket that listens to both kinds writes IPv4 so: the whole of IPv4 is one /64.
        if (address.IsIPv4MappedToIPv6) return BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]) + (UInt128)1;
        return (UInt128)BinaryPrimitives.ReadUInt64BigEndian(bytes) << 64;
    }

    /// <summary>More coarsely, the /48 of an IPv6 address: who has one of its 65,536 blocks often has all of them.</summary>
    public static UInt128 NetworkOf(IPAddress? address)
    {
        var block = Of(address);
        return block > UInt128.One << 32 ? block >> 80 << 80 : block;
    }
}
