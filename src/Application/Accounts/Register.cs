using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Accounts;

/// <summary>
/// Registers an address under a password. Each password makes an account of its own until one is confirmed, so that nobody
/// who registered somebody else's address first has a part in what its owner confirms. The answer never tells which way it went.
/// </summary>
public sealed record Register(string? Email, string? Password) : IConversation<Unit>;

internal sealed class RegisterValidator : AbstractValidator<Register>
{
    public RegisterValidator()
    {
        RuleFor(c => c.Email).Email();
        RuleFor(c => c.Password).NewPassword();
    }
}

internal sealed class RegisterHandler(
    IRegistryDb db, IUnitOfWork unit, ICredentials credentials, AccountMails mails, AccountErasure erasure, TimeProvider clock)
    : IRequestHandler<Register, Unit>
{
    /// <summary>Unconfirmed accounts of one address; the oldest make room.</summary>
    private const int MostUnconfirmed = 20;

    public Task<Unit> Handle(Register request, CancellationToken cancellationToken)
    {
        var address = Account.Normalize(request.Email!);
        var digest = mails.DigestOf(address);
        // One slow hash whichever way it goes, and none while the store waits.
        var seal = credentials.Seal(address, request.Password!);
        return unit.ExecuteAsync(async ct =>
        {
            if (!await mails.MayWriteAsync(digest, ct)) return Unit.Value;
            var accounts = await db.Accounts.Where(a => a.NormalizedEmail == address).OrderBy(a => a.Id).ToListAsync(ct);
            if (accounts.Find(a => a.EmailConfirmed) is { } confirmed) mails.AlreadyRegistered(confirmed, digest);
            else mails.Confirm(await UnconfirmedAsync(accounts, request.Email!, seal, ct), digest);
            return Unit.Value;
        }, cancellationToken);
    }

    private async Task<Account> UnconfirmedAsync(List<Account> accounts, string email, string seal, CancellationToken ct)
    {
        if (await credentials.FindAsync([.. accounts.Select(a => a.Id)], seal, ct) is { } known) return accounts.Single(a => a.Id == known);
        var now = clock.Now();
        foreach (var old in accounts.SkipLast(MostUnconfirmed - 1)) await erasure.EraseAsync(old, now, ct);
        var account = Account.Register(email, now);
        db.Accounts.Add(account);
        await credentials.AddAsync(account.Id, seal);
        return account;
    }
}
