using System.Security.Cryptography;
using System.Text;

namespace AiIdentity.Domain.Accounts;

/// <summary>The secret of an API key: <c>aii_live_</c>, 26 random characters, 6 of checksum. A typo is refused before any look-up.</summary>
public sealed record ApiKeySecret
{
    public const string Start = "aii_live_";
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZabcdefghjkmnpqrstvwxyz";
    private const int Random = 26;
    private const int Checksum = 6;

    private ApiKeySecret(string value) => Value = value;

    /// <summary>Shown to its owner once.</summary>
    public string Value { get; }

    public string VisiblePrefix => Value[..(Start.Length + 4)];

    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(Value)));

    public static ApiKeySecret Generate()
    {
        var body = Start + RandomNumberGenerator.GetString(Alphabet, Random);
        return new ApiKeySecret(body + ChecksumOf(body));
    }

    /// <summary>Null for what can't be a key: wrong form, or a checksum that does not fit.</summary>
    public static ApiKeySecret? TryParse(string text) =>
        text.Length == Start.Length + Random + Checksum
        && text.StartsWith(Start, StringComparison.Ordinal)
        && text.EndsWith(ChecksumOf(text[..^Checksum]), StringComparison.Ordinal)
            ? new ApiKeySecret(text)
            : null;

    public override string ToString() => VisiblePrefix + "…";

    private static string ChecksumOf(string body)
    {
        var sum = BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
        return string.Create(Checksum, sum, static (chars, sum) =>
        {
            for (var i = 0; i < chars.Length; i++, sum /= (uint)Alphabet.Length) chars[i] = Alphabet[(int)(sum % (uint)Alphabet.Length)];
        });
    }
}
