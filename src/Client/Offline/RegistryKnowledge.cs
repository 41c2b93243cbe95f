using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;

namespace AiIdentity.Client.Offline;

/// <summary>What the registry publishes for verifiers, as far as it has been asked for: its keys, and the status lists that Passports named.</summary>
internal sealed class RegistryKnowledge
{
    private const int LongestJwks = 256 * 1024;
    private const int LongestList = 256 * 1024;
    private static readonly TimeSpan UsualLifetime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(1);
    private static readonly TimeSpan BetweenStrangers = TimeSpan.FromMinutes(1);
    /// <summary>How far apart the clocks of several instances of the registry may be.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, Kept<StatusList>> _lists = new(StringComparer.Ordinal);
    private readonly Func<HttpClient> _http;
    private readonly Uri _address;
    private readonly string _issuer;
    private readonly TimeProvider _clock;
    private long _strangersFrom;

    /// <param name="address">Where the registry is reached; ends with a slash.</param>
    /// <param name="issuer">What its Passports call it; no slash at the end.</param>
    public RegistryKnowledge(Func<HttpClient> http, Uri address, string issuer, TimeProvider clock)
    {
        (_http, _address, _issuer, _clock) = (http, address, issuer, clock);
        Keys = new Kept<KeySet>(FetchKeysAsync, clock);
    }

    public Kept<KeySet> Keys { get; }

    /// <summary>Null for an address that is not the registry's own: nothing else is ever asked.</summary>
    public Kept<StatusList>? List(string uri)
    {
        if (_lists.TryGetValue(uri, out var list)) return list;
        return uri.Length > _issuer.Length && uri.StartsWith(_issuer, StringComparison.Ordinal) && uri[_issuer.Length] == '/'
            && Uri.TryCreate(_address, uri[(_issuer.Length + 1)..], out var where) && _address.IsBaseOf(where)
            ? _lists.GetOrAdd(uri, _ => new Kept<StatusList>(ct => FetchListAsync(uri, where, ct), _clock))
            : null;
    }

    /// <summary>True once a minute: a key that is not in the set may be a new one, but nobody may make the registry busy with names of keys.</summary>
    public bool MayAskForStranger(DateTimeOffset now)
    {
        var from = Volatile.Read(ref _strangersFrom);
        return now.UtcTicks >= from && Interlocked.CompareExchange(ref _strangersFrom, (now + BetweenStrangers).UtcTicks, from) == from;
    }

    private async Task<Learnt<KeySet>?> FetchKeysAsync(CancellationToken ct)
    {
        if (await GetAsync(new Uri(_address, ".well-known/jwks.json"), "application/json", LongestJwks, ct).ConfigureAwait(false) is not var (body, at, lifetime)) return null;
        return KeySet.Parse(body) is { } keys ? new Learnt<KeySet>(keys, at, at, lifetime ?? UsualLifetime) : null;
    }

    private async Task<Learnt<StatusList>?> FetchListAsync(string uri, Uri where, CancellationToken ct)
    {
        if (await GetAsync(where, "application/statuslist+jwt", LongestList, ct).ConfigureAwait(false) is not var (body, _, maxAge)) return null;
        var token = Encoding.Latin1.GetString(body);
        if (StatusList.KeyIdOf(token) is not { } keyId) return null;
        if (Keys.Current?.Value.Find(keyId) is null && MayAskForStranger(_clock.GetUtcNow())) await Keys.FetchAsync(ct).ConfigureAwait(false);
        var now = _clock.GetUtcNow();
        if (Keys.Current is not { } known || StatusList.Parse(token, uri, _issuer, known.Value, now) is not { } list) return null;
        // A list signed before the one at hand is a replay, or a cache gone wrong.
        if (_lists[uri].Current is { } current && list.IssuedAt < current.Value.IssuedAt - Skew) return null;
        return new Learnt<StatusList>(list, list.IssuedAt < now ? list.IssuedAt : now, now, Bounded(list.TimeToLive ?? maxAge ?? UsualLifetime));
    }

    private async Task<(byte[] Body, DateTimeOffset At, TimeSpan? Lifetime)?> GetAsync(Uri where, string mediaType, int longest, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, where);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(mediaType));
        using var response = await _http().SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode) return null;
        var stream = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var body = new byte[longest + 1];
            var length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, ct).ConfigureAwait(false);
            if (length > longest) return null;
            var age = response.Headers.Age is { } there && there > TimeSpan.Zero ? there : TimeSpan.Zero;
            return (body[..length], _clock.GetUtcNow() - Bounded(age), LifetimeOf(response.Headers.CacheControl));
        }
    }

    private static TimeSpan? LifetimeOf(CacheControlHeaderValue? header) => header switch
    {
        { NoStore: true } or { NoCache: true } => TimeSpan.Zero,
        { MaxAge: { } maxAge } => Bounded(maxAge),
        _ => null,
    };

    private static TimeSpan Bounded(TimeSpan lifetime) => lifetime < LongestLifetime ? lifetime : LongestLifetime;
}
