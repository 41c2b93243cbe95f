using System.Text.Json.Serialization;
using AiIdentity.WhatsAppSandbox.Faults;

namespace AiIdentity.WhatsAppSandbox.Admin;

internal sealed record FaultBody
{
    private const int LongestDelayMs = 600_000;

    [JsonRequired] public string? Kind { get; init; }
    public int? Times { get; init; }
    public int? DelayMs { get; init; }
    public string? PhoneNumberId { get; init; }
    public long? Seed { get; init; }
    public double? Rate { get; init; }

    internal ArmedFault ToFault()
    {
        if (Times < 0) throw new Refusal("times is 0 or more.");
        if (DelayMs is < 0 or > LongestDelayMs) throw new Refusal($"delay_ms is 0 to {LongestDelayMs}.");
        return Kind is FaultKinds.Chaos ? ToChaos() : ToPlain();
    }

    private PlainFault ToPlain()
    {
        var kind = FaultKinds.Parse(Kind ?? "");
        if (Seed is not null || Rate is not null) throw new Refusal($"seed and rate belong to {FaultKinds.Chaos}.");
        return new(kind, Times ?? throw new Refusal("times is required."), DelayMs, PhoneNumberId);
    }

    private Chaos ToChaos() => Times is 0
        ? new(0, 0, 0, null, null)
        : new(unchecked((ulong)(Seed ?? throw new Refusal("seed is required, a whole number."))),
            Rate is >= 0 and <= 1 ? Rate.Value : throw new Refusal("rate is required, from 0 to 1."),
            Times, DelayMs, PhoneNumberId);
}

// What is armed now; without a fault all but times are null.
internal sealed record FaultView(string? Kind, int? Times, int? DelayMs, string? PhoneNumberId, ulong? Seed, double? Rate)
{
    internal static FaultView Of(ArmedFault? armed) => armed is null
        ? new(null, 0, null, null, null, null)
        : new(armed.Kind, armed.TimesLeft, armed.DelayMs, armed.PhoneNumberId, (armed as Chaos)?.Seed, (armed as Chaos)?.Rate);
}
