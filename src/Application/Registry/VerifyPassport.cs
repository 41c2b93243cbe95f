using System.Text.Json.Serialization;
using AiIdentity.Application.Passports;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.Options;

namespace AiIdentity.Application.Registry;

/// <summary>Judges a Passport, and whether it is meant for the place where it was met; or looks an identity up.</summary>
public sealed record VerifyPassport(string? Passport, string? Surface, string? Id) : IQuery<Verdict>;

/// <summary>How a verdict came about.</summary>
public enum VerdictProof
{
    Signature,
    Lookup,
}

/// <summary>Whether a Passport is good now. Operator, tier and surfaces are as whois has them now, not as frozen in the token.</summary>
public sealed record Verdict(
    bool Valid,
    VerdictReason? Reason,
    VerdictProof? Proof = null,
    string? Identity = null,
    IdentityStatus? Status = null,
    Tier? Tier = null,
    PublicOperator? Operator = null,
    IReadOnlyList<PublicSurface>? Surfaces = null,
    bool? SurfaceMatch = null,
    DateTimeOffset? IssuedAt = null,
    DateTimeOffset? ExpiresAt = null,
    DateTimeOffset? LastVerifiedAt = null,
    string? RegistryUrl = null,
    DateTimeOffset? AsOf = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? IsDemo = null);

internal sealed class VerifyPassportValidator : AbstractValidator<VerifyPassport>
{
    public VerifyPassportValidator()
    {
        RuleFor(v => v.Passport).NotNull().When(v => v.Id is null).WithMessage("Send a passport or an id.");
        RuleFor(v => v.Id).Null().When(v => v.Passport is not null).WithMessage("Send a passport or an id, not both.");
        RuleFor(v => v.Surface).Null().When(v => v.Id is not null).WithMessage("A surface can be checked with a passport only.");
    }
}

internal sealed class VerifyPassportHandler(
    IPublicRecordStore store, ITokenReader tokens, IAddressVault vault, SurfaceSchemes schemes, IOptions<RegistryOptions> registry, TimeProvider clock)
    : IRequestHandler<VerifyPassport, Verdict>
{
    private const string Audience = "verifier";
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    public async Task<Verdict> Handle(VerifyPassport request, CancellationToken cancellationToken)
    {
        if (request.Id is { } id) return await LookUp(id, cancellationToken);
        SurfaceAddress? met = null;
        if (request.Surface is not null && !schemes.TryParse(request.Surface, out met)) throw new RefusedException(SurfaceErrors.Malformed, "surface", schemes.HowToWrite);
        return await tokens.ReadAsync(request.Passport!, cancellationToken) switch
        {
            TokenReading.Bad bad => new Verdict(false, bad.Reason),
            TokenReading.Good good => await Judge(good.Claims, met, cancellationToken),
            _ => throw new InvalidOperationException("A token is good or bad."),
        };
    }

    private async Task<Verdict> LookUp(string text, CancellationToken ct)
    {
        var now = clock.Now();
        var stored = Domain.Shared.Id.TryParse<IdentityId>(text, out var id) ? await store.FindAsync(id, ct) : null;
        if (stored is null) return new Verdict(false, VerdictReason.IdentityUnknown, VerdictProof.Lookup, AsOf: now);
        return Filled(stored.RecordAt(now, registry.Value), OfIdentity(stored.Status), VerdictProof.Lookup, now);
    }

    private async Task<Verdict> Judge(PassportClaims claims, SurfaceAddress? met, CancellationToken ct)
    {
        var now = clock.Now();
        var issued = Domain.Shared.Id.TryParse<PassportId>(claims.Id, out var id) ? await store.FindPassportAsync(id, ct) : null;
        var ofClaims = OfClaims(claims, now);
        if (issued is null) return new Verdict(false, ofClaims ?? VerdictReason.Revoked);

        var stored = issued.Record;
        var record = stored.RecordAt(now, registry.Value);
        var asked = met is null ? null : stored.SurfaceAt(vault.KeyOf(met), now);
        var named = met is not null && claims.Surfaces.Any(s => schemes.TryParse(s, out var address) && address.Folded == met.Folded);
        bool? match = met is null ? null : named && asked is not null && asked.StatusAt(now).Counts();
        var reason = ofClaims
            ?? (issued.StatusAt(now) is PassportStatus.Revoked ? VerdictReason.Revoked : (VerdictReason?)null)
            ?? OfIdentity(stored.Status)
            ?? (match is not false ? (VerdictReason?)null : named && asked is not null ? VerdictReason.SurfaceSuspended : VerdictReason.SurfaceMismatch);
        return Filled(record, reason, VerdictProof.Signature, now) with
        {
            SurfaceMatch = match,
            IssuedAt = claims.IssuedAt,
            ExpiresAt = claims.ExpiresAt,
            LastVerifiedAt = met is null ? Newest(record) : asked?.LastCheckedAt,
        };
    }

    private VerdictReason? OfClaims(PassportClaims claims, DateTimeOffset now) => claims switch
    {
        _ when claims.Issuer != registry.Value.Issuer => VerdictReason.WrongIssuer,
        { Audience: not Audience } => VerdictReason.WrongAudience,
        _ when claims.IssuedAt > now + Skew || claims.NotBefore > now + Skew => VerdictReason.NotYetValid,
        _ when now >= claims.ExpiresAt => VerdictReason.Expired,
        _ => null,
    };

    private static VerdictReason? OfIdentity(IdentityStatus status) => status switch
    {
        IdentityStatus.Revoked => VerdictReason.IdentityRevoked,
        IdentityStatus.Suspended => VerdictReason.IdentitySuspended,
        IdentityStatus.Active => null,
    };

    private static Verdict Filled(PublicRecord record, VerdictReason? reason, VerdictProof proof, DateTimeOffset now) => new(
        reason is null, reason, proof, record.Identity, record.Status, record.Tier, record.Operator, record.Surfaces,
        LastVerifiedAt: Newest(record), RegistryUrl: record.RegistryUrl, AsOf: now, IsDemo: record.IsDemo);

    private static DateTimeOffset? Newest(PublicRecord record) => record.Surfaces.Select(s => (DateTimeOffset?)s.LastCheckedAt).Max();
}
