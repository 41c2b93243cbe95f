using AiIdentity.Application.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Accounts;

/// <summary>Final: identities revoked, surfaces released, personal data gone.</summary>
public sealed record DeleteAccount(Proof Proof) : IExternalRequest<Unit>;

internal sealed class DeleteAccountValidator : AbstractValidator<DeleteAccount>
{
    public DeleteAccountValidator() => RuleFor(c => c.Proof).Given();
}

internal sealed class DeleteAccountHandler(
    IRegistryDb db, ICaller caller, PersonProof person, AccountErasure erasure, TimeProvider clock)
    : IRequestHandler<DeleteAccount, Unit>
{
    public Task<Unit> Handle(DeleteAccount request, CancellationToken cancellationToken) =>
        person.ActAsync(caller.AccountId, request.Proof, async ct =>
        {
            var account = await db.Accounts.SingleAsync(a => a.Id == caller.AccountId, ct);
            await erasure.EraseAsync(account, clock.Now(), ct);
            return Unit.Value;
        }, cancellationToken);
}
