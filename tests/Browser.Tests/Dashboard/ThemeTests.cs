using System.Text.RegularExpressions;

namespace AiIdentity.Browser.Tests.Dashboard;

/// <summary>The theme is a stylesheet of ours: what the component library's stylesheet reads must stand in it, also after an update.</summary>
public partial class ThemeTests
{
    // Read by the library's stylesheet and set by nothing, its own theme included.
    private static readonly string[] SetByNobody =
        ["--mud-theme-default-hover", "--mud-theme-on-surface", "--mud-zindex-select", "--mud-drawer-height-bottom", "--mud-drawer-height-top"];

    [Test]
    public async Task No_variable_of_the_component_library_is_missing()
    {
        var library = await Suite.Registry.Http.GetStringAsync("/_content/MudBlazor/MudBlazor.min.css");
        var theme = await Suite.Registry.Http.GetStringAsync("/theme.css");
        // One with a fallback may be missing; one that the library sets itself is its own.
        var read = Read().Matches(library).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        Assert.That(read, Has.Count.GreaterThan(150));
        Assert.That(read.Except(Set().Matches(theme + library).Select(m => m.Groups[1].Value), StringComparer.Ordinal), Is.EquivalentTo(SetByNobody));
    }

    [GeneratedRegex(@"var\((--mud-[\w-]+)\)")]
    private static partial Regex Read();

    [GeneratedRegex(@"(--mud-[\w-]+)\s*:")]
    private static partial Regex Set();
}
