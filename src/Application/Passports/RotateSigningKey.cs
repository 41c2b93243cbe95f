using AiIdentity.Application.Shared;
using AiIdentity.Domain.Passports;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Passports;

/// <summary>An administrator announces the next key before its time.</summary>
public sealed record RotateSigningKey(string? Reason) : ICommand<AnnouncedKey>;

public sealed record AnnouncedKey(string KeyId, DateTimeOffset FirstUse);

internal sealed class RotateSigningKeyValidator : AbstractValidator<RotateSigningKey>
{
    public RotateSigningKeyValidator() => RuleFor(c => c.Reason).RequiredNote();
}

internal sealed class RotateSigningKeyHandler(IRegistryDb db, IPassportSigner signer, IKeyPairs pairs, ICaller caller, TimeProvider clock)
    : IRequestHandler<RotateSigningKey, AnnouncedKey>
{
    public async Task<AnnouncedKey> Handle(RotateSigningKey request, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        await signer.KeyInUseAsync(now, cancellationToken);
        var line = new KeyLine(await db.SigningKeys.ToListAsync(cancellationToken));
        line.RequireNoneAnnounced(now);
        var next = line.Rotate(await pairs.MakeAsync(now, cancellationToken), new KeyAct(caller.AccountId, request.Reason!), now);
        db.SigningKeys.Add(next);
        return new AnnouncedKey(next.Id.ToString(), next.FirstUse);
    }
}
