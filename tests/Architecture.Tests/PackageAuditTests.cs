using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using AiIdentity.Kit;

namespace AiIdentity.Architecture.Tests;

/// <summary>A package that is known to be vulnerable fails the build; that nobody could be asked does not.</summary>
public sealed class PackageAuditTests
{
    private readonly TcpListener _source = new(IPAddress.Loopback, 0);
    private DirectoryInfo _project = null!;
    private string _address = "";
    private string _known = "{}";

    [SetUp]
    public void Start()
    {
        _source.Start();
        _address = $"http://127.0.0.1:{((IPEndPoint)_source.LocalEndpoint).Port}";
        _ = ServeAsync();
        // Inside the repository, so that its settings hold; ignored by git.
        var name = $"audit-{Path.GetFileName(Path.GetRandomFileName())}";
        _project = Directory.CreateDirectory(Path.Combine(RepositoryTests.Root.FullName, "artifacts", name));
        File.WriteAllText(Path.Combine(_project.FullName, name + ".csproj"),
            """<Project Sdk="Microsoft.NET.Sdk"><ItemGroup><PackageReference Include="FluentValidation.DependencyInjectionExtensions" /></ItemGroup></Project>""");
        File.WriteAllText(Path.Combine(_project.FullName, "nuget.config"),
            $"""<configuration><auditSources><clear /><add key="audit" value="{_address}/index.json" allowInsecureConnections="true" /></auditSources></configuration>""");
    }

    [TearDown]
    public void Stop()
    {
        _source.Dispose();
        _project.Delete(recursive: true);
        var restored = Path.Combine(RepositoryTests.Root.FullName, "artifacts", "obj", _project.Name);
        if (Directory.Exists(restored)) Directory.Delete(restored, recursive: true);
    }

    // One referenced directly, one that comes with it.
    [TestCase("fluentvalidation.dependencyinjectionextensions", 2, "NU1903")]
    [TestCase("fluentvalidation", 2, "NU1903")]
    [TestCase("fluentvalidation", 3, "NU1904")]
    [TestCase("fluentvalidation", 1, null)]
    public async Task A_known_vulnerability_fails_the_restore_from_high_on(string package, int severity, string? error)
    {
        _known = $$"""{"{{package}}":[{"url":"https://advisories.example/1","severity":{{severity}},"versions":"(, 999.0.0]"}]}""";
        var (code, output) = await RestoreAsync();
        Assert.That(code, error is null ? Is.Zero : Is.Not.Zero, output);
        if (error is not null) Assert.That(output, Does.Contain($"error {error}").And.Contain("https://advisories.example/1"));
    }

    [Test]
    public async Task That_the_source_cannot_be_asked_fails_nothing()
    {
        _source.Stop();
        var (code, output) = await RestoreAsync("-warnaserror");
        Assert.That(code, Is.Zero, output);
        Assert.That(output, Does.Contain("NU1900"));
    }

    private async Task<(int Code, string Output)> RestoreAsync(params string[] arguments)
    {
        var (code, said, complained) = await Child.RunAsync(new ProcessStartInfo("dotnet", ["restore", "-nologo", "-v", "minimal", .. arguments])
        {
            WorkingDirectory = _project.FullName,
            Environment = { ["MSBUILDDISABLENODEREUSE"] = "1" },
        });
        return (code, said + complained);
    }

    /// <summary>A source that has nothing but what it knows of vulnerabilities, as NuGet's protocol lays it out.</summary>
    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _source.AcceptTcpClientAsync();
                await using var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                var path = (await reader.ReadLineAsync())?.Split(' ') is [_, var asked, ..] ? asked : "";
                while (await reader.ReadLineAsync() is { Length: > 0 })
                {
                }

                var body = path switch
                {
                    "/index.json" => $$"""{"version":"3.0.0","resources":[{"@id":"{{_address}}/vulnerabilities.json","@type":"VulnerabilityInfo/6.7.0"}]}""",
                    "/vulnerabilities.json" => $$"""[{"@name":"base","@id":"{{_address}}/base.json","@updated":"2026-01-01T00:00:00Z"}]""",
                    _ => _known,
                };
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped.
        }
    }
}
