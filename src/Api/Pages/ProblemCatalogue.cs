using System.Reflection;
using AiIdentity.Api.Problems;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Shared;

namespace AiIdentity.Api.Pages;

/// <summary>Every refusal that there is, and what the documentation says about it.</summary>
public static class ProblemCatalogue
{
    private static readonly Dictionary<string, DomainError> Known =
        (from assembly in new[] { typeof(DomainError).Assembly, typeof(RegistryOptions).Assembly, typeof(HttpErrors).Assembly }
         from type in assembly.GetTypes()
         from field in type.GetFields(BindingFlags.Static | BindingFlags.Public)
         where field.FieldType == typeof(DomainError)
         select (DomainError)field.GetValue(null)!).ToDictionary(e => e.Code, StringComparer.Ordinal);

    private static readonly Dictionary<string, string[]> Documented = Read();

    public static IReadOnlyList<DomainError> All { get; } = [.. Known.Values.OrderBy(e => e.Code, StringComparer.Ordinal)];

    public static DomainError? Find(string code) => Known.GetValueOrDefault(code);

    /// <summary>The paragraphs after the one that every code has: status and sentence.</summary>
    public static IReadOnlyList<string> More(string code) => Documented.GetValueOrDefault(code) ?? [];

    // docs/problems.md: "## `code`", then paragraphs.
    private static Dictionary<string, string[]> Read()
    {
        using var reader = new StreamReader(typeof(ProblemCatalogue).Assembly.GetManifestResourceStream("problems.md")!);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Split("\n## `").Skip(1)
            .Select(section => section.Split("\n\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .ToDictionary(parts => parts[0].TrimEnd('`'), parts => parts[2..], StringComparer.Ordinal);
    }
}
