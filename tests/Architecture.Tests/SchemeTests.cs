using System.Text.RegularExpressions;

namespace AiIdentity.Architecture.Tests;

/// <summary>Nothing outside a scheme's own folders knows its name.</summary>
internal sealed partial class SchemeTests
{
    // What is told of a scheme, where the program is put together; and pages that tell people about the registry as a whole.
    private static readonly string[] Exceptions =
    [
        "src/Api/Hosting.cs", "src/Api/Program.cs", "src/Api/Sandbox/RegistrySandbox.cs", "src/Api/Sandbox/SandboxClock.cs", "src/Api/Sandbox/SandboxFiles.cs",
        "src/Infrastructure/InfrastructureServices.cs", "src/Infrastructure/InfrastructureSettings.cs",
        "src/Api/Pages/Views/HomePage.razor", "src/Api/Pages/Views/PageFrame.razor", "src/Api/Pages/Views/VerifierDocs.razor",
    ];

    [Test]
    public void The_core_knows_no_scheme()
    {
        var root = RepositoryTests.Root.FullName;
        var files = new[] { "Domain", "Application", "Infrastructure", "Api", "Dashboard" }
            .SelectMany(layer => Directory.EnumerateFiles(Path.Combine(root, "src", layer), "*.*", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".razor", StringComparison.Ordinal))
            .Where(file => !file.Contains("/WhatsApp/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal))
            .ToList();
        Assert.That(files, Has.Count.GreaterThan(300));
        Assert.That(Exceptions, Is.SubsetOf(files), "What is no more needs no exception.");
        var knowing = from file in files.Except(Exceptions)
                      from line in File.ReadLines(Path.Combine(root, file))
                      where !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && Name().IsMatch(line)
                      select $"{file}: {line.Trim()}";
        Assert.That(knowing, Is.Empty);
    }

    [GeneratedRegex("whatsapp|\"wa:|wa:@|wa:\\+", RegexOptions.IgnoreCase)]
    private static partial Regex Name();
}
