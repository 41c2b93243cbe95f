using System.Buffers.Text;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using AiIdentity.Application.Passports;
using AiIdentity.Domain.Identities;
using AiIdentity.Infrastructure.Signing;
using BenchmarkDotNet.Attributes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using NSec.Cryptography;

namespace AiIdentity.Micro;

/// <summary>A Passport signed and verified: the registry's own path, raw NSec over the same bytes, and Microsoft.IdentityModel's ES256 as the peer.</summary>
[MemoryDiagnoser]
public class Tokens
{
    private static readonly SignatureAlgorithm Ed25519 = SignatureAlgorithm.Ed25519;
    private readonly Key _key = Key.Create(Ed25519);
    private readonly JsonWebTokenHandler _peer = new();
    private byte[] _claims = [];
    private byte[] _input = [];
    private byte[] _signature = [];
    private string _token = "";
    private string _peerToken = "";
    private OpenKey _open = null!;
    private Client.PassportVerifier _verifier = null!;
    private SigningCredentials _peerKey = null!;
    private TokenValidationParameters _peerRules = null!;

    [GlobalSetup]
    public void Make()
    {
        var now = TimeProvider.System.GetUtcNow();
        var claims = new PassportClaims(
            "https://registry.example", "aii_01ARZ3NDEKTSV4RRFFQ69G5FAV", "verifier", now, now, now.AddDays(90), "psp_01ARZ3NDEKTSV4RRFFQ69G5FAV",
            Tier.IdentityVerified, "Acme Ltd", ["wa:+447700900123", "wa:@acmesupport"], ["customer-support"], "k_01ARZ3NDEKTSV4RRFFQ69G5FAV",
            "https://registry.example/whois/aii_01ARZ3NDEKTSV4RRFFQ69G5FAV", 77, "https://registry.example/api/v1/status-lists/0");
        _open = new OpenKey(_key);
        _claims = PassportCodec.Write(claims);
        _token = Jws.Sign(_claims, PassportCodec.Type, claims.KeyId, _open);
        _input = Encoding.ASCII.GetBytes(_token[.._token.LastIndexOf('.')]);
        _signature = Ed25519.Sign(_key, _input);

        _verifier = new Client.PassportVerifier(new HttpClient(new Published(this, claims)) { BaseAddress = new Uri(claims.Issuer) });

        var ecdsa = new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "peer" };
        _peerKey = new SigningCredentials(ecdsa, SecurityAlgorithms.EcdsaSha256);
        _peerRules = new TokenValidationParameters { IssuerSigningKey = ecdsa, ValidIssuer = claims.Issuer, ValidAudience = claims.Audience };
        _peerToken = _peer.CreateToken(Encoding.UTF8.GetString(_claims), _peerKey);
    }

    [Benchmark(Baseline = true)]
    public byte[] RawSign() => Ed25519.Sign(_key, _input);

    [Benchmark]
    public string RegistrySign() => Jws.Sign(_claims, PassportCodec.Type, "k_01ARZ3NDEKTSV4RRFFQ69G5FAV", _open);

    [Benchmark]
    public string PeerSign() => _peer.CreateToken(Encoding.UTF8.GetString(_claims), _peerKey);

    [Benchmark]
    public bool RawVerify() => Ed25519.Verify(_key.PublicKey, _input, _signature);

    [Benchmark]
    public byte[] LibraryVerify() => Jose.JWT.DecodeBytes(_token, _key.PublicKey, Jws.EdDsa, Library);

    [Benchmark]
    public bool RegistryRead()
    {
        if (!TokenForm.TryParse(_token, PassportCodec.Type, out var form)) return false;
        using (form) return Jws.Verify(_token, _key.PublicKey) && PassportCodec.Read(form.Payload) is not null;
    }

    [Benchmark]
    public async Task<bool> PeerVerify() => (await _peer.ValidateTokenAsync(_peerToken, _peerRules)).IsValid;

    /// <summary>The offline verifier, its keys and the status list at hand.</summary>
    [Benchmark]
    public async Task<bool> OfflineVerify()
    {
        var verdict = await _verifier.VerifyAsync(_token);
        if (!verdict.Valid) throw new InvalidOperationException($"A good Passport was refused: {verdict.Reason}.");
        return true;
    }

    private static readonly Jose.JwtSettings Library = new Jose.JwtSettings().RegisterJws(Jws.EdDsa, new ThroughLibrary());

    private sealed class ThroughLibrary : Jose.IJwsAlgorithm
    {
        public byte[] Sign(byte[] securedInput, object key) => throw new NotSupportedException();

        public bool Verify(byte[] signature, byte[] securedInput, object key) => Ed25519.Verify((PublicKey)key, securedInput, signature);
    }

    /// <summary>What a registry publishes for verifiers: the key, and a list in which every place is good.</summary>
    private sealed class Published(Tokens tokens, PassportClaims claims) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(
            request.RequestUri!.AbsolutePath.EndsWith("jwks.json", StringComparison.Ordinal) ? Answer(Jwks(), "application/json") : Answer(List(), "application/statuslist+jwt"));

        private string Jwks() =>
            $$"""{"keys":[{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","use":"sig","kid":"{{claims.KeyId}}","x":"{{Base64Url.EncodeToString(tokens._key.PublicKey.Export(KeyBlobFormat.RawPublicKey))}}"}]}""";

        private string List()
        {
            using var packed = new MemoryStream();
            using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize)) zlib.Write(new byte[131_072 / 4]);
            var payload = $$$"""{"sub":"{{{claims.StatusUri}}}","iat":{{{claims.IssuedAt.ToUnixTimeSeconds()}}},"ttl":43200,"status_list":{"bits":2,"lst":"{{{Base64Url.EncodeToString(packed.ToArray())}}}"}}""";
            return Jws.Sign(Encoding.UTF8.GetBytes(payload), "statuslist+jwt", claims.KeyId, tokens._open);
        }

        private static HttpResponseMessage Answer(string text, string type) => new(HttpStatusCode.OK)
        {
            Content = new StringContent(text, Encoding.ASCII, type),
            Headers = { CacheControl = new() { MaxAge = TimeSpan.FromHours(12) } },
        };
    }

    private sealed class OpenKey(Key key) : IPrivateKey
    {
        public byte[] Sign(ReadOnlySpan<byte> message) => Ed25519.Sign(key, message);

        public void Dispose()
        {
        }
    }
}
