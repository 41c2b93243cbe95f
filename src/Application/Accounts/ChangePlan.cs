using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Accounts;

/// <summary>An administrator puts an account on a plan. A smaller one takes nothing away: it only stops creating.</summary>
public sealed record ChangePlan(AccountId Id, string? Plan) : ICommand<AccountView>;

internal sealed class ChangePlanValidator : AbstractValidator<ChangePlan>
{
    public ChangePlanValidator() => RuleFor(c => c.Plan).Must(word => Words.Parse<Plan>(word) is not null).WithMessage("One of free, studio, business.");
}

internal sealed class ChangePlanHandler(IRegistryDb db, TimeProvider clock) : IRequestHandler<ChangePlan, AccountView>
{
    public async Task<AccountView> Handle(ChangePlan request, CancellationToken cancellationToken)
    {
        var account = await db.Accounts.SingleOrDefaultAsync(a => a.Id == request.Id && a.DeletedAt == null, cancellationToken)
            ?? throw new RefusedException(AccountErrors.AccountUnknown);
        account.ChangePlan(Words.Parse<Plan>(request.Plan)!.Value, clock.Now());
        return new AccountView(account.Id.ToString(), account.Email!, account.Plan);
    }
}
