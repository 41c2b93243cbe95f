using System.Collections.Concurrent;

namespace AiIdentity.Browser.Tests;

/// <summary>
/// Browsers lent from test to test. Each has a profile on disk, as a person's browser has: what it fetched and compiled once it
/// keeps, so that the dashboard opens in half the processor's time; who was signed in, and every page, it forgets.
/// </summary>
internal static class Profiles
{
    private static readonly ConcurrentDictionary<string, ConcurrentBag<IBrowserContext>> Idle = new();
    private static readonly ConcurrentBag<(IBrowserContext Context, string Folder)> All = [];

    /// <param name="playwright">Starts one where all are lent.</param>
    /// <param name="options">Those of a context; the registry's own address is among them, and profiles are not shared across registries.</param>
    public static async Task<IBrowserContext> TakeAsync(IPlaywright playwright, BrowserNewContextOptions options)
    {
        if (Idle.GetOrAdd(options.BaseURL!, _ => []).TryTake(out var idle)) return idle;
        var folder = Directory.CreateTempSubdirectory("aii-profile-").FullName;
        var context = await playwright.Chromium.LaunchPersistentContextAsync(folder, new()
        {
            ExecutablePath = Suite.Chromium.ExecutablePath,
            Headless = Suite.Chromium.Headless,
            ChromiumSandbox = Suite.Chromium.ChromiumSandbox,
            Args = Suite.Chromium.Args,
            BaseURL = options.BaseURL,
            Locale = options.Locale,
            TimezoneId = options.TimezoneId,
            ReducedMotion = options.ReducedMotion,
        });
        All.Add((context, folder));
        return context;
    }

    /// <summary>After a test that passed; what a failed one leaves is not lent again.</summary>
    public static async Task GiveBackAsync(IBrowserContext context, string baseUrl)
    {
        // The blank page that it began with stays: a browser without any page ends.
        foreach (var page in context.Pages.Skip(1).ToArray()) await page.CloseAsync();
        await context.UnrouteAllAsync();
        await context.ClearCookiesAsync();
        await context.ClearPermissionsAsync();
        Idle[baseUrl].Add(context);
    }

    public static async Task CloseAsync()
    {
        foreach (var (context, folder) in All)
        {
            await context.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }
}
