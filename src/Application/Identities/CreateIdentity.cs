using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Identities;

public sealed record CreateIdentity(
    string? Name, string? OperatorDisplay, bool? Anonymous, IReadOnlyList<string>? Capabilities, IReadOnlyList<SurfaceClaim>? Surfaces) : ICommand<IdentityView>;

/// <summary>An address to claim; public unless said otherwise.</summary>
public sealed record SurfaceClaim(string? Surface, bool? Public);

internal sealed class CreateIdentityValidator : AbstractValidator<CreateIdentity>
{
    private const int MaxSurfaces = 20;

    public CreateIdentityValidator()
    {
        RuleFor(c => c.Name).Cascade(CascadeMode.Stop).NotNull().WithMessage("Name the agent.").DisplayName();
        RuleFor(c => c.OperatorDisplay).NotNull().When(c => c.Anonymous is not true)
            .WithMessage("Say who operates the agent, or set anonymous to true.");
        RuleFor(c => c.OperatorDisplay).OperatorName();
        RuleFor(c => c.Capabilities).CapabilityList();
        RuleFor(c => c.Surfaces).Must(s => s is null || s.Count <= MaxSurfaces).WithMessage($"At most {MaxSurfaces} surfaces at once.");
        RuleForEach(c => c.Surfaces).Must(s => s?.Surface is not null).WithMessage("Name the surface's address.");
    }
}

internal sealed class CreateIdentityHandler(IRegistryDb db, ICaller caller, IAddressVault vault, SurfaceSchemes schemes, OperatorViews views, TimeProvider clock)
    : IRequestHandler<CreateIdentity, IdentityView>
{
    public async Task<IdentityView> Handle(CreateIdentity request, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var account = await db.Accounts.SingleAsync(a => a.Id == caller.AccountId, cancellationToken);
        var details = new IdentityDetails(request.Name!, request.OperatorDisplay, request.Anonymous ?? false, request.Capabilities ?? []);
        var identity = Identity.Create(account.Id, await FreeSlot(account, cancellationToken), details, now);
        db.Identities.Add(identity);

        var surfaces = new List<Surface>();
        foreach (var claim in request.Surfaces ?? [])
        {
            var surface = ClaimSurfaceHandler.Claim(identity, claim.Surface!, claim.Public, vault, schemes, now);
            if (surfaces.Exists(s => s.AddressKey == surface.AddressKey)) throw new RefusedException(SurfaceErrors.Exists, "surfaces");
            surfaces.Add(surface);
        }

        db.Surfaces.AddRange(surfaces);
        return views.Of(identity, account.EmailConfirmed, surfaces, now);
    }

    // The lowest free place: two creations that choose the same one meet at its index, and one is refused.
    private async Task<int> FreeSlot(Account account, CancellationToken ct)
    {
        var taken = await db.Identities.Where(i => i.OwnerId == account.Id && i.PlanSlot != null).Select(i => i.PlanSlot!.Value).ToListAsync(ct);
        if (taken.Count >= account.Plan.Identities()) throw new RefusedException(IdentityErrors.QuotaExceeded);
        return Enumerable.Range(1, taken.Count + 1).Except(taken).First();
    }
}
