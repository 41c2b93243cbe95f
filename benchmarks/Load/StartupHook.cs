/// <summary>
/// Loaded into the measured Api by <c>DOTNET_STARTUP_HOOKS</c>: writes down, four times a second, how much was allocated so far.
/// The runtime finds it by this name, outside any namespace.
/// </summary>
internal static class StartupHook
{
    public const string FileVariable = "AII_LOAD_ALLOCATED";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(FileVariable) is not { Length: > 0 } file) return;
        _ = WriteAsync(file);
    }

    private static async Task WriteAsync(string file)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        do await File.WriteAllTextAsync(file, GC.GetTotalAllocatedBytes().ToString(System.Globalization.CultureInfo.InvariantCulture));
        while (await timer.WaitForNextTickAsync());
    }
}
