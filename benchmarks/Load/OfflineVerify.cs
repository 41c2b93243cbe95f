using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using AiIdentity.Client;
using NSec.Cryptography;

namespace AiIdentity.Load;

/// <summary>The offline verifier, and the signature alone, over the same Passports with the registry's own keys and lists, on one thread.</summary>
internal sealed class OfflineVerify
{
    private const int Passports = 2_000;

    private readonly PassportVerifier _verifier;
    private readonly string[] _tokens;
    private readonly (PublicKey Key, byte[] Input, byte[] Signature)[] _raw;

    private OfflineVerify(PassportVerifier verifier, string[] tokens, (PublicKey, byte[], byte[])[] raw) => (_verifier, _tokens, _raw) = (verifier, tokens, raw);

    /// <summary>Lets the verifier learn what the registry publishes; each of the Passports is good.</summary>
    public static async Task<OfflineVerify> OfAsync(Server registry, Place place)
    {
        var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{registry.Port}/") };
        string[] tokens = [.. File.ReadLines(place.Tokens).Take(Passports)];
        using var jwks = JsonDocument.Parse(await http.GetStringAsync(new Uri(".well-known/jwks.json", UriKind.Relative)));
        var keys = jwks.RootElement.GetProperty("keys").EnumerateArray().ToDictionary(
            key => key.GetProperty("kid").GetString()!,
            key => PublicKey.Import(SignatureAlgorithm.Ed25519, Base64Url.DecodeFromChars(key.GetProperty("x").GetString()), KeyBlobFormat.RawPublicKey), StringComparer.Ordinal);
        var offline = new OfflineVerify(new PassportVerifier(http, Place.Issuer), tokens, [.. tokens.Select(Raw)]);
        for (var i = 0; i < tokens.Length; i++) await offline.VerifyAsync(i);
        return offline;

        (PublicKey, byte[], byte[]) Raw(string token)
        {
            var end = token.LastIndexOf('.');
            using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(token.AsSpan(0, token.IndexOf('.', StringComparison.Ordinal))));
            return (keys[header.RootElement.GetProperty("kid").GetString()!], Encoding.ASCII.GetBytes(token[..end]), Base64Url.DecodeFromChars(token.AsSpan(end + 1)));
        }
    }

    /// <returns>Verdicts a second, and bytes allocated for each.</returns>
    public async Task<(double PerSecond, double Bytes)> VerifierAsync(TimeSpan length)
    {
        var (took, before, done) = (Stopwatch.StartNew(), GC.GetTotalAllocatedBytes(), 0);
        while (took.Elapsed < length) await VerifyAsync(done++ % Passports);
        return (done / took.Elapsed.TotalSeconds, (GC.GetTotalAllocatedBytes() - before) / (double)done);
    }

    public double RawPerSecond(TimeSpan length)
    {
        var (took, done) = (Stopwatch.StartNew(), 0);
        while (took.Elapsed < length)
        {
            var (key, input, signature) = _raw[done++ % Passports];
            if (!SignatureAlgorithm.Ed25519.Verify(key, input, signature)) throw new InvalidOperationException("A good signature was refused.");
        }

        return done / took.Elapsed.TotalSeconds;
    }

    private async ValueTask VerifyAsync(int passport)
    {
        if (await _verifier.VerifyAsync(_tokens[passport]) is { Valid: false, Reason: var reason }) throw new InvalidOperationException($"A good Passport was refused: {reason}.");
    }
}
