using System.Net;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AiIdentity.Client.Tests;

/// <summary>An application that is called by agents.</summary>
internal sealed class PassportMiddlewareTests
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
        _app = builder.Build();
        _app.UseRouting();
        _app.UsePassports(options => options.Policy = context => new VerificationPolicy { ExpectedSurface = context.Request.Query["from"].FirstOrDefault() });
        _app.MapGet("/open", (HttpContext context) => context.GetPassport()?.FindFirstValue(ClaimTypes.NameIdentifier) ?? "nobody");
        _app.MapGet("/closed", (HttpContext context) => string.Join(' ', context.GetPassport()!.Claims.Select(c => c.Value))).RequirePassport();
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
    public async Task A_caller_with_a_Passport_is_known()
    {
        Assert.That(await GetAsync("/open", _registry.Passport()), Is.EqualTo((HttpStatusCode.OK, "aii_01ARZ3NDEKTSV4RRFFQ69G5FAV")));
        Assert.That(await GetAsync("/closed", _registry.Passport()), Is.EqualTo((HttpStatusCode.OK,
            "aii_01ARZ3NDEKTSV4RRFFQ69G5FAV psp_01ARZ3NDEKTSV4RRFFQ69G5FAV identity_verified Acme Ltd wa:+447700900123 wa:@acmesupport customer-support")));
    }

    [Test]
    public async Task A_caller_without_one_passes_where_none_is_required()
    {
        Assert.That(await GetAsync("/open"), Is.EqualTo((HttpStatusCode.OK, "nobody")));
        Assert.That(await GetAsync("/closed"), Is.EqualTo((HttpStatusCode.Unauthorized, "passport_missing")));
    }

    [Test]
    public async Task A_bad_Passport_passes_nowhere()
    {
        Assert.That(await GetAsync("/open", "eyJ"), Is.EqualTo((HttpStatusCode.Unauthorized, "malformed")));
        Assert.That(await GetAsync("/open", ""), Is.EqualTo((HttpStatusCode.Unauthorized, "malformed")));
        Assert.That(await GetAsync("/open", _registry.Passport(), _registry.Passport()), Is.EqualTo((HttpStatusCode.Unauthorized, "malformed")));
        Assert.That(await GetAsync("/open?from=wa:@other", _registry.Passport()), Is.EqualTo((HttpStatusCode.Unauthorized, "surface_mismatch")));
        Assert.That(await GetAsync("/open?from=wa:@acmesupport", _registry.Passport()), Is.EqualTo((HttpStatusCode.OK, "aii_01ARZ3NDEKTSV4RRFFQ69G5FAV")));
    }

    [Test]
    public async Task What_cannot_be_judged_now_is_not_the_callers_fault()
    {
        await _registry.SwitchOffAsync();
        Assert.That(await GetAsync("/open", _registry.Passport()), Is.EqualTo((HttpStatusCode.ServiceUnavailable, "keys_unknown")));
    }
}
