using AiIdentity.Client;

namespace AiIdentity.Dashboard.Pages.Identities;

/// <summary>An identity's details as a form holds them.</summary>
public sealed class DetailsModel
{
    public string Name { get; set; } = "";
    public string OperatorDisplay { get; set; } = "";
    public bool Anonymous { get; set; }
    public string CapabilityText { get; set; } = "";

    /// <summary>As the registry writes them: lower case, hyphens for spaces, each once.</summary>
    public IReadOnlyList<string> Capabilities =>
        [.. CapabilityText.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(text => string.Join('-', text.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            .Distinct(StringComparer.Ordinal)];

    /// <summary>Null where nothing was typed: that is not the same as an empty name.</summary>
    public string? Operator => OperatorDisplay.Trim() is { Length: > 0 } text ? text : null;

    public static DetailsModel Of(IdentityView identity) => new()
    {
        Name = identity.Name,
        OperatorDisplay = identity.OperatorDisplay ?? "",
        Anonymous = identity.Anonymous,
        CapabilityText = string.Join(", ", identity.Capabilities),
    };
}
