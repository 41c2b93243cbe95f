namespace AiIdentity.Client;

/// <summary>A Passport was not accepted; thrown by <see cref="PassportVerifiers.VerifyOrThrowAsync"/>.</summary>
public sealed class PassportRefusedException : Exception
{
    /// <param name="verdict">One that is not valid.</param>
    public PassportRefusedException(PassportVerdict verdict)
        : base((verdict ?? throw new ArgumentNullException(nameof(verdict))).Valid ? throw new ArgumentException("The verdict is a good one.", nameof(verdict)) : $"The Passport is not accepted: {verdict.Reason!.Value.Word()}{(verdict.Cause is null ? "" : $" ({verdict.Cause})")}.") => Verdict = verdict;

    /// <summary>Why not, and what is known of it.</summary>
    public PassportVerdict Verdict { get; }
}
