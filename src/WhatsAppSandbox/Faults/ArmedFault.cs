namespace AiIdentity.WhatsAppSandbox.Faults;

// What a request meets, and how long it is held.
internal readonly record struct Drawn(FaultKind Kind, TimeSpan Hold);

// What the desk holds: facts of the PUT, and what has happened since. Only FaultDesk touches it, under its lock.
internal abstract class ArmedFault(int? times, int? delayMs, string? phoneNumberId)
{
    internal int? TimesLeft { get; private set; } = times;
    internal int Count { get; private set; }
    internal int? DelayMs => delayMs;
    internal string? PhoneNumberId => phoneNumberId;
    internal bool IsSpent => TimesLeft is 0;

    internal abstract string Kind { get; }

    internal bool Covers(ReadTarget target) => phoneNumberId is null || phoneNumberId == target.Number?.PhoneNumberId;

    internal void Spend()
    {
        TimesLeft--;
        Count++;
    }

    internal abstract Drawn? Draw(ReadTarget target);

    internal abstract bool Changes(ReadTarget target, long now, TimeProvider clock);
}

internal sealed class PlainFault(FaultKind kind, int times, int? delayMs, string? phoneNumberId) : ArmedFault(times, delayMs, phoneNumberId)
{
    private static readonly TimeSpan OneCheck = TimeSpan.FromSeconds(10);
    private readonly Dictionary<(string, ReadKind), long> firstReads = [];

    internal override string Kind => kind.Name();

    internal override Drawn? Draw(ReadTarget target) =>
        kind.Suits(target.Kind) ? new Drawn(kind, TimeSpan.FromMilliseconds(DelayMs ?? (kind is FaultKind.Timeout ? 30_000 : 0))) : null;

    // The sandbox sees reads, not checks: a read of the same thing soon after the first is that check's second look.
    // After it the count starts again, so that the next check meets the change between its reads, too.
    internal override bool Changes(ReadTarget target, long now, TimeProvider clock)
    {
        var key = (target.Number!.PhoneNumberId, target.Kind);
        if (firstReads.Remove(key, out var first) && clock.GetElapsedTime(first, now) <= OneCheck) return true;
        firstReads[key] = now;
        return false;
    }
}

internal sealed class Chaos(ulong seed, double rate, int? times, int? delayMs, string? phoneNumberId) : ArmedFault(times, delayMs, phoneNumberId)
{
    private const int DefaultHoldMs = 250;
    private ulong requests;

    internal override string Kind => FaultKinds.Chaos;
    internal ulong Seed => seed;
    internal double Rate => rate;

    internal override Drawn? Draw(ReadTarget target)
    {
        var request = requests++;
        if (SplitMix64.UnitAt(seed, 2 * request) >= rate) return null;
        var kinds = FaultKinds.All.Where(k => k.Suits(target.Kind)).ToList();
        var kind = kinds[(int)(SplitMix64.At(seed, 2 * request + 1) % (ulong)kinds.Count)];
        // Late by a drawn part of the longest; a request that gets no answer waits all of it.
        var part = kind is FaultKind.Timeout ? 1 : SplitMix64.UnitAt(~seed, request);
        return new Drawn(kind, TimeSpan.FromMilliseconds((DelayMs ?? DefaultHoldMs) * part));
    }

    internal override bool Changes(ReadTarget target, long now, TimeProvider clock) => true;
}
