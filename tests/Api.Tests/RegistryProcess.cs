using AiIdentity.Kit;

namespace AiIdentity.Api.Tests;

/// <summary>
/// The registry as a process of its own, started as its host would: what it prints is kept, and it can be killed. It is the program that
/// <c>AIIDENTITY_PUBLISHED</c> names, as the drills do, else the built one.
/// </summary>
internal sealed class RegistryProcess : RegistryHost
{
    /// <summary>As its own project is built: the copy beside these tests may be measured, which takes its time.</summary>
    public static readonly string Built = Path.Combine(AppContext.BaseDirectory, "..", "..", "Api", new DirectoryInfo(AppContext.BaseDirectory).Name, "AiIdentity.Api.dll");

    private static readonly string? Published = Environment.GetEnvironmentVariable("AIIDENTITY_PUBLISHED") is { Length: > 0 } program ? program : null;
    private readonly Child _process;

    private RegistryProcess(string folder, Child process) : base(folder) => _process = process;

    /// <summary>Each line of its standard output and error.</summary>
    public IReadOnlyCollection<string> Printed => _process.Printed;

    public int Id => _process.Id;

    public static async Task<RegistryProcess> StartAsync(string folder, params (string Key, string Value)[] settings)
    {
        var started = new RegistryProcess(folder, RegistryProgram.Start(Published ?? Built, folder, home: null, [("Registry:Issuer", Issuer), ("Sandbox:Enabled", "true"), .. settings]));
        try
        {
            started.Reach(await started._process.AddressAsync());
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL: nothing of the process runs any more, and nothing that it held is written.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Asks it to end, as systemd does.</summary>
    public void Terminate() => _process.Signal("TERM");

    public Task<int> ExitAsync() => _process.ExitAsync();

    public override async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await base.DisposeAsync();
    }
}
