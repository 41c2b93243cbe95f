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
    public bool LibraryVerify() => Jws.Verify(_token, Jws.EdDsa, _key.PublicKey);

    [Benchmark]
    public bool RegistryRead()
    {
        if (!TokenForm.TryParse(_token, PassportCodec.Type, out var form)) return false;
        using (form) return Jws.Verify(_token, form.Algorithm, _key.PublicKey) && PassportCodec.Read(form.Payload) is not null;
    }

    [Benchmark]
    public async Task<bool> PeerVerify() => (await _peer.ValidateTokenAsync(_peerToken, _peerRules)).IsValid;

    private sealed class OpenKey(Key key) : IPrivateKey
    {
        public byte[] Sign(ReadOnlySpan<byte> message) => Ed25519.Sign(key, message);

        public void Dispose()
        {
        }
    }
}
