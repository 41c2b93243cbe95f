using System.Security.Cryptography;
using System.Text;

namespace AiIdentity.Domain.Accounts;

/// <summary>A code that a mail carries: 15 random characters in three groups, <c>ab2cd-efg3h-jkmnp</c>; stored hashed.</summary>
public sealed record EmailCode
{
    private const string Alphabet = "23456789abcdefghjkmnpqrstuvwxyz";
    private const int Characters = 15;

    private EmailCode(string characters) => Value = $"{characters[..5]}-{characters[5..10]}-{characters[10..]}";

    /// <summary>As the mail writes it.</summary>
    public string Value { get; }

    /// <summary>SHA-256 of the code, lower-case hex: 74 random bits need no slower hash.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(Value)));

    public static EmailCode Generate() => new(RandomNumberGenerator.GetString(Alphabet, Characters));

    /// <summary>Reads a code as people retype it: case, hyphens and spaces don't matter. Null for what can't be one.</summary>
    public static EmailCode? TryParse(string text)
    {
        if (text.Length > 2 * Characters) return null;
        var characters = string.Concat(text.Where(c => c is not ('-' or ' '))).Trim().ToLowerInvariant();
        return characters.Length == Characters && characters.All(c => Alphabet.Contains(c, StringComparison.Ordinal)) ? new EmailCode(characters) : null;
    }

    public override string ToString() => "(code)";
}
