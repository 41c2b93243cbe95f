using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Accounts;

/// <summary>Mails the caller a further code to confirm the account's address with; earlier ones stay good. Nothing where it is confirmed.</summary>
public sealed record MailConfirmation : IExternalRequest<Unit>;

internal sealed class MailConfirmationHandler(IRegistryDb db, ICaller caller, IUnitOfWork unit, ICredentials credentials, AccountMails mails)
    : IRequestHandler<MailConfirmation, Unit>
{
    public async Task<Unit> Handle(MailConfirmation request, CancellationToken cancellationToken)
    {
        var address = await db.Accounts.Where(a => a.Id == caller.AccountId && a.ConfirmedAt == null).Select(a => a.NormalizedEmail).SingleOrDefaultAsync(cancellationToken);
        if (address is null) return Unit.Value;
        var digest = mails.DigestOf(address);
        if (!await mails.MayWriteAsync(digest, own: true, cancellationToken)) return Unit.Value;
        return await unit.ExecuteAsync(async ct =>
        {
            var account = await db.Accounts.SingleAsync(a => a.Id == caller.AccountId, ct);
            if (account.EmailConfirmed) return Unit.Value;
            mails.Confirm(account, digest, withPassword: await credentials.SealOfAsync(account.Id, ct) is not null);
            return Unit.Value;
        }, cancellationToken);
    }
}
