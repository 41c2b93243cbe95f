using System.Collections.Concurrent;
using AiIdentity.Application.Verification;
using AiIdentity.Application.WhatsApp;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Tests.WhatsApp;
using AiIdentity.Domain.Verification;
using AiIdentity.Domain.WhatsApp;
using AiIdentity.Infrastructure.WhatsApp;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AiIdentity.Infrastructure.Tests.WhatsApp;

/// <summary>The readers as the registry has them, over settings.</summary>
internal sealed class Readers : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public Readers(IEnumerable<KeyValuePair<string, string?>> settings, TimeSpan? patience = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log));
        services.AddWhatsApp(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.PostConfigure<WhatsAppOptions>(options => options.Patience = patience ?? TimeSpan.FromSeconds(2));
        _services = services.BuildServiceProvider(validateScopes: true);
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    public LogTap Log { get; } = new();

    public IWhatsAppReader Reader => _services.GetRequiredService<IWhatsAppReader>();

    public LookPace Pace => _services.GetRequiredService<IWhatsAppPace>().PaceAt(Clock.GetUtcNow());

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>A look of the registry's own, so long after the last one that nothing of it is remembered.</summary>
    public Task<Sightings> FindAsync(string address)
    {
        Clock.Advance(GrantIndex.HandleAge);
        return FindAgainAsync(address);
    }

    public Task<Sightings> FindAgainAsync(string address) => Reader.FindAsync(Wa.Parse(address), CancellationToken.None);

    public Task<ReadResult> ReadAsync(string id, string token) => Reader.ReadAsync(new NumberGrant(id, token), CancellationToken.None);

    public Task<ReadResult> ReadAgainAsync(string address, string locator, ReaderKind reader = ReaderKind.CloudApi) =>
        Reader.ReadAgainAsync(new ProvedProfile(reader, "", locator), Wa.Parse(address), CancellationToken.None);

    public Task<bool> ReachesAsync(string id) => Reader.ReachesAsync(id, CancellationToken.None);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}

/// <summary>Keeps every log line, at every level.</summary>
internal sealed class LogTap : ILoggerProvider
{
    public ConcurrentQueue<(string Category, LogLevel Level, EventId Event, string Text)> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => new Tap(categoryName, Lines);

    public void Dispose()
    {
    }

    private sealed class Tap(string category, ConcurrentQueue<(string, LogLevel, EventId, string)> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull
        {
            lines.Enqueue((category, LogLevel.None, default, $"scope {state}"));
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue((category, logLevel, eventId, formatter(state, exception) + exception));
    }
}

internal static class Results
{
    public static ProfileReading Reading(this ReadResult result) =>
        result is ReadResult.Read { Profile: var reading } ? reading : throw new AssertionException($"Read nothing: {((ReadResult.Failed)result).Failure}");

    public static ReadFailure? Failure(this ReadResult result) => (result as ReadResult.Failed)?.Failure;
}
