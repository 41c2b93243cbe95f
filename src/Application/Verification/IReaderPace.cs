namespace AiIdentity.Application.Verification;

/// <summary>How much the platform lets us ask.</summary>
public enum ReaderPace
{
    /// <summary>Less than 75 percent of the allowance is used.</summary>
    Free,
    /// <summary>At least 75 percent is used: look at little, and at one thing at a time.</summary>
    Slow,
    /// <summary>At least 95 percent is used: look at nothing until the platform lets us again.</summary>
    Stop,
}

/// <summary>Tells background work how fast it may read; what an operator asks for is never held back by it.</summary>
public interface IReaderPace
{
    /// <summary>The strictest pace that any allowance of the registry's own grant asks for at <paramref name="now"/>.</summary>
    ReaderPace PaceAt(DateTimeOffset now);
}
