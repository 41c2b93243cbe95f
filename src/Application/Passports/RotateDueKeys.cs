using AiIdentity.Application.Shared;
using AiIdentity.Domain.Passports;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace AiIdentity.Application.Passports;

/// <summary>What time asks of the keys: the first one is made, the next one announced in time.</summary>
/// <returns>How many were announced.</returns>
public sealed record RotateDueKeys : ICommand<int>;

internal sealed partial class RotateDueKeysHandler(
    IRegistryDb db, IPassportSigner signer, IKeyPairs pairs, TimeProvider clock, ILogger<RotateDueKeysHandler> logger) : IRequestHandler<RotateDueKeys, int>
{
    public async Task<int> Handle(RotateDueKeys request, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        await signer.KeyInUseAsync(now, cancellationToken);
        var line = new KeyLine(await db.SigningKeys.ToListAsync(cancellationToken));
        if (!line.NextIsDueAt(now)) return 0;
        var next = line.AnnounceDue(await pairs.MakeAsync(now, cancellationToken), now);
        db.SigningKeys.Add(next);
        // No account acted, so an event would have no owner: the log tells of it.
        SigningKeyAnnounced(next.Id, next.FirstUse);
        return 1;
    }

    [LoggerMessage(6000, LogLevel.Information, "Signing key {KeyId} is announced; its first use is {FirstUse:O}")]
    private partial void SigningKeyAnnounced(SigningKeyId keyId, DateTimeOffset firstUse);
}
