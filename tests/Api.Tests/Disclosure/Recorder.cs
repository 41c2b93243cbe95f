using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AiIdentity.Api.Tests.Disclosure;

/// <summary>Writes down what a process would show to who runs it: logs at every level, statements, activities, measurements.</summary>
internal sealed class Recorder : ILoggerProvider, IStartupFilter, IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    // The registry that a request is to; none for the background and the sandbox.
    private static readonly AsyncLocal<Recorder?> Current = new();
    private static readonly string[] OfTheMachine = ["aspnetcore.memory_pool", "Microsoft.AspNetCore.Server.Kestrel", "Experimental.System.Net."];
    private readonly ConcurrentQueue<string> _everything = new();
    private readonly ConcurrentQueue<string> _ofRequests = new();
    private readonly List<IDisposable> _subscriptions = [];
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _activities;

    public Recorder()
    {
        _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
        _activities = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => Note("activity", $"{activity.OperationName} {activity.DisplayName} {string.Join(' ', activity.TagObjects.Where(t => t.Key is not "server.port" and not "network.peer.port").Select(t => $"{t.Key}={t.Value}"))}"),
        };
        ActivitySource.AddActivityListener(_activities);
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || instrument.Meter.Name.StartsWith("AiIdentity", StringComparison.Ordinal))
                listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Measured(instrument, tags));
        _meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Measured(instrument, tags));
        _meters.Start();
    }

    /// <summary>Has a registry's services tell all to this one.</summary>
    public void Listen(IServiceCollection services)
    {
        services.AddLogging(logging => logging.AddProvider(this).AddFilter<Recorder>(null, LogLevel.Trace));
        // Outermost: what is set inside an asynchronous middleware is not seen by the server around it.
        services.Insert(0, ServiceDescriptor.Singleton<IStartupFilter>(this));
    }

    /// <summary>All that the process wrote since it started.</summary>
    public IReadOnlyCollection<string> Everything => _everything;

    /// <summary>What belongs to requests; the background's own work is left out.</summary>
    public async Task<List<string>> TakeRequestsAsync()
    {
        // Scopes are disposed of after the answer has left.
        for (var before = -1; before != _ofRequests.Count;)
        {
            before = _ofRequests.Count;
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }

        return Take(_ofRequests);
    }

    public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, rest) =>
        {
            // The sandbox stands for the world outside.
            Current.Value = context.Request.Path.StartsWithSegments("/sandbox", StringComparison.Ordinal) ? null : this;
            return rest(context);
        });
        next(app);
    };

    public void Dispose()
    {
        foreach (var subscription in _subscriptions) subscription.Dispose();
        _meters.Dispose();
        _activities.Dispose();
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.EntityFrameworkCore") _subscriptions.Add(value.Subscribe(this, name => name == RelationalEventId.CommandExecuting.Name));
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is CommandEventData command) Note("statement", command.Command.CommandText);
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    private static List<string> Take(ConcurrentQueue<string> lines)
    {
        var taken = new List<string>();
        while (lines.TryDequeue(out var line)) taken.Add(line);
        return taken;
    }

    private void Measured(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = string.Join(' ', tags.ToArray().Select(t => $"{t.Key}={t.Value}"));
        Note("metric", $"{instrument.Name} {text}");
    }

    private void Note(string kind, string text)
    {
        if (Current.Value == this && !IsOfTheMachine(text)) _ofRequests.Enqueue($"{kind}: {text}");
        if (Current.Value == this || Current.Value is null) _everything.Enqueue($"{kind}: {text}");
    }

    // Connections and buffers are shared by requests: what is said of them depends on the machine's moment.
    private static bool IsOfTheMachine(string text) =>
        OfTheMachine.Any(start => text.StartsWith(start, StringComparison.Ordinal));

    private sealed class Writer(Recorder recorder, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull
        {
            recorder.Note("scope", $"{category} {state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, Microsoft.Extensions.Logging.EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            recorder.Note("log", $"{category} {eventId.Id} {formatter(state, exception)} {exception}");
    }
}
