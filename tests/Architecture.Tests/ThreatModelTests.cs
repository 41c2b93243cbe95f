using System.Text.RegularExpressions;

namespace AiIdentity.Architecture.Tests;

/// <summary>docs/threat-model.md names tests; a test that was renamed or removed shows nothing any more.</summary>
public partial class ThreatModelTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(RepositoryTests.Root.FullName, "docs", "threat-model.md"));

    [Test]
    public void Every_row_names_the_tests_that_show_it_and_each_of_them_is_there()
    {
        var rows = Rows(Page).ToList();
        Assert.That(rows, Has.Count.GreaterThan(50));
        Assert.That(rows.Where(row => NamesIn(row).Count == 0), Is.Empty);
        Assert.That(rows.SelectMany(NamesIn).Distinct(StringComparer.Ordinal).Where(name => !IsThere(name)), Is.Empty);
    }

    [Test]
    public void Every_attacker_has_rows_and_what_is_not_covered()
    {
        var parts = Page.Split("\n## ")[1..];
        Assert.That(parts, Has.Length.GreaterThanOrEqualTo(5));
        Assert.That(parts.Where(part => !Rows(part).Any() || !part.Contains("\nNot covered: ", StringComparison.Ordinal)).Select(part => part.Split('\n')[0]), Is.Empty);
    }

    [TestCase("Api.PasskeyTests.No_such_test")]
    [TestCase("Api.NoSuchTests.Codes_are_unique_and_sentences_end")]
    [TestCase("Domain.ProblemTests.Codes_are_unique_and_sentences_end")]
    [TestCase("NoSuch.ProblemTests.Codes_are_unique_and_sentences_end")]
    [TestCase("Api.ProblemTests.Codes_are_unique")]
    [TestCase("Api.AtRestTests.MakeFolder")]
    public void The_rule_of_named_tests_can_fail(string name) => Assert.That(IsThere(name), Is.False);

    [Test]
    public void Tests_that_do_not_run_show_nothing()
    {
        Assert.That(Tests("class A\n{\n    [Test]\n    public void One()\n    [TestCase(1)]\n    [TestCase(2)]\n    public async Task Two(int i)\n}\nclass B\n{\n    [Test]\n    [Ignore(\"\")]\n    public void Three()\n    // public void Four()\n}\n"),
            Is.EqualTo(new[] { "A.One", "A.Two" }));
        Assert.That(NamesIn("| a | b | `Api.X.Y`, `Domain.Z.W` |"), Is.EqualTo(new[] { "Api.X.Y", "Domain.Z.W" }));
        Assert.That(NamesIn("| a `Api.X.Y` | b | |"), Is.Empty);
    }

    private static IEnumerable<string> Rows(string page) =>
        page.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| ---", StringComparison.Ordinal) && !line.StartsWith("| attempt |", StringComparison.Ordinal));

    private static List<string> NamesIn(string row) => [.. Name().Matches(row.TrimEnd(' ', '|').Split(" | ")[^1]).Select(match => match.Groups[1].Value)];

    private static bool IsThere(string name)
    {
        var parts = name.Split('.');
        var folder = Path.Combine(RepositoryTests.Root.FullName, "tests", parts[0] + ".Tests");
        return Directory.Exists(folder)
            && Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Any(file => Tests(File.ReadAllText(file)).Contains($"{parts[1]}.{parts[2]}", StringComparer.Ordinal));
    }

    /// <summary>The tests of a source file that run with the others, as <c>Fixture.Method</c>.</summary>
    private static IEnumerable<string> Tests(string source)
    {
        var (fixture, attributes) = ("", new List<string>());
        foreach (var line in source.Split('\n').Select(line => line.Trim()))
        {
            if (Fixture().Match(line) is { Success: true } type) (fixture, attributes) = (type.Groups[1].Value, []);
            else if (line.StartsWith('[')) attributes.Add(line);
            else if (Method().Match(line) is { Success: true } method)
            {
                if (attributes.Exists(one => one.StartsWith("[Test", StringComparison.Ordinal)) && !attributes.Exists(one => one.StartsWith("[Ignore", StringComparison.Ordinal) || one.StartsWith("[Explicit", StringComparison.Ordinal)))
                    yield return $"{fixture}.{method.Groups[1].Value}";
                attributes = [];
            }
            else if (line.EndsWith(';') || line == "}") attributes = [];
        }
    }

    [GeneratedRegex(@"`([A-Za-z]+\.[A-Za-z0-9_]+\.[A-Za-z0-9_]+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"^(?:public |internal |private |sealed |partial |abstract |static )*class (\w+)")]
    private static partial Regex Fixture();

    [GeneratedRegex(@"^public (?:async )?(?:static )?(?:Task|void) (\w+)\(")]
    private static partial Regex Method();
}
