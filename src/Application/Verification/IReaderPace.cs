namespace AiIdentity.Application.Verification;

/// <summary>How much the platform lets us ask.</summary>
public enum ReaderPace
{
    Free,
    Slow,
    Stop,
}

/// <summary>Tells background work how fast it may read; what an operator asks for is never held back by it.</summary>
public interface IReaderPace
{
    ReaderPace PaceAt(DateTimeOffset now);
}
