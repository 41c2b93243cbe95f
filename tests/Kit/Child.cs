using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AiIdentity.Kit;

/// <summary>
/// A program as a process of its own: all that it prints is kept. Who waits for it is told at once when it ends instead, with what
/// it said. It is ended with the process that started it.
/// </summary>
internal sealed class Child : IAsyncDisposable, IDisposable
{
    /// <summary>Of a program that hangs: one that ends is never waited for, so this need not suit the pace of a busy machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private const int TailLines = 40;
    private static readonly ConcurrentDictionary<Child, bool> Running = EndedWithThisProcess();
    private static readonly HashSet<int> Dealt = [];

    private readonly Process _process;
    private readonly Task _ended;
    private readonly ConcurrentQueue<(bool IsError, string Text)> _lines = new();
    private readonly List<(string Text, TaskCompletionSource<string> Said)> _awaited = [];

    private Child(ProcessStartInfo start, Action<string>? line)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        Name = string.Join(' ', start.ArgumentList.Prepend(start.FileName).Take(3).Select(Path.GetFileName));
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Print(e.Data, isError: false);
        _process.ErrorDataReceived += (_, e) => Print(e.Data, isError: true);
        _process.Start();
        Running[this] = true;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        // Also until all that it printed has been read.
        _ended = _process.WaitForExitAsync();

        void Print(string? text, bool isError)
        {
            if (text is null) return;
            line?.Invoke(text);
            lock (_awaited)
            {
                _lines.Enqueue((isError, text));
                foreach (var (awaited, said) in _awaited)
                    if (text.Contains(awaited, StringComparison.Ordinal)) said.TrySetResult(text);
            }
        }
    }

    public string Name { get; }

    public int Id => _process.Id;

    public bool HasEnded => _ended.IsCompleted;

    /// <summary>Each line of its standard output and error.</summary>
    public IReadOnlyCollection<string> Printed => [.. _lines.Select(line => line.Text)];

    /// <param name="line">Told each line as it is printed.</param>
    public static Child Start(ProcessStartInfo start, Action<string>? line = null) => new(start, line);

    /// <summary>Runs a program to its end.</summary>
    public static async Task<(int ExitCode, string Out, string Error)> RunAsync(ProcessStartInfo start)
    {
        await using var child = new Child(start, null);
        var code = await child.ExitAsync();
        return (code, child.Text(isError: false), child.Text(isError: true));
    }

    /// <summary>The first line that holds this text, whether it was printed already or comes.</summary>
    public async Task<string> SaysAsync(string text)
    {
        var said = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_awaited)
        {
            if (Printed.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } already) return already;
            _awaited.Add((text, said));
        }

        try
        {
            await Task.WhenAny(said.Task, _ended).WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw Failed($"did not say \"{text}\" in {Patience.TotalMinutes} min");
        }

        return said.Task.IsCompleted ? await said.Task : throw Failed($"ended with {_process.ExitCode} and never said \"{text}\"");
    }

    /// <summary>Asks until it is so; an exchange that fails is none yet.</summary>
    public async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        for (var waited = Stopwatch.StartNew(); !await IsAsync();)
        {
            if (HasEnded) throw Failed($"ended with {_process.ExitCode} before {what}");
            if (waited.Elapsed > Patience) throw Failed($"lives, but {what} did not come in {Patience.TotalMinutes} min");
            await Task.Delay(20);
        }

        async Task<bool> IsAsync()
        {
            try
            {
                return await condition();
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }
    }

    public async Task<int> ExitAsync()
    {
        await _ended;
        return _process.ExitCode;
    }

    public bool EndsWithin(TimeSpan time) => _process.WaitForExit(time);

    /// <summary>SIGKILL: nothing of the process runs any more, and nothing that it held is written.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _ended;
    }

    /// <param name="name">As <c>kill</c> names it: <c>TERM</c>, <c>STOP</c>.</param>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        KillTree();
        await _ended;
        Forget();
    }

    public void Dispose()
    {
        KillTree();
        _process.WaitForExit();
        Forget();
    }

    /// <summary>What to throw where it did not do what it should: with the end of what it printed.</summary>
    public InvalidOperationException Failed(string how) => new($"{Name} {how}. It printed:\n{string.Join('\n', Printed.TakeLast(TailLines))}");

    /// <summary>A port of this machine that nobody listens on, and that was not given out before: who got it may not listen yet.</summary>
    public static int FreePort()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            lock (Dealt)
                if (Dealt.Add(port)) return port;
        }
    }

    private static ConcurrentDictionary<Child, bool> EndedWithThisProcess()
    {
        var running = new ConcurrentDictionary<Child, bool>();
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            foreach (var child in running.Keys) child.KillTree();
        };
        return running;
    }

    private string Text(bool isError) => string.Join('\n', _lines.Where(line => line.IsError == isError).Select(line => line.Text));

    private void KillTree()
    {
        try
        {
            if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended, and been disposed of.
        }
    }

    private void Forget()
    {
        Running.TryRemove(this, out _);
        _process.Dispose();
    }
}
