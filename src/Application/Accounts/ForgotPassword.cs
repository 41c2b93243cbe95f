using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Accounts;

/// <summary>Mails a code for a new password, where there is a confirmed account; the answer never tells.</summary>
public sealed record ForgotPassword(string? Email) : IExternalRequest<Unit>;

internal sealed class ForgotPasswordValidator : AbstractValidator<ForgotPassword>
{
    public ForgotPasswordValidator() => RuleFor(c => c.Email).Email();
}

internal sealed class ForgotPasswordHandler(IRegistryDb db, IUnitOfWork unit, AccountMails mails) : IRequestHandler<ForgotPassword, Unit>
{
    public async Task<Unit> Handle(ForgotPassword request, CancellationToken cancellationToken)
    {
        var address = Account.Normalize(request.Email!);
        var digest = mails.DigestOf(address);
        if (!await mails.MayWriteAsync(digest, own: false, cancellationToken)) return Unit.Value;
        return await unit.ExecuteAsync(async ct =>
        {
            var accounts = await db.Accounts.Where(a => a.NormalizedEmail == address).OrderBy(a => a.Id).ToListAsync(ct);
            if (accounts.Find(a => a.EmailConfirmed) is { } confirmed) mails.Reset(confirmed, digest);
            // A new password for an unconfirmed account would hand its owner what somebody else made under their address.
            else if (accounts is [.., var unconfirmed]) mails.NotConfirmed(unconfirmed, digest);
            else mails.Nobody(digest);
            return Unit.Value;
        }, cancellationToken);
    }
}
