using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.WhatsApp;

namespace AiIdentity.Domain.Tests.WhatsApp;

/// <summary>WhatsApp's addresses and proofs, for tests that need some.</summary>
internal static class Wa
{
    public static readonly SurfaceSchemes Schemes = new([new WhatsAppScheme()]);

    public static WhatsAppAddress Parse(string canonical) => (WhatsAppAddress)Schemes.Parse(canonical);

    /// <param name="pair">A number's key.</param>
    public static ProofOfControl Proof(string pair = "pair", string locator = "123456", bool oneTime = false, SurfaceMethod? method = null) => new(
        (method ?? WhatsAppScheme.Phone).Id, $$"""{"reader":"cloud_api","pair":"{{pair}}","locator":"{{locator}}"}""", pair, oneTime);
}
