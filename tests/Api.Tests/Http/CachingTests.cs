using AiIdentity.Api.Authentication;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Api.Tests.Http;

/// <summary>What was answered to one caller is kept by no cache; what anybody may read says for itself how long it is good.</summary>
internal sealed class CachingTests : RegistryFixture
{
    private IEnumerable<(string Method, string Path, bool Private)> Routes() =>
        from endpoint in Registry.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().DistinctBy(e => (e.DisplayName, e.RoutePattern.RawText))
        let pattern = "/" + endpoint.RoutePattern.RawText!.Trim('/')
        where pattern.StartsWith("/api/", StringComparison.Ordinal) || pattern.StartsWith("/.well-known/", StringComparison.Ordinal)
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
        let isPrivate = endpoint.Metadata.GetMetadata<AccessMetadata>() is not null || pattern.StartsWith("/api/v1/auth/", StringComparison.Ordinal)
        select (method, System.Text.RegularExpressions.Regex.Replace(pattern, @"\{[^}]+\}", "nonsense"), isPrivate);

    [Test]
    public async Task No_private_answer_may_be_kept_whatever_it_is()
    {
        var person = await Registry.SignUpAsync(RegistryHost.Administrator);
        var routes = Routes().Where(r => r.Private).ToList();
        Assert.That(routes, Has.Count.GreaterThan(50));
        foreach (var (method, path, _) in routes)
        {
            // Deletes end what the next requests need.
            foreach (var bearer in method == "DELETE" || path.EndsWith("/logout", StringComparison.Ordinal) ? [null] : new[] { null, person.Bearer, "nonsense", "aii_live_nonsense" })
            {
                var answer = await Registry.Send(new HttpMethod(method), path, method == "GET" ? null : "{}", bearer);
                Assert.That(answer.Headers.GetValueOrDefault("Cache-Control"), Is.EqualTo("no-store"), $"{method} {path} {(int)answer.Status}");
            }
        }

        var identity = await person.CreateAsync();
        foreach (var path in new[] { "/api/v1/auth/me", "/api/v1/auth/me/export", "/api/v1/api-keys", "/api/v1/identities", $"/api/v1/identities/{identity.Id()}", "/api/v1/events" })
            Assert.That((await Registry.Get(path, person.Bearer)).Must(200).Headers["Cache-Control"], Is.EqualTo("no-store"), path);
        foreach (var path in new[] { "/api/v1/auth/nowhere", "/API/V1/Auth/Me" })
            Assert.That((await Registry.Get(path, person.Bearer)).Headers["Cache-Control"], Is.EqualTo("no-store"), path);
        Assert.That((await Registry.Put("/api/v1/auth/login", new { })).Must(405).Headers["Cache-Control"], Is.EqualTo("no-store"));
        Assert.That((await Registry.Post("/api/v1/auth/logout", null, person.Bearer)).Must(204).Headers["Cache-Control"], Is.EqualTo("no-store"));
    }

    [Test]
    public async Task No_public_answer_is_kept_from_caches()
    {
        var person = await Registry.SignUpAsync();
        var routes = Routes().Where(r => !r.Private).ToList();
        Assert.That(routes, Has.Count.GreaterThan(5));
        foreach (var (method, path, _) in routes)
        {
            foreach (var bearer in new[] { null, person.Bearer })
            {
                var answer = await Registry.Send(new HttpMethod(method), path, method == "GET" ? null : "{}", bearer);
                Assert.That(answer.Headers.GetValueOrDefault("Cache-Control") ?? "", Does.Not.Contain("no-store"), $"{method} {path}");
            }
        }

        Assert.That((await Registry.Get("/api/v1/whois/aii_demo", person.Bearer)).Must(200).Headers["Cache-Control"], Does.StartWith("public"));
        Assert.That((await Registry.Get("/.well-known/jwks.json", person.Bearer)).Must(200).Headers["Cache-Control"], Does.StartWith("public"));
    }
}
