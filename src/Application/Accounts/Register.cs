using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using FluentValidation;
using MediatR;

namespace AiIdentity.Application.Accounts;

/// <summary>Registers an address under a password. The answer never tells which way it went.</summary>
public sealed record Register(string? Email, string? Password) : IExternalRequest<Unit>;

internal sealed class RegisterValidator : AbstractValidator<Register>
{
    public RegisterValidator()
    {
        RuleFor(c => c.Email).Email();
        RuleFor(c => c.Password).NewPassword();
    }
}

internal sealed class RegisterHandler(IUnitOfWork unit, ICredentials credentials, AccountMails mails, Registration registration) : IRequestHandler<Register, Unit>
{
    public async Task<Unit> Handle(Register request, CancellationToken cancellationToken)
    {
        var address = Account.Normalize(request.Email!);
        var digest = mails.DigestOf(address);
        // One slow hash whichever way it goes, and none while the store waits.
        var seal = await credentials.SealAsync(address, request.Password!, cancellationToken);
        if (!await mails.MayWriteAsync(digest, own: false, cancellationToken)) return Unit.Value;
        return await unit.ExecuteAsync(ct => registration.RegisterAsync(request.Email!, seal, digest, ct), cancellationToken);
    }
}
