using System.Buffers;
using System.Text;
using AiIdentity.Client.Offline;

namespace AiIdentity.Client;

/// <summary>
/// Judges Passports on this machine: the registry is asked for its keys and status lists, never about a Passport, so it does not learn
/// who meets whom. What it published is kept as long as it says and refreshed ahead; with the registry out of reach verification goes on
/// within the policy's ages. One for the whole process; safe for any number of threads.
/// </summary>
public sealed class PassportVerifier
{
    private const int MaxLength = 8192;
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    private readonly RegistryKnowledge _knowledge;
    private readonly byte[] _issuer;
    private readonly TimeProvider _clock;

    /// <param name="http">Its <see cref="HttpClient.BaseAddress"/> is where the registry is reached.</param>
    /// <param name="issuer">The registry's public base URL as its Passports name it; null: the same as that address.</param>
    /// <param name="clock">Null: the system's.</param>
    public PassportVerifier(HttpClient http, string? issuer = null, TimeProvider? clock = null)
        : this(() => http, (http ?? throw new ArgumentNullException(nameof(http))).BaseAddress
            ?? throw new ArgumentException("The client needs the registry's address as its BaseAddress.", nameof(http)), issuer, clock)
    {
    }

    internal PassportVerifier(Func<HttpClient> http, Uri address, string? issuer, TimeProvider? clock)
    {
        var home = address.AbsoluteUri.TrimEnd('/');
        issuer = issuer?.TrimEnd('/') ?? home;
        _issuer = Encoding.UTF8.GetBytes(issuer);
        _clock = clock ?? TimeProvider.System;
        _knowledge = new RegistryKnowledge(http, new Uri(home + "/"), issuer, _clock);
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
        var now = _clock.GetUtcNow();
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
            if (!asked.Contains(keys) && keys.IsDueAt(now, keys.Current is not null)) wanted = keys;
            if (keys.Current is not { } known || known.AgeAt(now) > policy.FailClosedWhenKeysAreOlderThan) return Refused(PassportReason.KeysUnknown, now, keys.Current);
            if (known.Value.Find(form.KeyId) is not { } key)
            {
                if (!asked.Contains(keys) && _knowledge.MayAskForStranger(now)) wanted = keys;
                return Refused(PassportReason.UnknownKey, now, known);
            }

            if (wanted is not null) return Refused(PassportReason.KeysUnknown, now, known);
            if (!form.IsSignedBy(key)) return Refused(PassportReason.BadSignature, now, known);
            return PassportClaims.Read(form, values, _issuer) is { } claims
                ? Judge(claims, policy, known, now, asked, out wanted)
                : Refused(PassportReason.Malformed, now, known);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private PassportVerdict Judge(PassportClaims claims, VerificationPolicy policy, Learnt<KeySet> keys, DateTimeOffset now, IReadOnlyList<IFetched> asked, out IFetched? wanted)
    {
        wanted = null;
        var reason = OfClaims(claims, now);
        Learnt<StatusList>? status = null;
        if (reason is null && _knowledge.List(claims.StatusUri) is { } list)
        {
            status = list.Current is { } one && keys.Value.Find(one.Value.KeyId) is not null ? one : null;
            if (!asked.Contains(list) && list.IsDueAt(now, status is not null)) wanted = list;
        }

        bool? match = policy.Expected is { } met ? IsNamed(met, claims.Surfaces) : null;
        reason ??= OfStatus(status, claims.StatusIndex, policy, now)
            ?? (match is false ? PassportReason.SurfaceMismatch : (PassportReason?)null)
            ?? (claims.Tier < policy.MinimumTier ? PassportReason.TierTooLow : (PassportReason?)null)
            ?? (now - claims.IssuedAt > policy.MaximumProofAge ? PassportReason.ProofTooOld : (PassportReason?)null);
        var anonymous = claims.Operator == "anon";
        return new PassportVerdict
        {
            Reason = reason,
            Identity = claims.Subject,
            PassportId = claims.Id,
            KeyId = claims.KeyId,
            Tier = claims.Tier,
            Operator = new PublicOperator { Display = anonymous ? null : claims.Operator, Anonymous = anonymous, Verified = claims.Tier >= Tier.CreatorVerified },
            Surfaces = claims.Surfaces,
            Capabilities = claims.Capabilities,
            SurfaceMatch = match,
            IssuedAt = claims.IssuedAt,
            ExpiresAt = claims.ExpiresAt,
            RegistryUrl = claims.RegistryUrl,
            AsOf = now,
            KeysAge = keys.AgeAt(now),
            StatusAge = status?.AgeAt(now),
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

    private static PassportReason? OfStatus(Learnt<StatusList>? status, int index, VerificationPolicy policy, DateTimeOffset now)
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

    private static PassportVerdict Refused(PassportReason reason, DateTimeOffset now, Learnt<KeySet>? keys = null) =>
        new() { Reason = reason, AsOf = now, KeysAge = keys?.AgeAt(now) };
}
