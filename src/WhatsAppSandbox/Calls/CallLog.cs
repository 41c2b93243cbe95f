using AiIdentity.WhatsAppSandbox.Faults;

namespace AiIdentity.WhatsAppSandbox.Calls;

// Status is null where the caller got none: held and dropped, or gone before.
internal sealed record Call(DateTimeOffset At, string Method, string Path, int? Status, string? Fault);

internal sealed class CallLog
{
    private const int Kept = 100;
    private readonly Lock gate = new();
    private readonly Queue<Call> calls = new(Kept);

    internal IReadOnlyList<Call> NewestFirst
    {
        get { lock (gate) return [.. calls.Reverse()]; }
    }

    internal void Add(Call call)
    {
        lock (gate)
        {
            if (calls.Count == Kept) calls.Dequeue();
            calls.Enqueue(call);
        }
    }
}
