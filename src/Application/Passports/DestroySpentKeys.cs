using AiIdentity.Application.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace AiIdentity.Application.Passports;

/// <summary>Destroys private keys that may never sign again: what is gone can't be stolen.</summary>
/// <returns>How many were destroyed.</returns>
public sealed record DestroySpentKeys : ICommand<int>;

internal sealed class DestroySpentKeysHandler(IRegistryDb db, IKeyPairs pairs, TimeProvider clock, ILogger<DestroySpentKeysHandler> logger)
    : IRequestHandler<DestroySpentKeys, int>
{
    private static readonly EventId Destroyed = new(3002, "PrivateKeyDestroyed");

    public async Task<int> Handle(DestroySpentKeys request, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var spent = (await db.SigningKeys.Where(k => k.PrivateKey != null).ToListAsync(cancellationToken)).FindAll(k => k.IsSpentAt(now));
        foreach (var key in spent)
        {
            // Before the commit: one destroyed twice is no harm, one forgotten but not destroyed is.
            await pairs.DestroyAsync(key.PrivateKey!, cancellationToken);
            key.ForgetPrivateKey(now);
            logger.LogInformation(Destroyed, "The private key of signing key {KeyId} is destroyed", key.Id);
        }

        return spent.Count;
    }
}
