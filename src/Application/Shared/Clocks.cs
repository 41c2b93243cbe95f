namespace AiIdentity.Application.Shared;

public static class Clocks
{
    /// <summary>Now, in whole milliseconds UTC: what is stored, shown and compared is one and the same value.</summary>
    public static DateTimeOffset Now(this TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
    }
}
