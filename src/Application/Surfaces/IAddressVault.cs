using AiIdentity.Domain.Surfaces;

namespace AiIdentity.Application.Surfaces;

/// <summary>Keeps addresses findable and unreadable: keyed hashes and encryption under the registry's protection keys.</summary>
public interface IAddressVault
{
    AddressKey KeyOf(SurfaceAddress address);

    SealedAddress Seal(SurfaceAddress address);

    SurfaceAddress Open(string sealedAddress);

    /// <summary>A keyed digest (HMAC-SHA256, base64url) of anything that must be compared but not kept.</summary>
    string Digest(string purpose, string text);
}
