using AiIdentity.Client;

namespace AiIdentity.Dashboard.Calls;

/// <summary>Why a call did not do what was asked.</summary>
/// <param name="Code">The registry's, of docs/problems.md; or <see cref="Unreachable"/>.</param>
/// <param name="Sentence">For a person: what it is and what to do.</param>
public sealed record Refusal(string Code, string Sentence, IReadOnlyDictionary<string, IReadOnlyList<string>> Fields)
{
    public const string Unreachable = "unreachable";
    private static readonly Dictionary<string, IReadOnlyList<string>> NoFields = [];

    public static readonly Refusal NoAnswer = new(Unreachable,
        "The registry can't be reached. Check your connection and try again: nothing was changed as far as we know.", NoFields);

    public static readonly Refusal Unexpected = new("unexpected",
        "The registry gave an answer that this page does not understand. Load the page again.", NoFields);

    /// <summary>What is wrong with a member of the request, by its name on the wire; null where nothing is.</summary>
    public string? Of(string member) => Fields.TryGetValue(member, out var sentences) ? string.Join(" ", sentences) : null;

    /// <summary>What the browser refused, before the registry heard of it.</summary>
    internal static Refusal OfBrowser(string sentence) => new("browser", sentence, NoFields);

    internal static Refusal Of(Problem problem) =>
        new Refusal(problem.Code, problem.Detail, problem.Errors ?? NoFields);
}

/// <summary>What a call brought: a value or a refusal.</summary>
public sealed record Answer<T>(T? Value, Refusal? Refusal)
{
    public bool IsRefused => Refusal is not null;
}
