using AiIdentity.Application.Shared;
using AiIdentity.Domain.Passports;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Passports;

/// <summary>Ends Passports that compromised keys signed: what the compromise itself left over, or a race brought.</summary>
/// <returns>How many were ended; fewer than asked for means that none is left.</returns>
public sealed record RevokeCompromised(int Most) : ICommand<int>;

internal sealed class RevokeCompromisedHandler(IRegistryDb db, TimeProvider clock) : IRequestHandler<RevokeCompromised, int>
{
    public async Task<int> Handle(RevokeCompromised request, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var keys = await db.SigningKeys.Where(k => k.CompromisedAt != null && k.LastExpiry > now).Select(k => k.Id).ToListAsync(cancellationToken);
        return keys.Count == 0 ? 0 : await RevokeAsync(db, keys, request.Most, now, cancellationToken);
    }

    public static async Task<int> RevokeAsync(IRegistryDb db, IReadOnlyList<SigningKeyId> keys, int most, DateTimeOffset now, CancellationToken ct)
    {
        var passports = await db.Passports
            .Where(p => keys.Contains(p.KeyId) && p.RevokedAt == null && p.ExpiresAt > now)
            .OrderBy(p => p.Id).Take(most).ToListAsync(ct);
        foreach (var passport in passports) passport.Revoke(RevocationReason.KeyCompromised, "key_compromised", now, byRegistry: true);
        return passports.Count;
    }
}
