using System.Buffers;
using AiIdentity.Client.Offline;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiIdentity.Client;

/// <summary>
/// Judges Passports on this machine: the registry is asked for its keys and status lists, never about a Passport, so it does not learn
/// who meets whom. What it published is kept as long as it says and refreshed ahead; with the registry out of reach verification goes on
/// within the policy's ages. One for the whole process; safe for any number of threads.
/// </summary>
public sealed class PassportVerifier : IPassportVerifier
{
    private const int MaxLength = 8192;
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    private readonly RegistryKnowledge _knowledge;
    private readonly IssuerUrl _issuer;
    private readonly TimeProvider _clock;

    /// <summary>Over a connection of its own, which follows no redirect.</summary>
    /// <param name="registry">Where the registry is reached: <c>https://registry.example</c>.</param>
    /// <inheritdoc cref="PassportVerifier(HttpClient, string?, TimeProvider?, ILogger{PassportVerifier}?)"/>
    public PassportVerifier(Uri registry, string? issuer = null, TimeProvider? clock = null, ILogger<PassportVerifier>? logger = null)
        : this(new HttpClient(RegistryClient.WithoutRedirects()) { BaseAddress = registry ?? throw new ArgumentNullException(nameof(registry)) }, issuer, clock, logger)
    {
    }

    /// <param name="http">
    /// Its <see cref="HttpClient.BaseAddress"/> is where the registry is reached. Let its handler follow no redirect: what comes from
    /// another address is refused, but a handler that follows has asked there by then.
    /// </param>
    /// <param name="issuer">The registry's public base URL as its Passports name it; null: the same as that address.</param>
    /// <param name="clock">Null: the system's.</param>
    /// <param name="logger">Is told why keys or a status list cannot be had; null: nobody is.</param>
    /// <exception cref="ArgumentException">Address or issuer is no absolute http or https URL.</exception>
    public PassportVerifier(HttpClient http, string? issuer = null, TimeProvider? clock = null, ILogger<PassportVerifier>? logger = null)
        : this(() => http, (http ?? throw new ArgumentNullException(nameof(http))).BaseAddress
            ?? throw new ArgumentException("The client needs the registry's address as its BaseAddress.", nameof(http)), issuer, clock, logger)
    {
    }

    internal PassportVerifier(Func<HttpClient> http, Uri address, string? issuer, TimeProvider? clock, ILogger<PassportVerifier>? logger)
    {
        if (!address.IsAbsoluteUri) throw new ArgumentException("The registry's address is an absolute http or https URL.", nameof(address));
        var home = new IssuerUrl(address.AbsoluteUri, nameof(address)).Canonical;
        _issuer = new IssuerUrl(issuer ?? address.OriginalString, nameof(issuer));
        _clock = clock ?? TimeProvider.System;
        _knowledge = new RegistryKnowledge(http, new Uri(home + "/"), _issuer, _clock, logger ?? NullLogger<PassportVerifier>.Instance);
    }

    /// <summary>Judges a Passport. Never throws for what the token is, nor for a registry out of reach: both are verdicts.</summary>
    public ValueTask<PassportVerdict> VerifyAsync(string token, VerificationPolicy? policy = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        policy ??= VerificationPolicy.Default;
        var verdict = Judge(token, policy, [], out var wanted);
        return wanted is null ? new ValueTask<PassportVerdict>(verdict) : new ValueTask<PassportVerdict>(AskAndJudgeAsync(token, policy, wanted, cancellationToken));
    }

    private async Task<PassportVerdict> AskAndJudgeAsync(string token, VerificationPolicy policy, IFetched? wanted, CancellationToken ct)
    {
        var asked = new List<IFetched>(2);
        for (; ; )
        {
            asked.Add(wanted!);
            await wanted!.FetchAsync(ct).ConfigureAwait(false);
            var verdict = Judge(token, policy, asked, out wanted);
            if (wanted is null) return verdict;
        }
    }

