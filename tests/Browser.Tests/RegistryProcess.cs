using AiIdentity.Kit;

namespace AiIdentity.Browser.Tests;

/// <summary>The built Api as a process of its own, in Development: a free port of localhost, an empty SQLite database, the sandbox on.</summary>
internal sealed class RegistryProcess : IAsyncDisposable
{
    public const string Administrator = "admin@registry.example";

    private readonly Child _process;
    private readonly string _folder;
    private readonly StreamWriter _log;

    private RegistryProcess(Child process, string url, string folder, StreamWriter log)
    {
        (_process, Url, _folder, _log) = (process, url, folder, log);
        Http = new HttpClient { BaseAddress = new Uri(url) };
        Sandbox = new Sandbox(Http);
    }

    /// <summary>Without a slash at the end.</summary>
    public string Url { get; }

    public HttpClient Http { get; }

    public Sandbox Sandbox { get; }

    /// <param name="settings">As in configuration, <c>:</c> between the parts; they win over those here.</param>
    public static Task<RegistryProcess> StartAsync(params (string Key, string Value)[] settings) => StartAsync(
        Path.Combine(Folders.Root, "artifacts", "bin", "Api", Folders.Build, "AiIdentity.Api.dll"), Path.Combine(Folders.Root, "src", "Api"), settings);

    /// <summary>As it is delivered: trimmed and compressed.</summary>
    /// <param name="published">Where <c>dotnet publish</c> put it.</param>
    public static Task<RegistryProcess> StartPublishedAsync(string published) => StartAsync(Path.Combine(published, "AiIdentity.Api.dll"), published, []);

    private static async Task<RegistryProcess> StartAsync(string program, string home, (string Key, string Value)[] settings)
    {
        // What its Passports call it must be known before it starts.
        var url = $"http://localhost:{Child.FreePort()}";
        var folder = Directory.CreateTempSubdirectory("aii-browser-").FullName;
        var log = new StreamWriter(Path.Combine(Folders.Artifacts("browser"), $"registry-{new Uri(url).Port}.log")) { AutoFlush = true };
        var process = RegistryProgram.Start(program, folder, home,
            [("ASPNETCORE_URLS", url), ("Registry:Issuer", url), ("Registry:Administrators", Administrator), .. settings],
            line =>
            {
                lock (log) log.WriteLine(line);
            });
        var registry = new RegistryProcess(process, url, folder, log);
        try
        {
            await process.AddressAsync();
            return registry;
        }
        catch
        {
            await registry.DisposeAsync();
            throw;
        }
    }

    /// <summary>A person with a confirmed email, signed in over the API.</summary>
    public Task<Operator> SignUpAsync(string? email = null) => Operator.SignUpAsync(this, email);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _process.DisposeAsync();
        lock (_log) _log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
