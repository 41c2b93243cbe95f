using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Accounts;

/// <summary>
/// Begins a session. An address that nobody registered, an account that is locked and a wrong password cost the same hash and the
/// same statements, and are told as little.
/// </summary>
public sealed record SignIn(string? Email, string? Password, string? TwoFactorCode, SessionKind Kind) : IExternalRequest<SessionGrant>;

/// <summary>What a session's holder is to carry.</summary>
/// <param name="Generation">Of its refresh token.</param>
public sealed record SessionGrant(AccountId AccountId, SessionId SessionId, int Generation);

internal sealed class SignInValidator : AbstractValidator<SignIn>
{
    public SignInValidator()
    {
        RuleFor(c => c.Email).Given();
        RuleFor(c => c.Password).Given();
    }
}

internal sealed class SignInHandler(IRegistryDb db, IUnitOfWork unit, ICredentials credentials, SessionStart sessions) : IRequestHandler<SignIn, SessionGrant>
{
    private const string SecondFactorNeeded = "The password is right. This account also needs two_factor_code: the code of its authenticator app, or a recovery code.";
    private const string SecondFactorWrong = "The password is right, but two_factor_code is not the authenticator's code now, nor an unused recovery code.";

    public async Task<SessionGrant> Handle(SignIn request, CancellationToken cancellationToken)
    {
        var address = Account.Normalize(request.Email!);
        var confirmed = await db.Accounts.Where(a => a.NormalizedEmail == address && a.ConfirmedAt != null)
            .Select(a => (AccountId?)a.Id).SingleOrDefaultAsync(cancellationToken);
        var kept = await credentials.SealOfAsync(confirmed ?? default, cancellationToken);
        // The same slow hashes on every path, before the unit of work.
        var seals = await credentials.SealsAsync(address, kept, request.Password!, cancellationToken);

        // A refusal is counted, so it is an answer of the unit and thrown only after it.
        var outcome = await unit.ExecuteAsync(ct => JudgeAsync(request, address, confirmed is not null, seals, ct), cancellationToken);
        return outcome.Grant ?? throw new RefusedException(AccountErrors.CredentialsInvalid, outcome.Detail is null ? null : "two_factor_code", outcome.Detail);
    }

    private async Task<Outcome> JudgeAsync(SignIn request, string address, bool confirmed, IReadOnlyList<string> seals, CancellationToken ct)
    {
        var accounts = await db.Accounts.Where(a => a.NormalizedEmail == address && (a.ConfirmedAt != null) == confirmed)
            .OrderBy(a => a.Id).Select(a => a.Id).ToListAsync(ct);
        // Compared with what is stored now: the password may have changed since.
        if (await credentials.FindUnlockedAsync(accounts, seals, ct) is not { } account)
        {
            await credentials.FailedAsync(accounts, ct);
            return new Outcome(null);
        }

        ShownFactor? shown = null;
        if (await credentials.HasSecondFactorAsync(account))
        {
            if (string.IsNullOrWhiteSpace(request.TwoFactorCode)) return new Outcome(null, SecondFactorNeeded);
            if (!await credentials.TakeSecondFactorAsync(account, request.TwoFactorCode))
            {
                await credentials.FailedAsync([account], ct);
                return new Outcome(null, SecondFactorWrong);
            }

            shown = new ShownFactor(await credentials.SecondFactorCountsFromAsync(account, ct));
        }

        await credentials.SucceededAsync(account);
        return new Outcome(await sessions.BeginAsync(account, request.Kind, shown, ct));
    }

    private sealed record Outcome(SessionGrant? Grant, string? Detail = null);
}
