using AiIdentity.Application.Passports;

namespace AiIdentity.Infrastructure.Signing;

/// <summary>Reads a Passport from anywhere; its reasons come in the verdict's order.</summary>
internal sealed class TokenReader(KeyRing ring) : ITokenReader
{
    public const int MaxLength = 8192;

    public async Task<TokenReading> ReadAsync(string token, CancellationToken ct)
    {
        if (token.Length > MaxLength) return Bad(VerdictReason.TooLarge);
        if (!TokenForm.TryParse(token, PassportCodec.Type, out var form)) return Bad(VerdictReason.Malformed);
        using (form)
        {
            if (form.Algorithm is not (Jws.EdDsa or Jws.Ed25519)) return Bad(VerdictReason.UnsupportedAlgorithm);
            if (form.KeyId is null || await ring.FindAsync(form.KeyId, ct) is not { } key) return Bad(VerdictReason.UnknownKey);
            if (!Jws.Verify(token, key.PublicKey)) return Bad(VerdictReason.BadSignature);
            if (key.Compromised) return Bad(VerdictReason.KeyCompromised);
            return PassportCodec.Read(form.Payload) is { } claims && claims.KeyId == form.KeyId
                ? new TokenReading.Good(claims)
                : Bad(VerdictReason.Malformed);
        }
    }

    private static TokenReading.Bad Bad(VerdictReason reason) => new(reason);
}
