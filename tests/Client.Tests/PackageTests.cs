using System.Diagnostics;
using System.Globalization;
using AiIdentity.Api.Tests;
using AiIdentity.Kit;

namespace AiIdentity.Client.Tests;

/// <summary>What a stranger does with the packages: installs them from a folder, and copies the lines that stand in the README.</summary>
internal sealed class PackageTests
{
    private static readonly string Root = FindRoot();

    private string _folder = "";
    private RegistryHost _registry = null!;
    private string _address = "";

    [OneTimeSetUp]
    public async Task Start()
    {
        _folder = Directory.CreateTempSubdirectory("aii-package-").FullName;
        _address = $"http://localhost:{Child.FreePort()}";
        _registry = RegistryHost.Start(null, (RegistryHost.Port, new Uri(_address).Port.ToString(CultureInfo.InvariantCulture)), ("Registry:Issuer", _address));
        foreach (var project in new[] { "src/Client", "src/Client.AspNetCore", "src/Cli" })
            await DotnetAsync(Root, "pack", project, "-c", Configuration, "--no-build", "-nologo", "-v", "q", "--output", Path.Combine(_folder, "packages"));
        // The packages of this build come from the folder, all others from where they always come from.
        await File.WriteAllTextAsync(Path.Combine(_folder, "nuget.config"), File.ReadAllText(Path.Combine(Root, "nuget.config"))
            .Replace("<clear />", $"""<clear /><add key="here" value="{Path.Combine(_folder, "packages")}" />""", StringComparison.Ordinal));
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _registry.DisposeAsync();
        _registry.Forget();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task The_lines_of_the_README_verify_the_demo_Passport_in_a_fresh_project()
    {
        var lines = Snippet();
        Assert.That(lines.Split('\n').Count(line => line.Trim().Length > 0), Is.LessThanOrEqualTo(10));
        var project = await ProjectAsync("fresh", "Microsoft.NET.Sdk", "AiIdentity.Client", lines.Replace("http://localhost:5080", _address, StringComparison.Ordinal));
        var output = await DotnetAsync(project, "run", "-v", "q");
        Assert.That(output.Trim(), Does.Match("^aii_demo is run by .+, as known [0-9]{1,2} s ago$"), output);
    }

    // Native AOT needs a linker; gcc is one where clang is not.
    [TestCase("PublishTrimmed", Category = "Drill")]
    [TestCase("PublishAot")]
    [Platform("Linux")]
    public async Task The_same_lines_work_trimmed_and_as_native_code(string how)
    {
        var compiler = new[] { "clang", "gcc" }.FirstOrDefault(name => File.Exists($"/usr/bin/{name}"));
        if (how == "PublishAot" && compiler is null) Assert.Ignore("Neither clang nor gcc is here.");
        var project = await ProjectAsync(how, "Microsoft.NET.Sdk", "AiIdentity.Client", Snippet().Replace("http://localhost:5080", _address, StringComparison.Ordinal),
            $"<{how}>true</{how}><SelfContained>true</SelfContained><InvariantGlobalization>true</InvariantGlobalization><CppCompilerAndLinker>{compiler}</CppCompilerAndLinker>{(compiler == "gcc" ? "<LinkerFlavor>bfd</LinkerFlavor>" : "")}");
        await DotnetAsync(project, "publish", "-r", "linux-x64", "-v", "q", "-nologo", "--output", "out");
        var (code, output) = await RunAsync(project, Path.Combine(project, "out", "Fresh"));
        Assert.That((code, output.Trim()), Is.EqualTo((0, output.Trim())), output);
        Assert.That(output.Trim(), Does.Match("^aii_demo is run by .+, as known [0-9]{1,2} s ago$"), output);
    }

    [Test]
    public async Task An_application_authenticates_the_demo_Passport()
    {
        var project = await ProjectAsync("web", "Microsoft.NET.Sdk.Web", "AiIdentity.Client.AspNetCore", $$"""
            using System.Security.Claims;
            using AiIdentity.Client;

            var builder = WebApplication.CreateBuilder(args);
            builder.Logging.ClearProviders();
            builder.Services.AddRegistryClient(options => options.Address = new Uri("{{_address}}"));
            builder.Services.AddAuthentication().AddPassport();
            builder.Services.AddAuthorization();
            var app = builder.Build();
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapGet("/", (ClaimsPrincipal agent) => agent.FindFirstValue(ClaimTypes.NameIdentifier)).RequireAuthorization();
            await app.StartAsync();
            using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
            Console.WriteLine((int)(await http.GetAsync("/")).StatusCode);
            http.DefaultRequestHeaders.Add("X-AI-Identity", args[0]);
            Console.WriteLine(await http.GetStringAsync("/"));

            {{Documented()}}
            """);
        var passport = (await _registry.Get("/api/v1/whois/aii_demo")).Must(200).Json!["passport"]!["token"]!.GetValue<string>();
        var output = await DotnetAsync(project, "run", "-v", "q", "--no-launch-profile", "--", passport, "--urls", "http://127.0.0.1:0");
        Assert.That(output.Trim().Split('\n').Select(line => line.Trim()), Is.EqualTo(new[] { "401", "aii_demo" }));
    }

    [Test]
    public void Every_package_says_what_it_is_and_all_have_one_version()
    {
        var versions = new List<string>();
        foreach (var name in new[] { "AiIdentity.Client", "AiIdentity.Client.AspNetCore", "AiIdentity.Cli" })
        {
            var version = Version(name);
            versions.Add(version);
            using var package = System.IO.Compression.ZipFile.OpenRead(Path.Combine(_folder, "packages", $"{name}.{version}.nupkg"));
            Assert.That(package.Entries.Select(entry => entry.FullName), Does.Contain("README.md").And.Contain("icon.png"), name);
            using var described = new StreamReader(package.GetEntry($"{name}.nuspec")!.Open());
            var metadata = System.Xml.Linq.XDocument.Load(described).Root!.Elements().Single();
            string? Of(string element) => metadata.Elements().SingleOrDefault(one => one.Name.LocalName == element)?.Value;
            Assert.That((Of("readme"), Of("icon"), Of("license")), Is.EqualTo(("README.md", "icon.png", "Apache-2.0")), name);
            Assert.That(metadata.Elements().Single(one => one.Name.LocalName == "repository").Attribute("type")?.Value, Is.EqualTo("git"), name);
            Assert.That(File.Exists(Path.Combine(_folder, "packages", $"{name}.{version}.snupkg")), Is.True, name);
            foreach (var assembly in package.Entries.Where(entry => entry.Name is "AiIdentity.Client.dll" or "AiIdentity.Client.AspNetCore.dll" or "aii.dll"))
            {
                using var bytes = new MemoryStream();
                using (var stream = assembly.Open()) stream.CopyTo(bytes);
                Assert.That(System.Text.Encoding.UTF8.GetString(bytes.ToArray()), Does.Not.Contain(Root), $"{assembly.Name} names the folder where it was built.");
            }
        }

        versions.Add(System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Path.Combine(Root, "clients", "typescript", "package.json")))!["version"]!.GetValue<string>());
        Assert.That(versions.Distinct().ToList(), Has.Count.EqualTo(1), string.Join(' ', versions));
    }

    private async Task<string> ProjectAsync(string name, string sdk, string package, string program, string properties = "")
    {
        var project = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        await File.WriteAllTextAsync(Path.Combine(project, "Program.cs"), program);
        // Its own package folder: a client of an earlier build may lie in the machine's.
        await File.WriteAllTextAsync(Path.Combine(project, "Fresh.csproj"), $"""
            <Project Sdk="{sdk}">
              <PropertyGroup>
                {properties}
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NuGetAudit>false</NuGetAudit>
                <RestorePackagesPath>{Path.Combine(_folder, "restored")}</RestorePackagesPath>
                <RestoreFallbackFolders>{Path.Combine(_folder, "none")};{MachinePackages()}</RestoreFallbackFolders>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="{package}" Version="{Version(package)}" />
              </ItemGroup>
            </Project>
            """);
        Directory.CreateDirectory(Path.Combine(_folder, "none"));
        return project;
    }

    [Test]
    public async Task The_tool_installs_from_the_folder_and_answers()
    {
        var tools = Path.Combine(_folder, "tools");
        await DotnetAsync(_folder, "tool", "install", "AiIdentity.Cli", "--version", Version("AiIdentity.Cli"), "--tool-path", tools);
        var (code, output) = await RunAsync(_folder, Path.Combine(tools, "aii"), "whois", "aii_demo", "--registry", _address);
        Assert.That(code, Is.Zero, output);
        Assert.That(output, Does.Contain("aii_demo").And.Contain("reference identity"));
    }

    /// <summary>The samples of docs/verifiers.md, each as a method: they compile. Lines that need a package source are left out.</summary>
    private static string Documented()
    {
        var chapter = File.ReadAllText(Path.Combine(Root, "docs", "verifiers.md")).Split("\n## ").Single(part => part.StartsWith("C#\n", StringComparison.Ordinal));
        var samples = chapter.Split("```").Where((_, i) => i % 2 == 1).Select(block => block[block.IndexOf('\n', StringComparison.Ordinal)..]).Where(block => !block.Contains("\ndotnet ", StringComparison.Ordinal)).ToList();
        Assert.That(samples, Has.Count.GreaterThanOrEqualTo(3));
        return $$"""
            internal static class Documented
            {
            {{string.Join('\n', samples.Select((sample, i) => $"public static void Sample{i}(WebApplicationBuilder builder, IServiceCollection services, WebApplication app) {{ {sample} }}"))}}
            }
            """;
    }

    private static string Snippet()
    {
        var readme = File.ReadAllText(Path.Combine(Root, "README.md"));
        const string fence = "```csharp\n";
        var start = readme.IndexOf(fence, StringComparison.Ordinal) + fence.Length;
        return readme[start..readme.IndexOf("```", start, StringComparison.Ordinal)];
    }

    private string Version(string package) =>
        Path.GetFileNameWithoutExtension(Directory.GetFiles(Path.Combine(_folder, "packages"), $"{package}.*.nupkg").Single(file => char.IsAsciiDigit(Path.GetFileName(file)[package.Length + 1])))[(package.Length + 1)..];

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Name is "debug" ? "Debug" : "Release";

    private static string MachinePackages() =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private static async Task<string> DotnetAsync(string folder, params string[] arguments)
    {
        var (code, output) = await RunAsync(folder, "dotnet", arguments);
        return code == 0 ? output : throw new AssertionException($"dotnet {string.Join(' ', arguments)} ended with {code}: {output}");
    }

    private static async Task<(int Code, string Output)> RunAsync(string folder, string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { WorkingDirectory = folder };
        // What the test runner told MSBuild is not for the processes below it.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase) && name != "MSBUILDDISABLENODEREUSE").ToList()) start.Environment.Remove(name);
        start.Environment["CI"] = "";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        var (code, said, complained) = await Child.RunAsync(start);
        return (code, said + complained);
    }

    private static string FindRoot()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "AiIdentity.sln"))) at = at.Parent ?? throw new DirectoryNotFoundException("AiIdentity.sln");
        return at.FullName;
    }
}
