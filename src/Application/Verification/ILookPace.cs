namespace AiIdentity.Application.Verification;

/// <summary>How much the other side lets us ask.</summary>
public enum LookPace
{
    /// <summary>Less than 75 percent of the allowance is used.</summary>
    Free,
    /// <summary>At least 75 percent is used: look at little, and at one thing at a time.</summary>
    Slow,
    /// <summary>At least 95 percent is used: look at nothing until the other side lets us again.</summary>
    Stop,
}

/// <summary>Tells background work how fast and how often it may look by a method; what an operator asks for is never held back by it. Methods that ask the same side share one.</summary>
public interface ILookPace
{
    /// <summary>The strictest pace that any allowance of the registry's own asks for at <paramref name="now"/>.</summary>
    LookPace PaceAt(DateTimeOffset now);

    /// <summary>Takes as many re-checks as there are left for now, at most <paramref name="most"/>.</summary>
    int Take(int most);

    /// <summary>Gives back what was taken last and not needed.</summary>
    void Return(int unused);
}
