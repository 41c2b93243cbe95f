using NUnit.Framework.Interfaces;

namespace AiIdentity.Browser.Tests;

/// <summary>
/// A page in a context of its own. Whatever the browser complains about (a script's error, a breach of the content security
/// policy) fails the test that caused it; a failed test leaves its page in <c>artifacts/browser</c>.
/// </summary>
public abstract class BrowserTest
{
    private static readonly string? PicturesFolder = Environment.GetEnvironmentVariable("PICTURES_FOLDER");

    private readonly List<string> _complaints = [];

    private protected virtual RegistryProcess Registry => Suite.Registry;

    protected IBrowserContext Context { get; private set; } = null!;

    protected IPage Page { get; private set; } = null!;

    protected virtual BrowserNewContextOptions Options => new();

    [SetUp]
    public async Task OpenAsync()
    {
        _complaints.Clear();
        var options = Options;
        options.BaseURL = Registry.Url;
        options.Locale = "en-GB";
        options.TimezoneId = "UTC";
        options.ReducedMotion = ReducedMotion.Reduce;
        Context = await Suite.Browser.NewContextAsync(options);
        Context.SetDefaultTimeout(Suite.Patience);
        await Context.AddInitScriptAsync("addEventListener('securitypolicyviolation', e => console.error(`content security policy: ${e.violatedDirective} ${e.blockedURI} at ${e.sourceFile}:${e.lineNumber}`))");
        Context.WebError += (_, error) => _complaints.Add(error.Error);
        Context.Console += (_, message) =>
        {
            // A refusal of the API is an answer; the page under test says what it makes of it.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)) _complaints.Add($"{message.Page?.Url}: {message.Text}");
        };
        Page = await Context.NewPageAsync();
    }

    [TearDown]
    public async Task CloseAsync()
    {
        var context = TestContext.CurrentContext;
        try
        {
            if (context.Result.Outcome.Status == TestStatus.Failed)
                await Page.ScreenshotAsync(new() { Path = Path.Combine(Folders.Artifacts("browser"), $"{context.Test.ClassName?.Split('.')[^1]}.{context.Test.MethodName}.png"), FullPage = true });
            Assert.That(_complaints, Is.Empty, "The browser complained.");
        }
        finally
        {
            await Context.DisposeAsync();
        }
    }

    /// <summary>For a test that provokes the browser's complaints itself: what came so far.</summary>
    protected IReadOnlyList<string> TakeComplaints()
    {
        string[] taken = [.. _complaints];
        _complaints.Clear();
        return taken;
    }

    /// <summary>Signs the browser in by the cookie, without the sign-in page.</summary>
    private protected async Task SignInAsync(Operator person)
    {
        var answer = await Context.APIRequest.PostAsync("/api/v1/auth/login?cookies=true", new() { DataObject = new { email = person.Email, password = Operator.Password } });
        Assert.That(answer.Ok, Is.True, await answer.TextAsync());
    }

    /// <summary>Shows the page to whoever runs the tests with <c>PICTURES_FOLDER</c> set; nothing otherwise.</summary>
    /// <param name="name">The file's name, without its ending.</param>
    protected async Task PictureAsync(string name, bool wholePage = false)
    {
        if (PicturesFolder is null) return;
        await Page.ScreenshotAsync(new() { Path = Path.Combine(PicturesFolder, $"{name}.png"), FullPage = wholePage, Animations = ScreenshotAnimations.Disabled });
    }
}
