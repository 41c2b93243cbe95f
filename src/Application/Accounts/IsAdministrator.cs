using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AiIdentity.Application.Accounts;

/// <summary>Whether the account's confirmed email stands in the configuration.</summary>
public sealed record IsAdministrator(AccountId Id) : IQuery<bool>;

internal sealed class IsAdministratorHandler(IRegistryDb db, IOptions<RegistryOptions> registry) : IRequestHandler<IsAdministrator, bool>
{
    public async Task<bool> Handle(IsAdministrator request, CancellationToken cancellationToken)
    {
        var email = await db.Accounts.Where(a => a.Id == request.Id && a.ConfirmedAt != null).Select(a => a.NormalizedEmail).SingleOrDefaultAsync(cancellationToken);
        return email is not null && registry.Value.Administrators.Any(a => Account.Normalize(a.Trim()) == email);
    }
}
