using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using AiIdentity.Api.Tests;

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
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            _address = $"http://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}";
        }

        _registry = RegistryHost.Start(null, (RegistryHost.Port, new Uri(_address).Port.ToString(CultureInfo.InvariantCulture)), ("Registry:Issuer", _address));
        foreach (var project in new[] { "src/Client", "src/Cli" })
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
        var project = Directory.CreateDirectory(Path.Combine(_folder, "fresh")).FullName;
        await File.WriteAllTextAsync(Path.Combine(project, "Program.cs"), lines.Replace("http://localhost:5080", _address, StringComparison.Ordinal));
        // Its own package folder: a client of an earlier build may lie in the machine's.
        await File.WriteAllTextAsync(Path.Combine(project, "Fresh.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
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
                <PackageReference Include="AiIdentity.Client" Version="{Version("AiIdentity.Client")}" />
              </ItemGroup>
            </Project>
            """);
        Directory.CreateDirectory(Path.Combine(_folder, "none"));
        var output = await DotnetAsync(project, "run", "-v", "q");
        Assert.That(output.Trim(), Does.Match("^aii_demo is run by .+, as known [0-9] s ago$"), output);
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
        var start = new ProcessStartInfo(command, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // What the test runner told MSBuild is not for the processes below it.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase) && name != "MSBUILDDISABLENODEREUSE").ToList()) start.Environment.Remove(name);
        start.Environment["CI"] = "";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }

    private static string FindRoot()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "AiIdentity.sln"))) at = at.Parent ?? throw new DirectoryNotFoundException("AiIdentity.sln");
        return at.FullName;
    }
}
