using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Accounts;

/// <summary>Who calls by this secret; null where no live key has it.</summary>
public sealed record RecognizeApiKey(string Secret) : IExternalRequest<ApiKeyCaller?>;

public sealed record ApiKeyCaller(AccountId AccountId, ApiKeyId ApiKeyId, IReadOnlyList<string> Scopes);

internal sealed class RecognizeApiKeyHandler(IRegistryDb db, DaysOfUse days, TimeProvider clock) : IRequestHandler<RecognizeApiKey, ApiKeyCaller?>
{
    public async Task<ApiKeyCaller?> Handle(RecognizeApiKey request, CancellationToken cancellationToken)
    {
        // A typo never reaches the store.
        if (ApiKeySecret.TryParse(request.Secret) is not { Hash: var hash }) return null;
        var now = clock.Now();
        var key = await db.ApiKeys.AsNoTracking().SingleOrDefaultAsync(k => k.SecretHash == hash, cancellationToken);
        if (key is null || !key.IsLiveAt(now)) return null;
        if (key.LastUsedOn is null || key.LastUsedOn < DateOnly.FromDateTime(now.UtcDateTime))
            await days.NoteAsync(async ct => (await db.ApiKeys.SingleAsync(k => k.Id == key.Id, ct)).Used(now), cancellationToken);
        return new ApiKeyCaller(key.OwnerId, key.Id, key.Scopes);
    }
}