    /// <param name="asked">What has been asked for already: it is made do with.</param>
    /// <param name="wanted">What should be asked for first; the verdict is then none.</param>
    private PassportVerdict Judge(string token, VerificationPolicy policy, IReadOnlyList<IFetched> asked, out IFetched? wanted)
    {
        wanted = null;
        var moment = Moment.Of(_clock);
        var now = moment.Wall;
        if (token.Length > MaxLength) return Refused(PassportReason.TooLarge, now);
        var buffer = ArrayPool<byte>.Shared.Rent(TokenForm.BufferFor(token.Length));
        try
        {
            Span<JsonSlice> values = stackalloc JsonSlice[PassportClaims.Names.Length];
            switch (TokenForm.Read(token, "JWT"u8, PassportClaims.Names, values, buffer, out var form))
            {
                case FormResult.Malformed: return Refused(PassportReason.Malformed, now);
                case FormResult.UnsupportedAlgorithm: return Refused(PassportReason.UnsupportedAlgorithm, now);
            }

            var keys = _knowledge.Keys;
            if (!asked.Contains(keys) && keys.IsDueAt(moment, keys.Current is not null)) wanted = keys;
            if (keys.Current is not { } known || known.AgeAt(moment) > policy.FailClosedWhenKeysAreOlderThan)
                return Refused(PassportReason.KeysUnknown, now, keys.Current?.AgeAt(moment)) with { Cause = CauseOf(keys.Failure, keys.Current is not null) };
            if (known.Value.Find(form.KeyId) is not { } key)
            {
                if (!asked.Contains(keys) && _knowledge.MayAskForStranger(moment)) wanted = keys;
                return Refused(PassportReason.UnknownKey, now, known.AgeAt(moment));
            }

            if (wanted is not null) return Refused(PassportReason.KeysUnknown, now, known.AgeAt(moment));
            if (!form.IsSignedBy(key)) return Refused(PassportReason.BadSignature, now, known.AgeAt(moment));
            return PassportClaims.Read(form, values, _issuer) is { } claims
                ? Judge(claims, policy, known, moment, asked, out wanted)
                : Refused(PassportReason.Malformed, now, known.AgeAt(moment));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private PassportVerdict Judge(PassportClaims claims, VerificationPolicy policy, Learnt<KeySet> keys, Moment moment, IReadOnlyList<IFetched> asked, out IFetched? wanted)
    {
        wanted = null;
        var now = moment.Wall;
        var reason = OfClaims(claims, now);
        var list = reason is null ? _knowledge.List(claims.StatusUri) : null;
        Learnt<StatusList>? status = null;
        if (list is not null)
        {
            status = list.Current is { } one && keys.Value.Find(one.Value.KeyId) is not null ? one : null;
            if (!asked.Contains(list) && list.IsDueAt(moment, status is not null)) wanted = list;
        }

        bool? match = policy.Expected is { } met ? IsNamed(met, claims.Surfaces) : null;
        reason ??= OfStatus(status, claims.StatusIndex, policy, moment)
            ?? (match is false ? PassportReason.SurfaceMismatch : (PassportReason?)null)
            ?? (!claims.Tier.Reaches(policy.MinimumTier) ? PassportReason.TierTooLow : (PassportReason?)null)
            ?? (now - claims.IssuedAt > policy.MaximumProofAge ? PassportReason.ProofTooOld : (PassportReason?)null);
        var anonymous = claims.Operator == "anon";
        return new PassportVerdict
        {
            Reason = reason,
            Identity = claims.Subject,
            PassportId = claims.Id,
            KeyId = claims.KeyId,
            Tier = claims.Tier,
            Operator = new PublicOperator { Display = anonymous ? null : claims.Operator, Anonymous = anonymous, Verified = claims.Tier.Reaches(Tier.CreatorVerified) },
            Surfaces = claims.Surfaces,
            Capabilities = claims.Capabilities,
            SurfaceMatch = match,
            IssuedAt = claims.IssuedAt,
            ExpiresAt = claims.ExpiresAt,
            RegistryUrl = claims.RegistryUrl,
            AsOf = now,
            KeysAge = keys.AgeAt(moment),
            StatusAge = status?.AgeAt(moment),
            Cause = reason is not PassportReason.StatusUnknown ? null
                : list is null ? "the Passport's status list is not at the registry's address"
                : CauseOf(list.Failure, status is not null),
        };
    }

    private static PassportReason? OfClaims(PassportClaims claims, DateTimeOffset now) => claims switch
    {
        { IssuerIsOurs: false } => PassportReason.WrongIssuer,
        { AudienceIsVerifier: false } => PassportReason.WrongAudience,
        _ when claims.IssuedAt > now + Skew || claims.NotBefore > now + Skew => PassportReason.NotYetValid,
        _ when now >= claims.ExpiresAt => PassportReason.Expired,
        _ => null,
    };

    private static PassportReason? OfStatus(Learnt<StatusList>? status, int index, VerificationPolicy policy, Moment now)
    {
        var place = status?.Value[index] ?? PlaceStatus.Unknown;
        // For good, however old the list that says so.
        if (place is PlaceStatus.Revoked) return PassportReason.Revoked;
        if (place is PlaceStatus.Unknown || status!.AgeAt(now) > policy.FailClosedWhenStatusIsOlderThan) return PassportReason.StatusUnknown;
        return place is PlaceStatus.Suspended ? PassportReason.IdentitySuspended : null;
    }

    private static bool IsNamed(SurfaceAddress met, string[] surfaces)
    {
        foreach (var surface in surfaces)
            if (SurfaceAddress.TryParse(surface, out var named) && named.Equals(met)) return true;
        return false;
    }

    private static string CauseOf(string? failure, bool isKnown) => failure ?? (isKnown ? "what is at hand is older than the policy allows" : "nothing that can be used is at hand");

    private static PassportVerdict Refused(PassportReason reason, DateTimeOffset now, TimeSpan? keysAge = null) =>
        new() { Reason = reason, AsOf = now, KeysAge = keysAge };
}
