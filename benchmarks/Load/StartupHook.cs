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
        // In place and always as long, in a file that no disk holds: what others write to the disk would hold this up.
        using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        do RandomAccess.Write(handle, System.Text.Encoding.ASCII.GetBytes(GC.GetTotalAllocatedBytes().ToString("D20", System.Globalization.CultureInfo.InvariantCulture)), 0);
        while (await timer.WaitForNextTickAsync());
    }
}
