using AiIdentity.Application.Shared;
using AiIdentity.Domain.Identities;
using FluentValidation;
using MediatR;

namespace AiIdentity.Application.Identities;

public sealed record EndAttestation(IdentityId Id, AttestationId AttestationId, string? Reason) : ICommand<AttestationView>;

internal sealed class EndAttestationValidator : AbstractValidator<EndAttestation>
{
    public EndAttestationValidator() => RuleFor(c => c.Reason).RequiredNote();
}

internal sealed class EndAttestationHandler(IRegistryDb db, ICaller caller, TimeProvider clock) : IRequestHandler<EndAttestation, AttestationView>
{
    public async Task<AttestationView> Handle(EndAttestation request, CancellationToken cancellationToken)
    {
        var identity = await db.IdentityAsync(request.Id, caller, cancellationToken);
        identity.EndAttestation(request.AttestationId, request.Reason!, clock.Now());
        var ended = identity.Attestations.Single(a => a.Id == request.AttestationId);
        return new AttestationView(ended.Id.ToString(), identity.Id.ToString(), ended.Tier, ended.Provider, ended.Reference, ended.RecordedAt, ended.EndedAt);
    }
}
