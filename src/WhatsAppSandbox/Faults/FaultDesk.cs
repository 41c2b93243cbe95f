using AiIdentity.WhatsAppSandbox.Numbers;

namespace AiIdentity.WhatsAppSandbox.Faults;

internal sealed record ReadTarget(ReadKind Kind, PhoneRecord? Number);

internal sealed class FaultDesk(TimeProvider clock)
{
    private readonly Lock gate = new();
    private ArmedFault? armed;

    internal ArmedFault? Armed
    {
        get { lock (gate) return armed is { IsSpent: false } ? armed : null; }
    }

    internal void Put(ArmedFault fault)
    {
        lock (gate) armed = fault;
    }

    internal FaultTicket Draw(ReadTarget target)
    {
        lock (gate)
        {
            if (armed is not { IsSpent: false } fault || !fault.Covers(target) || fault.Draw(target) is not { } drawn)
                return FaultTicket.None;
            if (drawn.Kind.Distorts()) return new FaultTicket(drawn.Kind, drawn.Hold, fault, this, target);
            fault.Spend();
            return new FaultTicket(drawn.Kind, drawn.Hold, fault, this, target) { IsApplied = true, ShowsOtherFace = int.IsEvenInteger(fault.Count) };
        }
    }

    // A distortion counts only when there was something to distort.
    internal bool Spend(ArmedFault fault, ReadTarget target, FaultKind kind)
    {
        lock (gate)
        {
            if (fault != armed || fault.IsSpent) return false;
            if (kind is FaultKind.ChangedBetweenReads && !fault.Changes(target, clock.GetTimestamp(), clock)) return false;
            fault.Spend();
            return true;
        }
    }
}

// One request's share of the armed fault.
internal sealed class FaultTicket(FaultKind? kind, TimeSpan hold, ArmedFault? fault, FaultDesk? desk, ReadTarget? target)
{
    internal static FaultTicket None { get; } = new(null, TimeSpan.Zero, null, null, null);

    internal bool IsApplied { get; set; }

    internal FaultKind? Applied => IsApplied ? kind : null;

    internal FaultKind? Replacement => kind is { } k && !k.Distorts() ? kind : null;

    // Faults that have two faces (two codes, two kinds of garbage) show them in turn.
    internal bool ShowsOtherFace { get; init; }

    internal TimeSpan Delay => IsApplied ? hold : TimeSpan.Zero;

    // The answer as it is, or as the fault would have it.
    internal T Distort<T>(FaultKind asked, T truth, Func<T, T> distorted)
    {
        if (asked != kind || !desk!.Spend(fault!, target!, asked)) return truth;
        IsApplied = true;
        return distorted(truth);
    }
}
