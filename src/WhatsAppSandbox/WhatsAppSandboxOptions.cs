namespace AiIdentity.WhatsAppSandbox;

/// <summary>How the stand-in for WhatsApp is set up.</summary>
public sealed class WhatsAppSandboxOptions
{
    /// <summary>The WhatsApp business account that a new number goes into.</summary>
    public const string FirstWabaId = "102290129340301";

    /// <summary>The account for the second record of a phone, as during a migration.</summary>
    public const string SecondWabaId = "102290129340302";

    /// <summary>The token that stands for the registry's own grant unless another is set.</summary>
    public const string DefaultRegistryAccessToken = "EAAsandboxregistrygrant";

    /// <summary>Both accounts, in the order in which numbers go into them.</summary>
    public static IReadOnlyList<string> WabaIds { get; } = [FirstWabaId, SecondWabaId];

    /// <summary>The file that keeps the numbers over restarts; null keeps them in memory only.</summary>
    public string? StatePath { get; set; }

    /// <summary>The bearer token that reaches every shared number.</summary>
    public string RegistryAccessToken { get; set; } = DefaultRegistryAccessToken;

    /// <summary>Where the page's link back leads; null leaves it out.</summary>
    public string? HomeUrl { get; set; } = "/";
}
