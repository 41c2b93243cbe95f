using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Logging;

namespace AiIdentity.Client.Offline;

/// <summary>What the registry publishes for verifiers, as far as it has been asked for: its keys, and the status lists that Passports named.</summary>
internal sealed class RegistryKnowledge
{
    private static readonly TimeSpan UsualLifetime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(1);
    private static readonly TimeSpan BetweenStrangers = TimeSpan.FromMinutes(1);
    /// <summary>How far apart the clocks of several instances of the registry may be.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, Kept<StatusList>> _lists = new(StringComparer.Ordinal);
    private readonly Lock _turn = new();
    private readonly Func<HttpClient> _http;
    private readonly Uri _address;
    private readonly IssuerUrl _issuer;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private Moment? _strangerAt;

    /// <param name="address">Where the registry is reached; ends with a slash.</param>
    /// <param name="issuer">What its Passports call it.</param>
    public RegistryKnowledge(Func<HttpClient> http, Uri address, IssuerUrl issuer, TimeProvider clock, ILogger logger)
    {
        (_http, _address, _issuer, _clock, _logger) = (http, address, issuer, clock, logger);
        Keys = new Kept<KeySet>("key set", FetchKeysAsync, clock, logger);
    }

    public Kept<KeySet> Keys { get; }

    /// <summary>Null for an address that is not the registry's own: nothing else is ever asked.</summary>
    public Kept<StatusList>? List(string uri)
    {
        if (_lists.TryGetValue(uri, out var list)) return list;
        return _issuer.PathBelow(uri) is { } path && Uri.TryCreate(_address, path, out var where) && _address.IsBaseOf(where)
            ? _lists.GetOrAdd(uri, _ => new Kept<StatusList>("status list", ct => FetchListAsync(uri, where, ct), _clock, _logger))
            : null;
    }

    /// <summary>True once a minute: a key that is not in the set may be a new one, but nobody may make the registry busy with names of keys.</summary>
    public bool MayAskForStranger(Moment now)
    {
        lock (_turn)
        {
            if (_strangerAt is { } then && !now.IsApartFrom(then) && now.Since(then) < BetweenStrangers) return false;
            _strangerAt = now;
            return true;
        }
    }

    private async Task<Learnt<KeySet>> FetchKeysAsync(CancellationToken ct)
    {
        var (body, onTheWay, lifetime) = await GetAsync(new Uri(_address, ".well-known/jwks.json"), "application/json", ct).ConfigureAwait(false);
        var keys = KeySet.Parse(body) ?? throw new PublicationException("the answer is no key set, or has no key that can be used");
        return new Learnt<KeySet>(keys, Moment.Of(_clock), onTheWay, onTheWay, lifetime ?? UsualLifetime);
    }

    private async Task<Learnt<StatusList>> FetchListAsync(string uri, Uri where, CancellationToken ct)
    {
        var (body, _, maxAge) = await GetAsync(where, "application/statuslist+jwt", ct).ConfigureAwait(false);
        var token = Encoding.Latin1.GetString(body.Span);
        if (StatusList.KeyIdOf(token) is not { } keyId) throw new PublicationException("the answer is no status list");
        if (Keys.Current?.Value.Find(keyId) is null && MayAskForStranger(Moment.Of(_clock))) await Keys.FetchAsync(ct).ConfigureAwait(false);
        var now = Moment.Of(_clock);
        if (Keys.Current is not { } known || StatusList.Parse(token, uri, _issuer, known.Value, now.Wall) is not { } list)
            throw new PublicationException("the answer is not this list, signed by a key of the key set and good by this machine's clock");
        if (_lists[uri].Current is { } current && list.IssuedAt < current.Value.IssuedAt - Skew)
            throw new PublicationException("the list was signed before the one at hand: a replay, or a cache gone wrong");
        return new Learnt<StatusList>(list, now, now.Wall > list.IssuedAt ? now.Wall - list.IssuedAt : TimeSpan.Zero, TimeSpan.Zero, Bounded(list.TimeToLive ?? maxAge ?? UsualLifetime));
    }

    private async Task<(ReadOnlyMemory<byte> Body, TimeSpan OnTheWay, TimeSpan? Lifetime)> GetAsync(Uri where, string mediaType, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, where);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(mediaType));
        using var response = await _http().SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct).ConfigureAwait(false);
        // A client that follows redirects changes the request's address: what another address says is not the registry's word.
        if ((int)response.StatusCode is >= 300 and < 400 || (response.RequestMessage?.RequestUri is { } answered && answered != where))
            throw new PublicationException("the answer redirects to another address, and redirects are not followed");
        if (!response.IsSuccessStatusCode) throw new PublicationException($"HTTP {(int)response.StatusCode}");
        var body = await BoundedBody.ReadAsync(response.Content, BoundedBody.Longest, ct).ConfigureAwait(false)
            ?? throw new PublicationException($"the answer is longer than {BoundedBody.Longest} bytes");
        return (body, AgeOf(Header(response, "Age")), LifetimeOf(Header(response, "Cache-Control")));
    }

    // Read as it stands: the framework passes over numbers that do not fit it, and an absurd age would be none.
    private static string Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? string.Join(", ", values).Trim() : "";

    private static TimeSpan AgeOf(string header) => Seconds(header) ?? TimeSpan.Zero;

    private static TimeSpan? LifetimeOf(string header)
    {
        var directives = header.ToLowerInvariant().Split(',', StringSplitOptions.TrimEntries);
        if (directives.Contains("no-store") || directives.Contains("no-cache")) return TimeSpan.Zero;
        return directives.Where(directive => directive.StartsWith("max-age=", StringComparison.Ordinal)).Select(directive => Seconds(directive[8..])).FirstOrDefault(found => found is not null);
    }

    private static TimeSpan? Seconds(string digits) =>
        digits.Length == 0 || digits.AsSpan().ContainsAnyExceptInRange('0', '9') ? null
            : Bounded(double.Parse(digits, CultureInfo.InvariantCulture) is var seconds && seconds < LongestLifetime.TotalSeconds ? TimeSpan.FromSeconds(seconds) : LongestLifetime);

    private static TimeSpan Bounded(TimeSpan lifetime) => lifetime < LongestLifetime ? lifetime : LongestLifetime;
}
