using System.Net;

namespace AiIdentity.WhatsAppSandbox.Tests;

internal sealed class StandaloneTests
{
    [Test]
    public async Task On_its_own_it_serves_the_same_with_the_settings_of_its_command_line()
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("sandbox");
        var state = Path.Combine(folder.FullName, "numbers.json");
        await using var app = SandboxProgram.Build(["--urls", "http://127.0.0.1:0", $"--Sandbox:StatePath={state}"]);
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        using var added = await http.PostAsync("/sandbox/admin/numbers", new StringContent("""{"phone":"+447700900123"}"""));
        Assert.That(added.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(File.Exists(state));

        var page = await http.GetStringAsync("/");
        Assert.That(page, Does.Contain("<title>Sandbox").And.Contain("""id="home" href="">"""), "the root leads to the page; there is no registry to lead back to");
        await app.StopAsync();
        folder.Delete(recursive: true);
    }

    [Test]
    public void It_says_what_a_registry_needs() =>
        Assert.That(SandboxProgram.Introduction("http://localhost:5090", new WhatsAppSandboxOptions { StatePath = null }), Does
            .Contain("WhatsApp__GraphBaseUrl=http://localhost:5090/sandbox/graph")
            .And.Contain("WhatsApp__DirectoryBaseUrl=http://localhost:5090/sandbox/directory")
            .And.Contain("WhatsApp__AccessToken=" + WhatsAppSandboxOptions.DefaultRegistryAccessToken)
            .And.Contain("WhatsApp__WabaIds=" + string.Join(',', WhatsAppSandboxOptions.WabaIds)));
}
