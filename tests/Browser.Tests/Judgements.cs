using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;

namespace AiIdentity.Browser.Tests;

/// <summary>What every page owes to every visitor.</summary>
internal static class Judgements
{
    private const int NarrowPhone = 360;

    /// <summary>axe finds nothing serious or critical, in light and in dark.</summary>
    public static async Task MustBeAccessibleAsync(this IPage page)
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            var found = (await page.RunAxe()).Violations.Where(violation => violation.Impact is "serious" or "critical");
            Assert.That(found.SelectMany(violation => violation.Nodes.Select(node => $"{scheme} {violation.Id}: {node.Html}")), Is.Empty, page.Url);
        }

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Null });
    }

    /// <summary>Nothing has to be scrolled sideways on a phone 360 px wide.</summary>
    public static async Task MustFitAPhoneAsync(this IPage page)
    {
        var before = page.ViewportSize;
        await page.SetViewportSizeAsync(NarrowPhone, 740);
        var wide = await page.EvaluateAsync<string?>("""
            () => {
              const width = document.documentElement.clientWidth;
              if (document.documentElement.scrollWidth <= width) return null;
              const out = [...document.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > width + 1);
              return `${document.documentElement.scrollWidth} px: ${out.slice(0, 3).map(e => e.outerHTML.slice(0, 120)).join(' | ')}`;
            }
            """);
        if (before is not null) await page.SetViewportSizeAsync(before.Width, before.Height);
        Assert.That(wide, Is.Null, page.Url);
    }
}
