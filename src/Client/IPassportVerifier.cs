namespace AiIdentity.Client;

/// <summary>Judges Passports; <see cref="PassportVerifier"/> does it offline, a test's own as the test says.</summary>
public interface IPassportVerifier
{
    /// <inheritdoc cref="PassportVerifier.VerifyAsync"/>
    ValueTask<PassportVerdict> VerifyAsync(string token, VerificationPolicy? policy = null, CancellationToken cancellationToken = default);
}

/// <summary>What any verifier can do.</summary>
public static class PassportVerifiers
{
    /// <summary>Judges a Passport, and throws a <see cref="PassportRefusedException"/> where it is not valid.</summary>
    public static async ValueTask<PassportVerdict> VerifyOrThrowAsync(
        this IPassportVerifier verifier, string token, VerificationPolicy? policy = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(verifier);
        var verdict = await verifier.VerifyAsync(token, policy, cancellationToken).ConfigureAwait(false);
        return verdict.Valid ? verdict : throw new PassportRefusedException(verdict);
    }
}
