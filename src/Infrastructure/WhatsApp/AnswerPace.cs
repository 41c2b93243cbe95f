using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace AiIdentity.Infrastructure.WhatsApp;

/// <summary>
/// The instants at which a search that met nothing is answered: multiples of a step, the latest that any of the last searches of its
/// kind needed. A kind's searches differ in nothing that depends on the address, so their answers come alike.
/// </summary>
internal sealed class AnswerPace(IOptions<WhatsAppOptions> options)
{
    private const int Remembered = 20;
    private readonly ConcurrentDictionary<bool, Queue<int>> _needed = new();

    /// <param name="elapsed">What this search needs at least, from its beginning; must not depend on what it met.</param>
    /// <param name="handle">Its kind: a handle's search asks more than a number's. Whether it had to ask every number anew is no kind of its own: others' looks decide that.</param>
    public TimeSpan InstantOf(bool handle, TimeSpan elapsed)
    {
        var step = options.Value.AnswerStep;
        var needed = _needed.GetOrAdd(handle, _ => new Queue<int>());
        lock (needed)
        {
            needed.Enqueue(Math.Max(1, (int)Math.Ceiling(elapsed / step)));
            if (needed.Count > Remembered) needed.Dequeue();
            return step * needed.Max();
        }
    }
}
