using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace AiIdentity.Architecture.Tests;

/// <summary>Rules about files rather than types.</summary>
public partial class RepositoryTests
{
    private const int LongestFile = 400;

    internal static readonly DirectoryInfo Root = FindRoot();
    private static readonly FileInfo[] Files = [.. new[] { "src", "tests", "build" }.SelectMany(FilesIn)];
    private static readonly FileInfo[] Projects = [.. Files.Where(file => file.Extension == ".csproj")];

    private static DirectoryInfo FindRoot()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "AiIdentity.sln"))) at = at.Parent ?? throw new DirectoryNotFoundException("AiIdentity.sln");
        return at;
    }

    private static IEnumerable<FileInfo> FilesIn(string folder) =>
        new DirectoryInfo(Path.Combine(Root.FullName, folder)).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => !Relative(file).Split('/').Intersect(["bin", "obj", "node_modules"]).Any());

    private static string Relative(FileInfo file) => Path.GetRelativePath(Root.FullName, file.FullName).Replace('\\', '/');

    private static bool IsWritten(FileInfo file) =>
        file.Extension is ".cs" or ".cake" or ".razor" && !file.Name.EndsWith(".g.cs", StringComparison.Ordinal)
        && !Relative(file).Contains("/Migrations/", StringComparison.Ordinal);

    private static IEnumerable<XElement> PackageReferences(FileInfo project) => XDocument.Load(project.FullName).Descendants("PackageReference");

    [Test]
    public void Every_version_stands_once() =>
        Assert.That(from project in Projects
                    from reference in PackageReferences(project)
                    where reference.Attribute("Version") is not null || reference.Attribute("VersionOverride") is not null || reference.Elements().Any(part => part.Name.LocalName.StartsWith("Version", StringComparison.Ordinal))
                    select $"{Relative(project)}: {reference.Attribute("Include")?.Value}", Is.Empty);

    [Test]
    public void Every_project_locks_its_packages() =>
        Assert.That(Projects.Where(project => !File.Exists(Path.Combine(project.DirectoryName!, "packages.lock.json"))).Select(Relative), Is.Empty);

    [Test]
    public void The_solution_holds_every_project()
    {
        var solution = File.ReadAllText(Path.Combine(Root.FullName, "AiIdentity.sln"));
        Assert.That(Projects.Select(project => Relative(project).Replace('/', '\\')).Where(project => !solution.Contains(project, StringComparison.Ordinal)), Is.Empty);
        Assert.That(Projects, Has.Length.GreaterThan(10));
    }

    [Test]
    public void Domain_references_no_package() =>
        Assert.That(PackageReferences(Projects.Single(project => project.Name == "Domain.csproj")), Is.Empty);

    [TestCase("Client")]
    [TestCase("Domain")]
    [TestCase("WhatsAppSandbox")]
    public void Project_references_no_other_of_ours(string name) =>
        Assert.That(XDocument.Load(Projects.Single(project => project.Name == name + ".csproj").FullName).Descendants("ProjectReference"), Is.Empty);

    [Test]
    public void The_dashboard_references_the_client_alone() =>
        Assert.That(XDocument.Load(Projects.Single(project => project.Name == "Dashboard.csproj").FullName)
            .Descendants("ProjectReference").Select(reference => reference.Attribute("Include")?.Value), Is.EqualTo(new[] { "../Client/Client.csproj" }));

    // By the umask, what it makes would be everybody's.
    [Test]
    public void The_registry_and_its_sandbox_write_files_in_one_way_each()
    {
        string[] ways = ["src/Infrastructure/PrivateFiles.cs", "src/WhatsAppSandbox/PrivateFile.cs"];
        var served = Files.Where(file => file.Extension == ".cs" && new[] { "Domain", "Application", "Infrastructure", "Api", "WhatsAppSandbox" }.Contains(Relative(file).Split('/')[1], StringComparer.Ordinal) && Relative(file).StartsWith("src/", StringComparison.Ordinal));
        Assert.That(served.Where(file => Writes().IsMatch(File.ReadAllText(file.FullName))).Select(Relative), Is.EquivalentTo(ways));
    }

    [TestCase("File.WriteAllText(path, text)")]
    [TestCase("await File.AppendAllLinesAsync(path, lines)")]
    [TestCase("File.Create(path)")]
    [TestCase("File.Copy(path, other)")]
    [TestCase("new FileStream(path, FileMode.Create)")]
    [TestCase("new StreamWriter(path)")]
    [TestCase("System.IO.Directory.CreateDirectory(folder)")]
    [TestCase("Path.GetTempFileName()")]
    public void The_rule_of_writing_can_fail(string line) => Assert.That(Writes().IsMatch(line));

    [GeneratedRegex(@"\bFile\.(Write|Append|Create|OpenWrite|Copy)|\bnew FileStream\b|\bnew StreamWriter\(|\.CreateDirectory\(|\.CreateSubdirectory\(|\.CreateTempSubdirectory\(|GetTempFileName")]
    private static partial Regex Writes();

    [Test]
    public void No_file_is_too_long_to_read()
    {
        var written = Files.Where(IsWritten).ToList();
        Assert.That(written, Has.Count.GreaterThan(100));
        Assert.That(written.Where(file => File.ReadLines(file.FullName).Count() > LongestFile).Select(Relative), Is.Empty);
    }
}
