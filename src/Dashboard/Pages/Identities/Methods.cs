using AiIdentity.Client;
using MudBlazor;

namespace AiIdentity.Dashboard.Pages.Identities;

/// <summary>How a surface is proved, in a person's words.</summary>
/// <param name="Kind">What kind of address it is.</param>
/// <param name="Verify">What proving it is called.</param>
internal sealed record MethodWords(string Kind, string Verify, string Icon);

internal static class Methods
{
    private static readonly Dictionary<SurfaceMethod, MethodWords> Words = new()
    {
        [SurfaceMethod.WhatsappPhone] = new("WhatsApp Business number", "Verify WhatsApp Business", Icons.Material.Outlined.Phone),
        [SurfaceMethod.WhatsappUsername] = new("WhatsApp username", "Verify WhatsApp username", Icons.Material.Outlined.AlternateEmail),
    };

    public static MethodWords Of(SurfaceMethod method) =>
        Words.GetValueOrDefault(method) ?? new(Wording.Text(method), $"Verify {Wording.Text(method)}", Icons.Material.Outlined.Link);
}
