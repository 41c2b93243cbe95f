using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.WhatsApp;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.WhatsApp;

/// <summary>Somebody who could know says that something changed there: the next look is brought forward. A hint is never evidence.</summary>
/// <param name="Numbers">Numbers that were named, with every handle bound to them.</param>
/// <returns>How many looks were brought forward.</returns>
public sealed record HintOfChange(IReadOnlyList<WaPhone> Numbers, IReadOnlyList<WaUsername> Handles) : ICommand<int>
{
    public override string ToString() => "(hint)";
}

/// <summary>What Meta and the registry share for webhooks; null where it is not configured.</summary>
public interface IWebhookSecrets
{
    string? AppSecret { get; }

    string? VerifyToken { get; }
}

public static class WebhookErrors
{
    public static readonly DomainError Disabled = new("webhook_disabled", ErrorKind.Forbidden,
        "This registry takes no webhooks: WhatsApp:AppSecret and WhatsApp:VerifyToken are not both set.");

    public static readonly DomainError NotFromMeta = new("webhook_not_authentic", ErrorKind.Forbidden,
        "The signature or the verify token does not fit what this registry shares with Meta.");
}

internal sealed class HintOfChangeHandler(IRegistryDb db, IAddressVault vault, TimeProvider clock) : IRequestHandler<HintOfChange, int>
{
    public async Task<int> Handle(HintOfChange request, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        AddressKey[] named = [.. request.Numbers.Concat<SurfaceAddress>(request.Handles).Select(vault.KeyOf)];
        string?[] numbers = [.. request.Numbers.Select(n => vault.KeyOf(n).Value)];
        // What only a handed-over token reached can't be looked at again by the registry.
        var surfaces = await db.Surfaces
            .Where(s => s.Binding != null && !s.Binding.OneTime && (named.Contains(s.AddressKey) || numbers.Contains(s.Binding.Correlation)))
            .ToListAsync(cancellationToken);
        foreach (var surface in surfaces)
        {
            if (named.Contains(surface.AddressKey)) surface.LookNow(now);
            else surface.LookSoon(now);
        }

        return surfaces.Count;
    }
}
