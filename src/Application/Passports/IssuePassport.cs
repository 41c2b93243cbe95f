using AiIdentity.Application.Identities;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Passports;
using FluentValidation;
using AiIdentity.Domain.Surfaces;
using MediatR;
using Microsoft.Extensions.Options;

namespace AiIdentity.Application.Passports;

/// <summary>Signs what the registry holds about the identity now.</summary>
public sealed record IssuePassport(IdentityId IdentityId, int? TtlDays) : ICommand<IssuedPassport>, INeedConfirmedEmail;

public sealed record IssuedPassport(
    string Id, string Passport, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, string KeyId, IReadOnlyList<Snippet> Snippets);

internal sealed class IssuePassportValidator : AbstractValidator<IssuePassport>
{
    public IssuePassportValidator() =>
        RuleFor(c => c.TtlDays).InclusiveBetween(1, Passport.MaxDays).WithMessage($"Between 1 and {Passport.MaxDays} days.");
}

internal sealed class IssuePassportHandler(IRegistryDb db, ICaller caller, PassportIssuer issuer, SurfaceSchemes schemes, IOptions<RegistryOptions> registry)
    : IRequestHandler<IssuePassport, IssuedPassport>
{
    public async Task<IssuedPassport> Handle(IssuePassport request, CancellationToken cancellationToken)
    {
        var identity = await db.IdentityAsync(request.IdentityId, caller, cancellationToken);
        identity.RequireActive();
        var (passport, surfaces) = await issuer.IssueAsync(identity, request.TtlDays ?? Passport.DefaultDays, cancellationToken);
        return new IssuedPassport(
            passport.Id.ToString(), passport.Token!, passport.IssuedAt, passport.ExpiresAt, passport.KeyId.ToString(),
            Snippets.For(identity, passport.Token!, surfaces, schemes, registry.Value));
    }
}
