using AiIdentity.Application.Verification;
using AiIdentity.Application.WhatsApp;
using AiIdentity.Infrastructure.Workers;
using Microsoft.Extensions.Options;

namespace AiIdentity.Infrastructure.WhatsApp;

/// <summary>Numbers and usernames are read by one grant: they share what Meta allows it, and how many re-checks a process makes in a minute.</summary>
internal sealed class WhatsAppPace(GraphUsage usage, IOptions<WhatsAppOptions> options, TimeProvider clock) : IWhatsAppPace
{
    private readonly CheckBudget _rechecks = new(options.Value.ChecksPerMinute, clock);

    public LookPace PaceAt(DateTimeOffset now) => usage.PaceAt(now);

    public int Take(int most) => _rechecks.Take(most);

    public void Return(int unused) => _rechecks.Return(unused);
}
