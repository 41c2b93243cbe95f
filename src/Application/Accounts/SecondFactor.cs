using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AiIdentity.Application.Accounts;

/// <summary>Generates a shared key for an authenticator app; nothing changes until a code of it is shown.</summary>
public sealed record StartSecondFactor(Proof Proof) : IExternalRequest<SecondFactorKey>;

/// <param name="SharedKey">Base 32, for typing.</param>
/// <param name="OtpauthUri">For a QR code.</param>
public sealed record SecondFactorKey(string SharedKey, string OtpauthUri);

internal sealed class StartSecondFactorValidator : AbstractValidator<StartSecondFactor>
{
    public StartSecondFactorValidator() => RuleFor(c => c.Proof).Given();
}

internal sealed class StartSecondFactorHandler(IRegistryDb db, ICaller caller, PersonProof person, ICredentials credentials, IOptions<RegistryOptions> registry)
    : IRequestHandler<StartSecondFactor, SecondFactorKey>
{
    public Task<SecondFactorKey> Handle(StartSecondFactor request, CancellationToken cancellationToken) =>
        person.ActAsync(caller.AccountId, request.Proof, async ct =>
        {
            if (await credentials.HasSecondFactorAsync(caller.AccountId)) throw new RefusedException(AccountErrors.SecondFactorEnabled);
            var email = await db.Accounts.Where(a => a.Id == caller.AccountId).Select(a => a.Email).SingleAsync(ct);
            var key = await credentials.StartSecondFactorAsync(caller.AccountId);
            var issuer = Uri.TryCreate(registry.Value.Issuer, UriKind.Absolute, out var url) ? url.Host : "AiIdentity";
            return new SecondFactorKey(key,
                $"otpauth://totp/{Uri.EscapeDataString(issuer)}:{Uri.EscapeDataString(email!)}?secret={key}&issuer={Uri.EscapeDataString(issuer)}&digits=6");
        }, cancellationToken);
}

/// <summary>
/// Turns the second factor on, by a code that shows the app has the key. The session that did so gains nothing by it: it has shown
/// no factor that was there before.
/// </summary>
public sealed record EnableSecondFactor(string? Code) : ICommand<RecoveryCodes>;

/// <summary>Each stands in for the authenticator once; shown only here.</summary>
public sealed record RecoveryCodes(IReadOnlyList<string> Codes);

internal sealed class EnableSecondFactorValidator : AbstractValidator<EnableSecondFactor>
{
    public EnableSecondFactorValidator() => RuleFor(c => c.Code).Given();
}

internal sealed class EnableSecondFactorHandler(ICaller caller, ICredentials credentials, CredentialMails mails, TimeProvider clock)
    : IRequestHandler<EnableSecondFactor, RecoveryCodes>
{
    public async Task<RecoveryCodes> Handle(EnableSecondFactor request, CancellationToken cancellationToken)
    {
        if (await credentials.HasSecondFactorAsync(caller.AccountId)) throw new RefusedException(AccountErrors.SecondFactorEnabled);
        var codes = await credentials.EnableSecondFactorAsync(caller.AccountId, request.Code!, clock.Now())
            ?? throw new RefusedException(AccountErrors.CodeInvalid, "code", "That is not the code that the authenticator app shows now. Start again if it has another key.");
        await mails.WriteAsync(caller.AccountId, CredentialChange.SecondFactorEnabled, cancellationToken);
        return new RecoveryCodes(codes);
    }
}

/// <summary>Turns the second factor off; the app's key and the recovery codes are worth nothing then.</summary>
public sealed record DisableSecondFactor(Proof Proof) : IExternalRequest<Unit>;

internal sealed class DisableSecondFactorValidator : AbstractValidator<DisableSecondFactor>
{
    public DisableSecondFactorValidator() => RuleFor(c => c.Proof).Given();
}

internal sealed class DisableSecondFactorHandler(IRegistryDb db, ICaller caller, PersonProof person, ICredentials credentials, CredentialMails mails)
    : IRequestHandler<DisableSecondFactor, Unit>
{
    public Task<Unit> Handle(DisableSecondFactor request, CancellationToken cancellationToken) =>
        person.ActAsync(caller.AccountId, request.Proof, async ct =>
        {
            if (await credentials.HasSecondFactorAsync(caller.AccountId)) await mails.WriteAsync(caller.AccountId, CredentialChange.SecondFactorDisabled, ct);
            await credentials.DisableSecondFactorAsync(caller.AccountId);
            foreach (var session in await db.Sessions.Where(s => s.OwnerId == caller.AccountId && s.SecondFactor).ToListAsync(ct)) session.ForgetSecondFactor();
            return Unit.Value;
        }, cancellationToken);
}

/// <summary>Generates ten fresh recovery codes; the earlier ones are worth nothing then.</summary>
public sealed record RenewRecoveryCodes(Proof Proof) : IExternalRequest<RecoveryCodes>;

internal sealed class RenewRecoveryCodesValidator : AbstractValidator<RenewRecoveryCodes>
{
    public RenewRecoveryCodesValidator() => RuleFor(c => c.Proof).Given();
}

internal sealed class RenewRecoveryCodesHandler(ICaller caller, PersonProof person, ICredentials credentials, CredentialMails mails)
    : IRequestHandler<RenewRecoveryCodes, RecoveryCodes>
{
    public Task<RecoveryCodes> Handle(RenewRecoveryCodes request, CancellationToken cancellationToken) =>
        person.ActAsync(caller.AccountId, request.Proof, async ct =>
        {
            if (!await credentials.HasSecondFactorAsync(caller.AccountId)) throw new RefusedException(AccountErrors.SecondFactorMissing);
            await mails.WriteAsync(caller.AccountId, CredentialChange.RecoveryCodesRenewed, ct);
            return new RecoveryCodes(await credentials.RenewRecoveryCodesAsync(caller.AccountId));
        }, cancellationToken);
}
