using System.Globalization;

namespace AiIdentity.Api.Sandbox;

/// <summary>The process's clock in Development: real time, and what it was moved forward by; kept over restarts.</summary>
internal sealed class SandboxClock : TimeProvider
{
    private readonly string _file;
    private long _aheadTicks;

    public SandboxClock(string file)
    {
        _file = file;
        if (File.Exists(file) && long.TryParse(File.ReadAllText(file), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)) _aheadTicks = ticks;
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _aheadTicks));

    public async Task AdvanceAsync(TimeSpan by, CancellationToken ct)
    {
        var ahead = Interlocked.Add(ref _aheadTicks, by.Ticks);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(_file))!);
        await File.WriteAllTextAsync(_file, ahead.ToString(CultureInfo.InvariantCulture), ct);
    }
}
