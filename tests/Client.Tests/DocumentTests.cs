using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AiIdentity.Api.Tests;
using AiIdentity.Api.Tests.Verification;
using AiIdentity.Cli;
using AiIdentity.Client.Tests.Cli;
using AiIdentity.Kit;

namespace AiIdentity.Client.Tests;

/// <summary>
/// The commands that the documentation shows, typed as they stand there. The C# of docs/verifiers.md and of the README is compiled by
/// <see cref="PackageTests"/>. Not run: what installs from a package source (<c>dotnet tool install</c>, <c>npm install</c>) and what starts
/// the program by its project (<c>dotnet run</c>, <c>./build.sh</c>).
/// </summary>
internal sealed partial class DocumentTests
{
    // Whose values are each run's own.
    private static readonly string[] Own = ["phone_number_id", "access_token", "profile_id", "fbtrace_id", "id"];

    private RegistryHost _registry = null!;
    private string _identity = "";
    private string _passport = "";
    private string _key = "";

    [OneTimeSetUp]
    public async Task Start()
    {
        _registry = RegistryHost.Start();
        var person = await _registry.SignUpAsync();
        var identity = await person.CreateAsync("Acme Support", "wa:+447700900123", "wa:@acmesupport");
        _identity = identity.Id();
        var number = await _registry.AddNumberAsync("+447700900123", "acmesupport");
        await person.ProveAsync(_identity, identity.SurfaceId(0), number);
        await person.ProveAsync(_identity, identity.SurfaceId(1), number);
        _passport = (await person.IssueAsync(_identity)).Text("passport");
        _key = (await _registry.Post("/api/v1/api-keys", new { name = "k", scopes = new[] { "passport:issue" } }, person.Bearer)).Must(201).Text("secret");
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _registry.DisposeAsync();
        _registry.Forget();
    }

    private static IEnumerable<string> CommandLines()
    {
        var chapter = Read("docs", "verifiers.md").Split("\n## ").Single(part => part.StartsWith("The command line\n", StringComparison.Ordinal));
        var lines = chapter.Split("```")[1].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToList();
        Assert.That(lines, Has.Count.GreaterThanOrEqualTo(8));
        var inText = InText().Matches(Read("README.md")).Select(match => match.Groups[1].Value).ToList();
        Assert.That(inText, Has.Count.GreaterThanOrEqualTo(2));
        return [.. lines, .. inText];
    }

    [TestCaseSource(nameof(CommandLines))]
    public async Task A_line_of_the_command_line_does_what_it_says(string line)
    {
        const string Piped = "pbpaste | ";
        var isPiped = line.StartsWith(Piped, StringComparison.Ordinal);
        var words = (isPiped ? line[Piped.Length..] : line).Split(' ').Select(word => word.StartsWith("eyJ", StringComparison.Ordinal) ? _passport : Identity().IsMatch(word) ? _identity : word).ToList();
        Assert.That(words[0], Is.EqualTo("aii"));
        var environment = new Dictionary<string, string> { ["AIIDENTITY_REGISTRY"] = _registry.Http.BaseAddress!.AbsoluteUri, ["AIIDENTITY_ISSUER"] = RegistryHost.Issuer, ["AIIDENTITY_API_KEY"] = _key };
        var run = await Run.AiiAsync(isPiped ? _passport : "", environment, [.. words.Skip(1)]);
        Assert.That((run.Code, run.Error), Is.EqualTo((ExitCode.Good, "")), run.Out);
        // Of revocations there are none.
        if (words[1] != "revocations") Assert.That(run.Out, Is.Not.Empty);
    }

    [Test]
    public async Task The_answer_in_the_README_is_what_is_answered()
    {
        var readme = Read("README.md");
        var command = Curl().Match(readme).Groups[1].Value;
        var shown = JsonNode.Parse(readme.Split("```json\n")[1].Split("```")[0]);
        var answered = JsonNode.Parse(await ShellAsync(command.Replace("http://localhost:5080", _registry.Http.BaseAddress!.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal)));
        Assert.That(Shape(answered), Is.EqualTo(Shape(shown)));
    }

    [Test]
    public async Task The_sandbox_answers_by_hand_as_shown()
    {
        var folder = Directory.CreateTempSubdirectory("aii-by-hand-").FullName;
        using var sandbox = new SandboxProcess(Path.Combine(folder, "numbers.json"));
        await sandbox.StartAsync();
        var lines = Read("docs", "sandbox.md").Split("\n## By hand\n")[1].Split("```")[1].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var shownNumber = JsonNode.Parse(lines[1])!["phone_number_id"]!.GetValue<string>();
        var (number, asked, compared) = (shownNumber, 0, 0);
        for (var i = 0; i < lines.Length; i++)
        {
            Assert.That(lines[i], Does.StartWith("$ curl -s "));
            var answer = JsonNode.Parse(await ShellAsync(lines[i][2..].Replace("http://localhost:5090", sandbox.Address, StringComparison.Ordinal).Replace(shownNumber, number, StringComparison.Ordinal)));
            asked++;
            if (i == 0) number = answer!["phone_number_id"]!.GetValue<string>();
            if (i + 1 == lines.Length || lines[i + 1].StartsWith('$'))
            {
                // What a refusal has.
                if (answer is JsonObject members) Assert.That(members.ContainsKey("detail"), Is.False, $"{lines[i]}: {answer}");
                continue;
            }

            Assert.That(Told(answer), Is.EqualTo(Told(JsonNode.Parse(lines[++i]))), lines[i - 1]);
            compared++;
        }

        Assert.That(asked, Is.GreaterThanOrEqualTo(9));
        Assert.That(compared, Is.GreaterThanOrEqualTo(5));
        sandbox.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<string> ShellAsync(string command)
    {
        try
        {
            var (code, said, complained) = await Child.RunAsync(new ProcessStartInfo("bash", ["-c", command]));
            if (code == 127) Assert.Ignore("curl is not here.");
            Assert.That(code, Is.Zero, $"{command}: {complained}");
            return said;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Ignore("bash is not here.");
            throw;
        }
    }

    // Names and values, but for those of its own.
    private static string Told(JsonNode? node) => node switch
    {
        JsonObject members => $"{{{string.Join(", ", members.Select(member => $"{member.Key}: {(Own.Contains(member.Key) ? "·" : Told(member.Value))}"))}}}",
        JsonArray items => $"[{string.Join(", ", items.Select(Told))}]",
        _ => node?.ToJsonString() ?? "null",
    };

    // Names and kinds.
    private static string Shape(JsonNode? node) => node switch
    {
        JsonObject members => $"{{{string.Join(", ", members.Select(member => $"{member.Key}: {Shape(member.Value)}"))}}}",
        JsonArray items => $"[{string.Join(", ", items.Select(Shape))}]",
        _ => node?.GetValueKind().ToString() ?? "null",
    };

    private static string Read(params string[] path)
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "AiIdentity.sln"))) at = at.Parent ?? throw new DirectoryNotFoundException("AiIdentity.sln");
        return File.ReadAllText(Path.Combine([at.FullName, .. path]));
    }

    [GeneratedRegex("`(aii [^`]+)`")]
    private static partial Regex InText();

    [GeneratedRegex("`(curl [^`]+)`")]
    private static partial Regex Curl();

    [GeneratedRegex("^aii_[0-9A-Z]{26}$")]
    private static partial Regex Identity();
}
