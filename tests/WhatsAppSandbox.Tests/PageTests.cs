using System.Net;
using System.Text.RegularExpressions;

namespace AiIdentity.WhatsAppSandbox.Tests;

internal sealed partial class PageTests : SandboxFixture
{
    [TestCase("/sandbox", "text/html")]
    [TestCase("/sandbox?phone_number_id=123456789012345", "text/html")]
    [TestCase("/sandbox/app.js", "text/javascript")]
    [TestCase("/sandbox/app.css", "text/css")]
    [TestCase("/sandbox/icon.svg", "image/svg+xml")]
    public async Task The_page_and_its_parts_are_served_under_a_strict_policy(string path, string type)
    {
        var answer = await Sandbox.Get(path);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(answer.MediaType, Is.EqualTo(type));
        Assert.That(answer.Headers.GetValues("Content-Security-Policy").Single(), Does.Contain("default-src 'none'").And.Not.Contain("unsafe"));
        Assert.That(answer.Headers.GetValues("X-Content-Type-Options").Single(), Is.EqualTo("nosniff"));
    }

    [Test]
    public async Task The_page_needs_no_inline_script_or_style_and_nothing_from_elsewhere()
    {
        var html = (await Sandbox.Get("/sandbox")).Body;
        Assert.That(html, Does.Not.Match(@"<script(?![^>]*\ssrc=)").And.Not.Match(@"\sstyle=|<style|\son[a-z]+="));
        Assert.That(Links().Matches(html).Select(m => m.Groups[1].Value), Is.Not.Empty.And.All.StartsWith("/").Or.StartsWith("#"));
    }

    [Test]
    public async Task Every_control_has_a_label()
    {
        var html = (await Sandbox.Get("/sandbox")).Body;
        var controls = Controls().Matches(html).Select(m => m.Groups[1].Value).ToList();
        Assert.That(controls, Has.Count.GreaterThan(15));
        foreach (var id in controls)
            Assert.That(html, Does.Contain($"for=\"{id}\""), id);
    }

    [Test]
    public async Task The_link_back_leads_to_the_registry() =>
        Assert.That((await Sandbox.Get("/sandbox")).Body, Does.Contain("""id="home" href="/">"""));

    [GeneratedRegex("""(?:src|href)="([^"]*)""")]
    private static partial Regex Links();

    [GeneratedRegex("""<(?:input|select|textarea)\s[^>]*?id="([^"]+)""")]
    private static partial Regex Controls();
}
