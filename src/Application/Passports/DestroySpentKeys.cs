using AiIdentity.Application.Shared;
using AiIdentity.Domain.Passports;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace AiIdentity.Application.Passports;

/// <summary>Destroys private keys that may never sign again: what is gone can't be stolen.</summary>
/// <returns>How many were destroyed.</returns>
public sealed record DestroySpentKeys : ICommand<int>;

internal sealed partial class DestroySpentKeysHandler(IRegistryDb db, IKeyPairs pairs, TimeProvider clock, ILogger<DestroySpentKeysHandler> logger)
    : IRequestHandler<DestroySpentKeys, int>
{
    public async Task<int> Handle(DestroySpentKeys request, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var spent = (await db.SigningKeys.Where(k => k.PrivateKey != null).ToListAsync(cancellationToken)).FindAll(k => k.IsSpentAt(now));
        foreach (var key in spent)
        {
            // Before the commit: one destroyed twice is no harm, one forgotten but not destroyed is.
            await pairs.DestroyAsync(key.PrivateKey!, cancellationToken);
            key.ForgetPrivateKey(now);
            PrivateKeyDestroyed(key.Id);
        }

        return spent.Count;
    }

    [LoggerMessage(6001, LogLevel.Information, "The private key of signing key {KeyId} is destroyed")]
    private partial void PrivateKeyDestroyed(SigningKeyId keyId);
}
