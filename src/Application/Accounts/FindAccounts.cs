using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Accounts;

/// <summary>For administrators: the accounts of an address; none where nobody registered it.</summary>
public sealed record FindAccounts(string? Email) : IQuery<Page<AccountView>>;

public sealed record AccountView(string Id, string Email, Plan Plan);

internal sealed class FindAccountsValidator : AbstractValidator<FindAccounts>
{
    public FindAccountsValidator() => RuleFor(c => c.Email).Given();
}

internal sealed class FindAccountsHandler(IRegistryDb db) : IRequestHandler<FindAccounts, Page<AccountView>>
{
    public async Task<Page<AccountView>> Handle(FindAccounts request, CancellationToken cancellationToken)
    {
        var address = Account.Normalize(request.Email!);
        var accounts = await db.Accounts.AsNoTracking().Where(a => a.NormalizedEmail == address).OrderByDescending(a => a.Id).ToListAsync(cancellationToken);
        return new Page<AccountView>([.. accounts.Select(a => new AccountView(a.Id.ToString(), a.Email!, a.Plan))], NextCursor: null);
    }
}
