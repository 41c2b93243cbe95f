using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AiIdentity.WhatsAppSandbox.Tests;

internal sealed class LoopbackGuardTests : SandboxFixture
{
    private static readonly string[] Paths = ["/sandbox", "/sandbox/app.js", "/sandbox/admin/numbers", "/sandbox/graph/v25.0/123456789012345", "/sandbox/directory/@acme"];

    [TestCase("localhost")]
    [TestCase("LOCALHOST:5080")]
    [TestCase("127.0.0.1:1")]
    [TestCase("[::1]:5090")]
    [TestCase("[::1]")]
    public async Task Its_own_machine_by_its_own_names_is_let_in(string host)
    {
        foreach (var path in Paths)
            Assert.That((await Get(path, host)).Status, Is.Not.EqualTo(HttpStatusCode.Forbidden), path);
    }

    [TestCase("sandbox.example")]
    [TestCase("localhost.example")]
    [TestCase("localhost.")]
    [TestCase("127.0.0.2")]
    [TestCase("192.168.1.2:5080")]
    [TestCase("0.0.0.0")]
    [TestCase("[2001:db8::1]")]
    public async Task Any_other_name_is_403(string host)
    {
        foreach (var path in Paths)
        {
            var answer = await Get(path, host);
            Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Forbidden), path);
            Assert.That(answer.MediaType, Is.EqualTo("application/problem+json"));
        }
    }

    [Test]
    public async Task A_refused_caller_changes_nothing()
    {
        var answer = await Sandbox.Send(HttpMethod.Post, "/sandbox/admin/numbers", """{"phone":"+447700900123"}""", with: r => r.Headers.Host = "sandbox.example");
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await Sandbox.Get("/sandbox/admin/numbers")).Json.GetArrayLength(), Is.Zero);
    }

    [TestCase("https://evil.example", false)]
    [TestCase("null", false)]
    [TestCase("http://localhost:3000", true)]
    public async Task Another_sites_page_cannot_make_a_browser_ask(string origin, bool admitted)
    {
        var answer = await Sandbox.Send(HttpMethod.Post, "/sandbox/admin/numbers", """{"phone":"+447700900123"}""", with: r => r.Headers.Add("Origin", origin));
        Assert.That(answer.Status, Is.EqualTo(admitted ? HttpStatusCode.Created : HttpStatusCode.Forbidden));
        Assert.That(answer.Headers.Contains("Access-Control-Allow-Origin"), Is.False);
    }

    [TestCase("127.0.0.1", true)]
    [TestCase("127.8.8.8", true)]
    [TestCase("::1", true)]
    [TestCase("::ffff:127.0.0.1", true)]
    [TestCase("::ffff:192.168.1.2", false)]
    [TestCase("192.168.1.2", false)]
    [TestCase("2001:db8::1", false)]
    public void Only_loopback_peers_are_let_in(string peer, bool admitted)
    {
        var http = new DefaultHttpContext();
        http.Request.Host = new HostString("localhost", 5080);
        http.Connection.RemoteIpAddress = IPAddress.Parse(peer);
        Assert.That(LoopbackGuard.Admits(http), Is.EqualTo(admitted));
    }

    [Test]
    public async Task A_machine_known_by_its_ipv6_loopback_is_let_in()
    {
        await using var sandbox = await SandboxHost.Start(url: "http://[::1]:0");
        Assert.That((await sandbox.Get("/sandbox/admin/numbers")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_hosts_own_endpoint_is_guarded_before_its_body_is_read()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapPost("/own", (Added body) => body.WabaId).RequireLoopback();
        await app.StartAsync();
        using var http = new HttpClient();

        Assert.That((await Post("localhost")).StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((await Post("own.example")).StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));

        async Task<HttpResponseMessage> Post(string host)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, app.Urls.First() + "/own")
            { Content = new StringContent("not JSON", Encoding.UTF8, "application/json"), Headers = { Host = host } };
            return await http.SendAsync(request);
        }
    }

    private Task<Answer> Get(string path, string host) => Sandbox.Send(HttpMethod.Get, path, with: r => r.Headers.Host = host);
}
