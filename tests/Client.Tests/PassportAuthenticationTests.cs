using System.Net;
using System.Security.Claims;
using System.Text.Json.Nodes;
using AiIdentity.Client.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AiIdentity.Client.Tests;

/// <summary>Passports as an authentication scheme among others.</summary>
internal sealed class PassportAuthenticationTests
{
    private StubRegistry _registry = null!;
    private WebApplication _app = null!;
    private HttpClient _http = null!;

    [SetUp]
    public async Task Start()
    {
        _registry = await StubRegistry.StartAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(_registry.Clock);
        builder.Services.AddRegistryClient(options => (options.Address, options.Issuer) = (_registry.Http.BaseAddress, StubRegistry.Issuer));
        builder.Services.AddAuthentication().AddPassport(options => options.Policy = context => new VerificationPolicy { ExpectedSurface = context.Request.Query["from"].FirstOrDefault() });
        builder.Services.AddAuthorization(options => options.AddPolicy("agents", policy => policy.AddAuthenticationSchemes(PassportOptions.Scheme).RequireClaim("tier", "identity_verified")));
        _app = builder.Build();
        _app.UseAuthentication();
        _app.UseAuthorization();
        _app.MapGet("/open", (HttpContext context) => context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? "nobody");
        _app.MapGet("/closed", (HttpContext context) => $"{context.User.FindFirstValue(ClaimTypes.NameIdentifier)} {context.GetPassport()!.Verdict.PassportId}").RequireAuthorization("agents");
        await _app.StartAsync();
        _http = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
    }

    [TearDown]
    public async Task Stop()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        await _registry.DisposeAsync();
    }

    private async Task<(HttpStatusCode, string)> GetAsync(string path, params string[] passports)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var passport in passports) request.Headers.TryAddWithoutValidation("X-AI-Identity", passport);
        using var response = await _http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, response.Content.Headers.ContentType?.MediaType == "application/problem+json" ? JsonNode.Parse(body)!["code"]!.GetValue<string>() : body);
    }

    [Test]
    public async Task The_agent_is_who_calls()
    {
        Assert.That(await GetAsync("/closed", _registry.Passport()), Is.EqualTo((HttpStatusCode.OK, "aii_01ARZ3NDEKTSV4RRFFQ69G5FAV psp_01ARZ3NDEKTSV4RRFFQ69G5FAV")));
        Assert.That(await GetAsync("/open"), Is.EqualTo((HttpStatusCode.OK, "nobody")));
    }

    [Test]
    public async Task Who_is_refused_hears_why()
    {
        Assert.That(await GetAsync("/closed"), Is.EqualTo((HttpStatusCode.Unauthorized, "passport_missing")));
        Assert.That(await GetAsync("/closed", "eyJ"), Is.EqualTo((HttpStatusCode.Unauthorized, "malformed")));
        Assert.That(await GetAsync("/closed", _registry.Passport(), _registry.Passport()), Is.EqualTo((HttpStatusCode.Unauthorized, "malformed")));
        Assert.That(await GetAsync("/closed?from=wa:@other", _registry.Passport()), Is.EqualTo((HttpStatusCode.Unauthorized, "surface_mismatch")));
        Assert.That((await GetAsync("/closed", _registry.Passport(change: c => c["tier"] = "issued"))).Item1, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task What_cannot_be_judged_now_is_not_the_callers_fault()
    {
        await _registry.SwitchOffAsync();
        Assert.That(await GetAsync("/closed", _registry.Passport()), Is.EqualTo((HttpStatusCode.ServiceUnavailable, "keys_unknown")));
    }
}
