using System.Globalization;
using System.Text;
using AiIdentity.WhatsAppSandbox;

namespace AiIdentity.Api.Sandbox;

/// <summary>The process's clock in Development: real time, and what it was moved forward by; kept over restarts.</summary>
internal sealed class SandboxClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly string _file;
    private long _aheadTicks;

    public SandboxClock(string file)
    {
        _file = file;
        if (File.Exists(file) && long.TryParse(File.ReadAllText(file), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)) _aheadTicks = ticks;
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _aheadTicks));

    public Task AdvanceAsync(TimeSpan by)
    {
        lock (_gate)
        {
            var ahead = Interlocked.Add(ref _aheadTicks, by.Ticks);
            PrivateFile.Replace(_file, Encoding.ASCII.GetBytes(ahead.ToString(CultureInfo.InvariantCulture)));
        }

        return Task.CompletedTask;
    }
}
