using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Accounts;

/// <summary>The caller's keys that were not ended, newest first.</summary>
public sealed record ListApiKeys(PageRequest Page) : IQuery<Page<ApiKeyView>>;

internal sealed class ListApiKeysHandler(IRegistryDb db, ICaller caller) : IRequestHandler<ListApiKeys, Page<ApiKeyView>>
{
    public async Task<Page<ApiKeyView>> Handle(ListApiKeys request, CancellationToken cancellationToken)
    {
        var keys = db.ApiKeys.AsNoTracking().Where(k => k.OwnerId == caller.AccountId && k.EndedAt == null);
        if (request.Page.After<ApiKeyId>() is { } after) keys = keys.Where(k => k.Id < after);
        var rows = await keys.OrderByDescending(k => k.Id).Take(request.Page.Take + 1).ToListAsync(cancellationToken);
        return request.Page.Of(rows, k => k.Id.ToString()).Select(ApiKeyView.Of);
    }
}
