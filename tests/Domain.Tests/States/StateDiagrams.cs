using System.Text.RegularExpressions;

namespace AiIdentity.States;

/// <summary>One edge of a diagram; a state outside the code's is <c>[*]</c>.</summary>
internal sealed record Edge(string From, string To, string Act)
{
    public override string ToString() => $"{From} --> {To}: {Act}";
}

/// <summary>The edges that docs/states.md draws, by the title above the diagram; without those that only begin or end.</summary>
internal static partial class StateDiagrams
{
    public static IReadOnlyList<Edge> Of(string title)
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "AiIdentity.sln"))) at = at.Parent ?? throw new DirectoryNotFoundException("AiIdentity.sln");
        var text = File.ReadAllText(Path.Combine(at.FullName, "docs", "states.md"));
        var section = text.Split("\n## ").Single(s => s.StartsWith(title + "\n", StringComparison.Ordinal));
        var diagram = section.Split("```mermaid\n")[1].Split("```")[0];
        return [.. Drawn().Matches(diagram).Select(m => new Edge(m.Groups[1].Value, m.Groups[2].Value, m.Groups[3].Value))];
    }

    [GeneratedRegex(@"^ +(\w+) --> (\w+): (.+)$", RegexOptions.Multiline)]
    private static partial Regex Drawn();
}
