using AiIdentity.Api.Authentication;
using AiIdentity.Api.Problems;
using AiIdentity.Domain.Accounts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Api.Tests.Http;

internal sealed class AccessTests : RegistryFixture
{
    /// <summary>What anybody may ask; a route that is not here needs a sign-in.</summary>
    private static readonly string[] Public =
    [
        "GET /api/v1/whois", "GET /api/v1/whois/{identity}", "POST /api/v1/verify", "GET /api/v1/schemes", "GET /api/v1/revocations", "GET /api/v1/status-lists/{list}",
        "GET /.well-known/jwks.json", "GET /api/v1/whatsapp/webhook", "POST /api/v1/whatsapp/webhook",
        "POST /api/v1/auth/register", "POST /api/v1/auth/confirm-email", "POST /api/v1/auth/login", "POST /api/v1/auth/refresh",
        "POST /api/v1/auth/forgot-password", "POST /api/v1/auth/reset-password",
        "POST /api/v1/auth/passkeys/register", "POST /api/v1/auth/passkeys/first/ask", "POST /api/v1/auth/passkeys/first",
        "POST /api/v1/auth/passkeys/ask", "POST /api/v1/auth/passkeys/login",
    ];

    private IEnumerable<(string Method, string Pattern, RouteEndpoint Endpoint)> Routes() =>
        from endpoint in Registry.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().DistinctBy(e => (e.DisplayName, e.RoutePattern.RawText))
        let pattern = "/" + endpoint.RoutePattern.RawText!.Trim('/')
        where pattern.StartsWith("/api/", StringComparison.Ordinal) || pattern.StartsWith("/.well-known/", StringComparison.Ordinal)
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
        select (method, pattern, endpoint);

    [Test]
    public void Every_route_is_public_by_name_or_says_who_may_use_it()
    {
        var open = Routes().Where(r => r.Endpoint.Metadata.GetMetadata<AccessMetadata>() is null).Select(r => $"{r.Method} {r.Pattern}");
        Assert.That(open, Is.EquivalentTo(Public));
    }

    [Test]
    public async Task Nobody_is_let_in_without_credentials_whatever_the_body()
    {
        var closed = Routes().Where(r => r.Endpoint.Metadata.GetMetadata<AccessMetadata>() is not null).ToList();
        Assert.That(closed, Has.Count.GreaterThan(30));
        foreach (var (method, pattern, _) in closed)
        {
            var answer = await Registry.Send(new HttpMethod(method), Filled(pattern), method == "GET" ? null : "not JSON");
            answer.Must(401, "credentials_invalid");
            Assert.That(answer.Headers["WWW-Authenticate"], Is.EqualTo("Bearer"));
        }
    }

    [Test]
    public async Task A_key_is_told_before_anything_else_is_judged_that_a_person_is_needed_or_which_scope()
    {
        var person = await Registry.SignUpAsync();
        foreach (var scope in Scopes.All)
        {
            var told = 0;
            var secret = (await Registry.Post("/api/v1/api-keys", new { name = "k", scopes = new[] { scope } }, person.Bearer)).Must(201).Text("secret");
            foreach (var (method, pattern, endpoint) in Routes())
            {
                if (endpoint.Metadata.GetMetadata<AccessMetadata>() is not { } access || access.Scope == scope) continue;
                (await Registry.Send(new HttpMethod(method), Filled(pattern), method == "GET" ? null : "not JSON", secret))
                    .Must(403, access.Scope is null ? "person_required" : "scope_missing");
                told++;
            }

            Assert.That(told, Is.GreaterThan(30), scope);
        }
    }

    [Test]
    public async Task Only_administrators_administer()
    {
        var person = await Registry.SignUpAsync();
        var administration = Routes().Where(r => r.Endpoint.Metadata.GetMetadata<AccessMetadata>() is { Administrator: true }).ToList();
        Assert.That(administration, Has.Count.GreaterThan(8));
        foreach (var (method, pattern, _) in administration)
            (await Registry.Send(new HttpMethod(method), Filled(pattern), method == "GET" ? null : "{}", person.Bearer)).Must(403, "administrator_required");
    }

    [Test]
    public async Task Every_route_with_a_body_refuses_what_is_none_and_stores_nothing()
    {
        var person = await Registry.SignUpAsync(RegistryHost.Administrator);
        var withBody = Routes().Where(r => r.Endpoint.Metadata.GetOrderedMetadata<RefusesMetadata>().Any(m => m.Errors.Contains(HttpErrors.MediaTypeUnsupported))).ToList();
        Assert.That(withBody, Has.Count.GreaterThan(25));
        var before = await person.EventsAsync();
        foreach (var (method, pattern, _) in withBody)
        {
            var path = Filled(pattern);
            foreach (var body in new[] { "{", "[]", "\"text\"", "nonsense", """{"no_such_member_here":1}""", """{"reason":1,"reason":2}""", """{"name":{},"email":[],"token":7,"passport":{}}""", "\u0000" })
            {
                var answer = await Registry.Send(new HttpMethod(method), path, body, person.Bearer);
                Assert.That((int)answer.Status, Is.InRange(400, 499), $"{method} {path} {body}: {answer.Body}");
                Assert.That(answer.Code, Is.Not.Null, $"{method} {path} {body}: {answer.Body}");
            }

            (await Registry.Send(new HttpMethod(method), path, "{\"x\":\"" + new string('x', 33 * 1024) + "\"}", person.Bearer)).Must(413, "body_too_large");
        }

        Assert.That(await person.EventsAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task What_is_not_there_is_a_problem_too()
    {
        (await Registry.Get("/api/v1/nowhere")).Must(404, "route_unknown");
        (await Registry.Put("/api/v1/identities", new { })).Must(405, "method_not_allowed");
        var person = await Registry.SignUpAsync();
        (await Registry.Get("/api/v1/identities?cursor=nonsense", person.Bearer)).Must(400, "cursor_malformed");
        (await Registry.Get("/api/v1/revocations?cursor=nonsense")).Must(400, "cursor_malformed");
        (await Registry.Get("/api/v1/revocations?since=yesterday")).Must(400, "validation_failed");
        foreach (var limit in new[] { "0", "201", "-1", "ten", "1e2" })
            (await Registry.Get($"/api/v1/identities?limit={limit}", person.Bearer)).Must(400, "validation_failed");
        using var text = new HttpRequestMessage(HttpMethod.Post, "/api/v1/verify") { Content = new StringContent("{}", System.Text.Encoding.UTF8, "text/plain") };
        using var refused = await Registry.Http.SendAsync(text);
        Assert.That((int)refused.StatusCode, Is.EqualTo(415));
        Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("media_type_unsupported"));
    }

    [Test]
    public async Task The_process_answers_for_its_health_and_describes_itself()
    {
        (await Registry.Get("/health/live")).Must(200);
        (await Registry.Get("/health/ready")).Must(200);
        var description = (await Registry.Get("/openapi/v1.json")).Must(200);
        Assert.That(description.Json!["paths"]!.AsObject().Count, Is.GreaterThan(30));
        (await Registry.Get("/swagger/index.html")).Must(200);
    }

    private static string Filled(string pattern) =>
        System.Text.RegularExpressions.Regex.Replace(pattern, @"\{[^}]+\}", "nonsense");
}
