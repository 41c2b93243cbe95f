using System.Security.Cryptography;
using System.Text;

namespace AiIdentity.Infrastructure.WhatsApp;

/// <summary>A token and whose it is: the proof of our app secret goes with our own only, it fails for others'.</summary>
internal sealed record GraphGrant
{
    private GraphGrant(string token, string? proof, bool isOwn) => (Token, AppSecretProof, IsOwn) = (token, proof, isOwn);

    public string Token { get; }
    public string? AppSecretProof { get; }
    public bool IsOwn { get; }

    public static GraphGrant Own(string token, string? appSecret) => new(token, appSecret is null
        ? null
        : Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(appSecret), Encoding.UTF8.GetBytes(token))), isOwn: true);

    /// <summary>Null for a text that no header could carry.</summary>
    public static GraphGrant? Operators(string token) => IsToken(token) ? new(token, proof: null, isOwn: false) : null;

    public static bool IsToken(string token) => token.Length > 0 && token.All(c => c is > ' ' and <= '~');

    public override string ToString() => "(grant)";
}

internal static class GraphId
{
    public static bool IsOne(string? text) => text is { Length: >= 5 and <= 20 } && text.All(char.IsAsciiDigit);
}
