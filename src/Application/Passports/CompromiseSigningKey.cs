using AiIdentity.Application.Shared;
using AiIdentity.Domain.Passports;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Passports;

/// <summary>An administrator says that a key is in other hands: nothing that it signed is believed any more.</summary>
public sealed record CompromiseSigningKey(SigningKeyId Id, string? Reason) : ICommand<CompromisedKey>;

/// <param name="KeyInUse">The key that signs from now on.</param>
public sealed record CompromisedKey(string KeyId, DateTimeOffset CompromisedAt, string KeyInUse);

internal sealed class CompromiseSigningKeyValidator : AbstractValidator<CompromiseSigningKey>
{
    public CompromiseSigningKeyValidator() => RuleFor(c => c.Reason).RequiredNote();
}

internal sealed class CompromiseSigningKeyHandler(IRegistryDb db, IKeyPairs pairs, ICaller caller, TimeProvider clock)
    : IRequestHandler<CompromiseSigningKey, CompromisedKey>
{
    // Many Passports are too much for one transaction: the rounds end the rest, and readers refuse them from now on anyway.
    private const int AtOnce = 200;

    public async Task<CompromisedKey> Handle(CompromiseSigningKey request, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var line = new KeyLine(await db.SigningKeys.ToListAsync(cancellationToken));
        var compromised = line.Compromise(request.Id, new KeyAct(caller.AccountId, request.Reason!), now);
        if (line.InUseAt(now) is null) db.SigningKeys.Add(line.Begin(await pairs.MakeAsync(now, cancellationToken), now));
        await RevokeCompromisedHandler.RevokeAsync(db, [compromised.Id], AtOnce, now, cancellationToken);
        return new CompromisedKey(compromised.Id.ToString(), compromised.CompromisedAt!.Value, line.InUseAt(now)!.Id.ToString());
    }
}
