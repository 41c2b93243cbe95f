using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AiIdentity.Application.Accounts;

/// <summary>Deals a shared key for an authenticator app; nothing changes until a code of it is shown.</summary>
public sealed record StartSecondFactor : ICommand<SecondFactorKey>;

/// <param name="SharedKey">Base 32, for typing.</param>
/// <param name="OtpauthUri">For a QR code.</param>
public sealed record SecondFactorKey(string SharedKey, string OtpauthUri);

internal sealed class StartSecondFactorHandler(IRegistryDb db, ICaller caller, ICredentials credentials, IOptions<RegistryOptions> registry)
    : IRequestHandler<StartSecondFactor, SecondFactorKey>
{
    public async Task<SecondFactorKey> Handle(StartSecondFactor request, CancellationToken cancellationToken)
    {
        if (await credentials.HasSecondFactorAsync(caller.AccountId)) throw new RefusedException(AccountErrors.SecondFactorEnabled);
        var email = await db.Accounts.Where(a => a.Id == caller.AccountId).Select(a => a.Email).SingleAsync(cancellationToken);
        var key = await credentials.StartSecondFactorAsync(caller.AccountId);
        var issuer = Uri.TryCreate(registry.Value.Issuer, UriKind.Absolute, out var url) ? url.Host : "AiIdentity";
        return new SecondFactorKey(key,
            $"otpauth://totp/{Uri.EscapeDataString(issuer)}:{Uri.EscapeDataString(email!)}?secret={key}&issuer={Uri.EscapeDataString(issuer)}&digits=6");
    }
}

/// <summary>Turns the second factor on, by a code that shows the app has the key; the calling session has shown it then.</summary>
public sealed record EnableSecondFactor(SessionId Session, string? Code) : ICommand<RecoveryCodes>;

/// <summary>Each stands in for the authenticator once; shown only here.</summary>
public sealed record RecoveryCodes(IReadOnlyList<string> Codes);

internal sealed class EnableSecondFactorValidator : AbstractValidator<EnableSecondFactor>
{
    public EnableSecondFactorValidator() => RuleFor(c => c.Code).Given();
}

internal sealed class EnableSecondFactorHandler(IRegistryDb db, ICaller caller, ICredentials credentials) : IRequestHandler<EnableSecondFactor, RecoveryCodes>
{
    public async Task<RecoveryCodes> Handle(EnableSecondFactor request, CancellationToken cancellationToken)
    {
        if (await credentials.HasSecondFactorAsync(caller.AccountId)) throw new RefusedException(AccountErrors.SecondFactorEnabled);
        var codes = await credentials.EnableSecondFactorAsync(caller.AccountId, request.Code!)
            ?? throw new RefusedException(AccountErrors.CodeInvalid, "code", "That is not the code that the authenticator app shows now. Start again if it has another key.");
        var session = await db.Sessions.SingleOrDefaultAsync(s => s.Id == request.Session && s.OwnerId == caller.AccountId, cancellationToken);
        session?.ShowedSecondFactor();
        return new RecoveryCodes(codes);
    }
}

/// <summary>Turns the second factor off; the app's key and the recovery codes are worth nothing then.</summary>
public sealed record DisableSecondFactor(Proof Proof) : IConversation<Unit>;

internal sealed class DisableSecondFactorValidator : AbstractValidator<DisableSecondFactor>
{
    public DisableSecondFactorValidator() => RuleFor(c => c.Proof).Given();
}

internal sealed class DisableSecondFactorHandler(IRegistryDb db, ICaller caller, IUnitOfWork unit, PersonProof person, ICredentials credentials)
    : IRequestHandler<DisableSecondFactor, Unit>
{
    public async Task<Unit> Handle(DisableSecondFactor request, CancellationToken cancellationToken)
    {
        await person.RequireAsync(caller.AccountId, request.Proof, cancellationToken);
        return await unit.ExecuteAsync(async ct =>
        {
            await credentials.DisableSecondFactorAsync(caller.AccountId);
            foreach (var session in await db.Sessions.Where(s => s.OwnerId == caller.AccountId && s.SecondFactor).ToListAsync(ct)) session.ForgetSecondFactor();
            return Unit.Value;
        }, cancellationToken);
    }
}

/// <summary>Deals ten fresh recovery codes; the earlier ones are worth nothing then.</summary>
public sealed record RenewRecoveryCodes(Proof Proof) : IConversation<RecoveryCodes>;

internal sealed class RenewRecoveryCodesValidator : AbstractValidator<RenewRecoveryCodes>
{
    public RenewRecoveryCodesValidator() => RuleFor(c => c.Proof).Given();
}

internal sealed class RenewRecoveryCodesHandler(ICaller caller, IUnitOfWork unit, PersonProof person, ICredentials credentials)
    : IRequestHandler<RenewRecoveryCodes, RecoveryCodes>
{
    public async Task<RecoveryCodes> Handle(RenewRecoveryCodes request, CancellationToken cancellationToken)
    {
        await person.RequireAsync(caller.AccountId, request.Proof, cancellationToken);
        return await unit.ExecuteAsync(async _ => await credentials.HasSecondFactorAsync(caller.AccountId)
            ? new RecoveryCodes(await credentials.RenewRecoveryCodesAsync(caller.AccountId))
            : throw new RefusedException(AccountErrors.SecondFactorMissing), cancellationToken);
    }
}
