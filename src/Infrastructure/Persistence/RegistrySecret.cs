namespace AiIdentity.Infrastructure.Persistence;

/// <summary>A key of the registry's own, made once and sealed by Data Protection: the address key, the digest key.</summary>
internal sealed class RegistrySecret
{
    public required string Name { get; init; }
    public required string Sealed { get; init; }
}
