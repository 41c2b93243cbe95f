using System.Diagnostics.Metrics;

namespace AiIdentity.Application.Observability;

/// <summary>What the registry counts; docs/operations.md lists it. No tag tells about a person, an address or an identity.</summary>
public sealed class RegistryMeter : IDisposable
{
    public const string Name = "AiIdentity";

    private readonly Meter _meter;
    private readonly Counter<long> _whois;
    private readonly Counter<long> _checks;
    private readonly Histogram<double> _signing;
    private volatile IReadOnlyList<Backlog> _backlogs = [];

    public RegistryMeter(IMeterFactory meters, IWriters writers)
    {
        _meter = meters.Create(Name);
        _whois = _meter.CreateCounter<long>("aiidentity.whois", "{request}", "Whois requests, pages and badges too, by answer.");
        _checks = _meter.CreateCounter<long>("aiidentity.checks", "{check}", "Looks at addresses, by outcome and by who asked.");
        _signing = _meter.CreateHistogram<double>("aiidentity.signing.duration", "s", "Ed25519 signatures.");
        _meter.CreateObservableGauge("aiidentity.backlog", () => Read(b => b.Due), "{item}", "What is due, by kind of work.");
        _meter.CreateObservableGauge("aiidentity.backlog.age", () => Read(b => b.Age.TotalSeconds), "s", "How long the oldest of it has been due.");
        _meter.CreateObservableGauge("aiidentity.write_queue", () => writers.Waiting, "{writer}", "Units of work that wait for the one writer.");
    }

    /// <summary>Whether anybody listens: what costs a query is not asked for nobody.</summary>
    public bool IsListenedTo => _checks.Enabled;

    public bool CountsWhois => _whois.Enabled;

    /// <param name="answer">hit, miss, not_modified, malformed, limited or failed.</param>
    public void Whois(string answer) => _whois.Add(1, new KeyValuePair<string, object?>("answer", answer));

    /// <param name="outcome">The outcome's code.</param>
    /// <param name="by">operator, worker or recheck.</param>
    public void Checked(string outcome, string by) => _checks.Add(1, new("outcome", outcome), new("by", by));

    public void TookToSign(TimeSpan took) => _signing.Record(took.TotalSeconds);

    public void Found(IReadOnlyList<Backlog> backlogs) => _backlogs = backlogs;

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<T>> Read<T>(Func<Backlog, T> value) where T : struct =>
        _backlogs.Select(b => new Measurement<T>(value(b), new KeyValuePair<string, object?>("work", b.Work)));
}

/// <summary>Units of work that wait for their turn to write.</summary>
public interface IWriters
{
    /// <summary>How many; none where the database has more than one writer.</summary>
    int Waiting { get; }
}

/// <summary>Work that is due.</summary>
/// <param name="Work">looks, rechecks or mails.</param>
/// <param name="Age">How long the oldest has been due; nothing where none is.</param>
public sealed record Backlog(string Work, int Due, TimeSpan Age);
