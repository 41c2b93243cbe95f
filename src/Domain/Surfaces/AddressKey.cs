namespace AiIdentity.Domain.Surfaces;

/// <summary>A keyed hash of a folded address (HMAC-SHA256, base64url): equal for one subscriber, and says nothing without the key.</summary>
public readonly record struct AddressKey(string Value);

/// <summary>An address as it is stored: findable by its key, readable only with the registry's protection key.</summary>
/// <param name="Key">For uniqueness and look-up.</param>
/// <param name="Sealed">The canonical text, encrypted; for the owner's eyes and, while public, for everybody's.</param>
public sealed record SealedAddress(AddressKey Key, string Sealed);
