using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.IO.Compression;
using System.Text.Json;

namespace AiIdentity.Client.Offline;

/// <summary>The value of a place in a status list; the numbers are those of the IETF's Token Status List.</summary>
internal enum PlaceStatus
{
    Valid = 0,
    Revoked = 1,
    /// <summary>While the identity is suspended.</summary>
    Suspended = 2,
    /// <summary>A value that the registry does not use.</summary>
    Unknown = 3,
}

/// <summary>One status list (IETF Token Status List, <c>statuslist+jwt</c>, two bits a place) under a good signature of the registry's.</summary>
internal sealed class StatusList
{
    private const int Bits = 2;
    private const int PlacesInByte = 8 / Bits;
    /// <summary>131,072 places of two bits: no list is longer, so no answer can blow up in memory.</summary>
    private const int MaxBytes = 131_072 / PlacesInByte;
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);
    private static readonly byte[][] Names =
        ["iss"u8.ToArray(), "sub"u8.ToArray(), "iat"u8.ToArray(), "exp"u8.ToArray(), "ttl"u8.ToArray(), "status_list"u8.ToArray()];
    private static readonly byte[][] ListNames = ["bits"u8.ToArray(), "lst"u8.ToArray()];

    private readonly byte[] _places;

    private StatusList(byte[] keyId, DateTimeOffset issuedAt, TimeSpan? timeToLive, byte[] places) =>
        (KeyId, IssuedAt, TimeToLive, _places) = (keyId, issuedAt, timeToLive, places);

    /// <summary>The key that signed it: once that key is gone, the list is worth nothing.</summary>
    public byte[] KeyId { get; }

    public DateTimeOffset IssuedAt { get; }

    /// <summary>How long a verifier may keep it.</summary>
    public TimeSpan? TimeToLive { get; }

    public PlaceStatus this[int index] =>
        index / PlacesInByte < _places.Length ? (PlaceStatus)((_places[index / PlacesInByte] >> (index % PlacesInByte * Bits)) & 0b11) : PlaceStatus.Unknown;

    /// <summary>The <c>kid</c> that a list names, null for what is no list: to see whether the keys at hand will do.</summary>
    public static byte[]? KeyIdOf(string token) => Read(token, (form, _) => form.KeyId.ToArray());

    /// <summary>Null for anything but a list of that address under a key of <paramref name="keys"/>.</summary>
    public static StatusList? Parse(string token, string uri, IssuerUrl issuer, KeySet keys, DateTimeOffset now) =>
        Read(token, (form, values) => keys.Find(form.KeyId) is { } key && form.IsSignedBy(key) ? Parse(form, values, uri, issuer, now) : null);

    private delegate T? Reading<T>(TokenForm form, JsonSlice[] values) where T : class;

    private static T? Read<T>(string token, Reading<T> read) where T : class
    {
        var values = new JsonSlice[Names.Length];
        var buffer = ArrayPool<byte>.Shared.Rent(TokenForm.BufferFor(token.Length));
        try
        {
            return TokenForm.Read(token, "statuslist+jwt"u8, Names, values, buffer, out var form) is FormResult.Good ? read(form, values) : null;
        }
        catch (Exception e) when (e is InvalidOperationException or InvalidDataException)
        {
            // Half a surrogate pair, or what is no zlib.
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static StatusList? Parse(TokenForm form, JsonSlice[] values, string uri, IssuerUrl issuer, DateTimeOffset now)
    {
        var json = form.Payload;
        var (iss, sub, iat, exp, ttl, list) = (values[0], values[1], values[2], values[3], values[4], values[5]);
        if (!iss.IsMissing && !(iss.IsText && issuer.IsNamedBy(iss.In(json)))) return null;
        if (!sub.IsText || StrictJson.Text(sub.In(json)) != uri) return null;
        if (Seconds(json, iat) is not { } issued || DateTimeOffset.FromUnixTimeSeconds(issued) is var issuedAt && issuedAt > now + Skew) return null;
        if (!exp.IsMissing && !(Seconds(json, exp) is { } expires && now < DateTimeOffset.FromUnixTimeSeconds(expires))) return null;
        if (!ttl.IsMissing && Seconds(json, ttl) is not > 0) return null;
        if (list.Kind is not JsonTokenType.EndObject || PlacesOf(list.In(json)) is not { } places) return null;
        return new StatusList(form.KeyId.ToArray(), issuedAt, ttl.IsMissing ? null : TimeSpan.FromSeconds(Seconds(json, ttl)!.Value), places);
    }

    private static long? Seconds(ReadOnlySpan<byte> json, JsonSlice value) =>
        value.Kind is JsonTokenType.Number && StrictJson.WholeNumber(value.In(json)) is { } seconds and >= 0 and <= 253_402_300_799 ? seconds : null;

    private static byte[]? PlacesOf(ReadOnlySpan<byte> list)
    {
        Span<JsonSlice> found = stackalloc JsonSlice[2];
        if (!StrictJson.TryRead(list, ListNames, found) || found[0].Kind is not JsonTokenType.Number || !found[1].IsText) return null;
        if (StrictJson.WholeNumber(found[0].In(list)) is not Bits) return null;
        var text = StrictJson.Text(found[1].In(list));
        return TokenForm.IsCanonical(text) ? Inflate(Base64Url.DecodeFromChars(text)) : null;
    }

    private static byte[]? Inflate(byte[] compressed)
    {
        using var zlib = new ZLibStream(new MemoryStream(compressed), CompressionMode.Decompress);
        var places = new byte[MaxBytes];
        var length = zlib.ReadAtLeast(places, MaxBytes, throwOnEndOfStream: false);
        if (length == 0 || zlib.ReadByte() >= 0 || !EndsWith(compressed, Adler32(places.AsSpan(0, length)))) return null;
        return length == MaxBytes ? places : places[..length];
    }

    // The framework takes what is cut off for what has ended: the checksum at the end (RFC 1950) tells them apart.
    private static bool EndsWith(byte[] compressed, uint checksum) =>
        compressed.Length >= 6 && BinaryPrimitives.ReadUInt32BigEndian(compressed.AsSpan(compressed.Length - 4)) == checksum;

    private static uint Adler32(ReadOnlySpan<byte> bytes)
    {
        var (a, b) = (1u, 0u);
        foreach (var one in bytes)
        {
            a = (a + one) % 65_521;
            b = (b + a) % 65_521;
        }

        return (b << 16) | a;
    }
}
