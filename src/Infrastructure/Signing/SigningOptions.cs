namespace AiIdentity.Infrastructure.Signing;

/// <summary>Where private keys are kept; section <c>Signing</c>.</summary>
internal sealed class SigningOptions
{
    /// <summary>The store in which new keys are made; keys made in another go on opening there.</summary>
    public string KeyStore { get; set; } = DatabaseKeyStore.StoreName;

    /// <summary>For the store <c>files</c>.</summary>
    public string KeyDirectory { get; set; } = Path.Combine("data", "keys");
}
