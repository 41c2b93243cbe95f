using AiIdentity.Api.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;

namespace AiIdentity.Api.Tests.Http;

internal sealed class SecurityHeaderTests : RegistryFixture
{
    [TestCase("/")]
    [TestCase("/whois/aii_demo")]
    [TestCase("/whois/aii_nobody")]
    [TestCase("/api/v1/whois/aii_demo")]
    [TestCase("/api/v1/whois?surface=nonsense")]
    [TestCase("/api/v1/identities")]
    [TestCase("/nowhere")]
    [TestCase("/dashboard")]
    [TestCase("/swagger/index.html")]
    [TestCase("/sandbox")]
    [TestCase("/health/ready")]
    public async Task Every_answer_says_what_a_browser_may_do_with_it(string path)
    {
        var headers = (await Registry.Get(path)).Headers;
        var scripts = headers["Content-Security-Policy"].Split("; ").Where(d => d.StartsWith("script-src", StringComparison.Ordinal)).ToList();
        Assert.That(headers["Content-Security-Policy"], Does.StartWith("default-src 'none'").And.Contain("frame-ancestors 'none'").And.Contain(path == "/dashboard" ? "base-uri 'self'" : "base-uri 'none'"));
        Assert.That(scripts, Has.None.Contains("unsafe-inline").And.None.Contains("'unsafe-eval'"));
        Assert.That(scripts.Any(s => s.Contains("wasm-unsafe-eval", StringComparison.Ordinal)), Is.EqualTo(path == "/dashboard"));
        Assert.That(headers["X-Content-Type-Options"], Is.EqualTo("nosniff"));
        Assert.That(headers["Referrer-Policy"], Is.EqualTo("same-origin"));
        Assert.That(headers["Cross-Origin-Opener-Policy"], Is.EqualTo("same-origin"));
        Assert.That(headers["Permissions-Policy"], Does.Contain("camera=()"));
    }

    [Test]
    public async Task The_badge_alone_may_be_shown_by_others()
    {
        var headers = (await Registry.Get("/badge/aii_demo.svg")).Must(200).Headers;
        Assert.That(headers["Content-Type"], Is.EqualTo("image/svg+xml"));
        Assert.That(headers["Content-Security-Policy"], Does.Contain("default-src 'none'").And.Contain("frame-ancestors *"));
        Assert.That(headers["Cross-Origin-Resource-Policy"], Is.EqualTo("cross-origin"));
        Assert.That((await Registry.Get("/")).Headers["Cross-Origin-Resource-Policy"], Is.EqualTo("same-origin"));
    }

    [Test]
    public async Task No_public_page_allows_a_script()
    {
        foreach (var path in new[] { "/", "/whois", "/docs", "/docs/whatsapp", "/whois/aii_demo", "/problems" })
        {
            var page = (await Registry.Get(path)).Must(200);
            Assert.That(page.Headers["Content-Security-Policy"], Does.Not.Contain("script-src").And.Not.Contain("unsafe"), path);
            Assert.That(page.Body, Does.Not.Contain("<script").And.Not.Contain(" style=\""), path);
            Assert.That(page.Headers, Does.Not.ContainKey("Set-Cookie"), path);
        }
    }

    [TestCase("Production", true)]
    [TestCase("Development", false)]
    public async Task Outside_Development_TLS_is_asked_for_from_then_on(string environment, bool asked)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseTestServer();
        await using var app = builder.Build();
        app.UseRouting();
        app.UseSecurityHeaders();
        app.MapGet("/", () => "a page");
        await app.StartAsync();
        using var client = app.GetTestClient();
        client.BaseAddress = new Uri("https://registry.example");
        using var answer = await client.GetAsync("/");
        Assert.That(answer.Headers.Contains("Strict-Transport-Security"), Is.EqualTo(asked));
        Assert.That(answer.Headers.Contains("Content-Security-Policy"), Is.True);
    }
}
