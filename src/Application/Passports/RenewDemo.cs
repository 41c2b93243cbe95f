using AiIdentity.Application.Events;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AiIdentity.Application.Passports;

/// <summary>The reference identity, where the configuration wants it: made once, and its Passport renewed long before it ends.</summary>
/// <returns>How many Passports were issued.</returns>
public sealed record RenewDemo : ICommand<int>;

internal sealed class RenewDemoHandler(DemoIdentity demo) : IRequestHandler<RenewDemo, int>
{
    public Task<int> Handle(RenewDemo request, CancellationToken cancellationToken) => demo.RenewAsync(cancellationToken);
}

/// <summary>What a compromised key signed is nobody's reference: the next Passport comes in the same transaction.</summary>
internal sealed class RenewDemoOnSigningKeyCompromised(IUnitOfWork unit, DemoIdentity demo) : IEventHandler
{
    public async Task Handle(DomainEvent happened, CancellationToken ct)
    {
        // The signer reads the keys from the store.
        await unit.SaveAsync(ct);
        await demo.RenewAsync(ct);
    }
}

/// <summary>Makes the reference identity and issues its Passports.</summary>
internal sealed class DemoIdentity(IRegistryDb db, PassportIssuer issuer, IOptions<RegistryOptions> registry, TimeProvider clock)
{
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(30);
    private static readonly IdentityDetails Details = new("AiIdentity Demo", "The AiIdentity registry", Anonymous: false, ["demo"]);

    public async Task<int> RenewAsync(CancellationToken ct)
    {
        if (!registry.Value.Demo) return 0;
        var now = clock.Now();
        // Read before its Passports: of two processes that renew it at once, one finds its version moved on.
        var demo = await db.Identities.SingleOrDefaultAsync(i => i.Id == IdentityId.Demo, ct);
        if (demo is not null && await IsGoodUntil(now + Ahead, ct)) return 0;
        if (demo is null) db.Identities.Add(demo = Identity.CreateDemo(Details, now));
        await issuer.IssueAsync(demo, Passport.DefaultDays, ct);
        return 1;
    }

    private async Task<bool> IsGoodUntil(DateTimeOffset then, CancellationToken ct)
    {
        var compromised = db.SigningKeys.Where(k => k.CompromisedAt != null).Select(k => k.Id);
        return await db.Passports.AnyAsync(
            p => p.IdentityId == IdentityId.Demo && p.RevokedAt == null && p.ExpiresAt > then && !compromised.Contains(p.KeyId), ct);
    }
}
