using System.Text.Json;

namespace AiIdentity.Client;

/// <summary>The registry refused: a problem (RFC 9457) with a code to decide on. Any other unexpected answer is a plain <see cref="RegistryException"/>.</summary>
public sealed class RegistryProblemException : RegistryException<Problem>
{
    internal RegistryProblemException(Problem problem, int status, IReadOnlyDictionary<string, IEnumerable<string>> headers, TimeSpan? retryAfter)
        : base(problem.Detail, status, null, headers, problem, null) =>
        RetryAfter = retryAfter;

    /// <summary>Stable, snake_case: <c>not_bound</c>. All codes: the registry's <c>/problems</c> pages.</summary>
    public string Code => Result.Code;

    /// <summary>A sentence for people that says what to do next.</summary>
    public string Detail => Result.Detail;

    /// <summary>What is wrong with which member of the request; empty where no member is to blame.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Errors =>
        Result.Errors?.ToDictionary(e => e.Key, e => (IReadOnlyList<string>)[.. e.Value], StringComparer.Ordinal) ?? [];

    /// <summary>When to try again, where the registry says so.</summary>
    public TimeSpan? RetryAfter { get; }

    public override string Message => $"{Detail} ({Code}, HTTP {StatusCode})";
}
