using AiIdentity.Application.Shared;
using AiIdentity.Domain.Identities;
using FluentValidation;
using MediatR;

namespace AiIdentity.Application.Identities;

/// <summary>An administrator records that a provider checked who the operator is.</summary>
public sealed record RecordAttestation(IdentityId Id, string? Tier, string? Provider, string? Reference) : ICommand<AttestationView>;

public sealed record AttestationView(string Id, string Identity, Tier Tier, string Provider, string Reference, DateTimeOffset RecordedAt, DateTimeOffset? EndedAt);

internal sealed class RecordAttestationValidator : AbstractValidator<RecordAttestation>
{
    public RecordAttestationValidator()
    {
        RuleFor(c => c.Tier)
            .Must(tier => Words.Parse<Tier>(tier) is Domain.Identities.Tier.CreatorVerified or Domain.Identities.Tier.BusinessVerified)
            .WithMessage("The tier is creator_verified or business_verified.");
        RuleFor(c => c.Provider).RequiredNote();
        RuleFor(c => c.Reference).RequiredNote();
    }
}

internal sealed class RecordAttestationHandler(IRegistryDb db, ICaller caller, TimeProvider clock) : IRequestHandler<RecordAttestation, AttestationView>
{
    public async Task<AttestationView> Handle(RecordAttestation request, CancellationToken cancellationToken)
    {
        var identity = await db.IdentityAsync(request.Id, caller, cancellationToken);
        var attestation = identity.Attest(Words.Parse<Tier>(request.Tier)!.Value, request.Provider!, request.Reference!, caller.AccountId, clock.Now());
        return new AttestationView(
            attestation.Id.ToString(), identity.Id.ToString(), attestation.Tier, attestation.Provider, attestation.Reference, attestation.RecordedAt, attestation.EndedAt);
    }
}
