using Deque.AxeCore.Commons;

namespace AiIdentity.Browser.Tests;

/// <summary>What every page owes to every visitor.</summary>
internal static class Judgements
{
    private const int NarrowPhone = 360;

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>axe finds nothing serious or critical, in light and in dark; and dark is dark.</summary>
    public static async Task MustBeAccessibleAsync(this IPage page)
    {
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        var light = await page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor");
        var found = await ViolationsAsync(page, "{}");

        // Only colours can differ from the light page's.
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await page.WaitForFunctionAsync("light => getComputedStyle(document.body).backgroundColor !== light", light);
        var inTheDark = await ViolationsAsync(page, "{ runOnly: ['color-contrast', 'link-in-text-block'] }");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Null });
        Assert.That(found.Concat(inTheDark.Select(violation => $"dark {violation}")), Is.Empty, page.Url);
    }

    // In the page itself: the wrapper of Deque's opens a page of its own for each run, which takes longer than the run.
    private static async Task<string[]> ViolationsAsync(IPage page, string options)
    {
        if (await page.EvaluateAsync<bool>("() => !window.axe")) await page.EvaluateAsync(Axe);
        return await page.EvaluateAsync<string[]>($$"""
            async () => (await axe.run(document, { ...{{options}}, resultTypes: ['violations'] })).violations
              .filter(v => v.impact === 'serious' || v.impact === 'critical')
              .flatMap(v => v.nodes.map(n => `${v.id}: ${n.html} ${n.failureSummary}`))
            """);
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
