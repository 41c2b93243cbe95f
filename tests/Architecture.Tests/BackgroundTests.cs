using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Hosting;

namespace AiIdentity.Architecture.Tests;

/// <summary>Nothing that runs on its own can end the process: it runs in a loop, a start step or a timer that outlives what it calls.</summary>
public class BackgroundTests
{
    private const string Workers = "src/Infrastructure/Workers/";
    private static readonly string[] Served = ["Domain", "Application", "Infrastructure", "Api", "WhatsAppSandbox"];

    private static readonly Type StartStep = House.Infrastructure.GetType("AiIdentity.Infrastructure.Workers.StartStep", throwOnError: true)!;
    private static readonly Type Worker = House.Infrastructure.GetType("AiIdentity.Infrastructure.Workers.RegistryWorker", throwOnError: true)!;

    private static IEnumerable<(string File, string Text)> Sources() =>
        from project in Served
        from file in Directory.EnumerateFiles(Path.Combine(RepositoryTests.Root.FullName, "src", project), "*.cs", SearchOption.AllDirectories)
        let name = Path.GetRelativePath(RepositoryTests.Root.FullName, file).Replace('\\', '/')
        where !name.Contains("/obj/", StringComparison.Ordinal) && !name.Contains("/bin/", StringComparison.Ordinal)
        select (name, File.ReadAllText(file));

    private static IEnumerable<string> FilesWith(string pattern) => Sources().Where(source => Regex.IsMatch(source.Text, pattern)).Select(source => source.File);

    // SandboxFiles is Development's own step, before anything is served.
    [Test]
    public void Every_hosted_service_is_the_worker_or_a_start_step()
    {
        var hosted = new[] { House.Domain, House.Application, House.Infrastructure, House.Api, House.Sandbox }.SelectMany(assembly => assembly.GetTypes())
            .Where(type => typeof(IHostedService).IsAssignableFrom(type) && !type.IsAbstract).ToList();
        Assert.That(hosted, Has.Count.GreaterThan(3));
        Assert.That(hosted.Where(type => type != Worker && !type.IsSubclassOf(StartStep) && type.Name != "SandboxFiles"), Is.Empty);
    }

    [TestCase(@"\b(BackgroundService|IHosted\w*Service)\b", Workers + "RegistryWorker.cs", Workers + "StartStep.cs", "src/Api/Sandbox/SandboxFiles.cs")]
    [TestCase(@"\b(PeriodicTimer|CreateTimer|new (System\.Threading\.)?Timer\b|Timers\.Timer)", Workers + "Loop.cs")]
    // Awaited by who wants the hash.
    [TestCase(@"\basync void\b|ThreadPool\.|new Thread\(|Task\.Factory|ContinueWith", "src/Infrastructure/Accounts/HashingTurns.cs")]
    // Awaited by those who wait for the disk; and one whose failure shows again at once where it is needed.
    [TestCase(@"\bTask\.Run\(", "src/Infrastructure/Persistence/GroupCommit.cs", "src/Infrastructure/InfrastructureServices.cs")]
    // A loop of its own would stand in one of these: `while (true)` and the like beside a pause.
    [TestCase(@"while \(.*(IsCancellationRequested|WaitForNextTickAsync)")]
    public void Only_these_files_start_something_that_runs_on_its_own(string pattern, params string[] files) =>
        Assert.That(FilesWith(pattern), Is.EquivalentTo(files));

    [Test]
    public void The_workers_loops_are_all_of_the_one_kind()
    {
        var execute = Worker.GetMethod("ExecuteAsync", BindingFlags.Instance | BindingFlags.NonPublic)!;
        Assert.That(execute.DeclaringType, Is.EqualTo(Worker));
        Assert.That(Sources().Single(source => source.File == Workers + "RegistryWorker.cs").Text, Does.Contain("new Loop("));
    }
}
