using System.Text.Json.Nodes;

namespace AiIdentity.Api.Tests.Http;

/// <summary>HEAD is GET without its body, on whatever there is to get.</summary>
internal sealed class HeadTests : RegistryFixture
{
    // Of each answer anew; and how a body is framed, which HEAD has none of.
    private static readonly string[] Varying = ["Date", "Transfer-Encoding", "Content-Length"];

    private async Task MustBeAlikeAsync(string path, string? bearer = null, params (string, string)[] headers)
    {
        var get = await Registry.Send(HttpMethod.Get, path, null, bearer, headers);
        var head = await Registry.Send(HttpMethod.Head, path, null, bearer, headers);
        Assert.Multiple(() =>
        {
            Assert.That(head.Status, Is.EqualTo(get.Status), path);
            Assert.That(head.Body, Is.Empty, path);
            Assert.That(Compared(head), Is.EqualTo(Compared(get)), path);
        });
        if (head.Headers.TryGetValue("Content-Length", out var length)) Assert.That(length, Is.EqualTo(get.Headers["Content-Length"]), path);
    }

    private static List<string> Compared(Answer answer) =>
        [.. answer.Headers.Where(h => !Varying.Contains(h.Key, StringComparer.OrdinalIgnoreCase)).Select(h => $"{h.Key}: {h.Value}").Order(StringComparer.Ordinal)];

    [Test]
    public async Task Every_described_GET_answers_HEAD_alike()
    {
        var phone = FreshPhone();
        var (person, identity, surface, _) = await BoundAsync(phone);
        await person.IssueAsync(identity);
        var challenge = (await person.ChallengeAsync(identity, surface)).Id();
        var paths = JsonNode.Parse((await Registry.Get("/openapi/v1.json")).Body)!["paths"]!.AsObject().Where(path => path.Value!["get"] is not null).Select(path => path.Key).ToList();
        Assert.That(paths, Has.Count.GreaterThan(15));
        foreach (var path in paths)
        {
            var filled = path.Replace("{surface_id}", surface, StringComparison.Ordinal).Replace("{surfaceId}", surface, StringComparison.Ordinal)
                .Replace("{list}", "0", StringComparison.Ordinal).Replace("{identity}", identity, StringComparison.Ordinal).Replace("/challenges/{id}", $"/challenges/{challenge}", StringComparison.Ordinal).Replace("{id}", identity, StringComparison.Ordinal);
            await MustBeAlikeAsync(filled, person.Bearer);
            await MustBeAlikeAsync(filled);
        }

        await MustBeAlikeAsync($"/api/v1/whois?surface=wa:{phone}");
        var etag = (await Registry.Get($"/api/v1/whois?surface=wa:{phone}")).Headers["ETag"];
        await MustBeAlikeAsync($"/api/v1/whois?surface=wa:{phone}", null, ("If-None-Match", etag));
        await MustBeAlikeAsync($"/api/v1/whois?surface=wa:{phone}", null, ("Origin", "https://elsewhere.example"));
        await MustBeAlikeAsync("/api/v1/whois?surface=wa:@nobodyatall");
        await MustBeAlikeAsync("/api/v1/whois?surface=x");
        await MustBeAlikeAsync($"/badge/{identity}.svg");
        await MustBeAlikeAsync($"/whois/{identity}");
    }

    [TestCase("/")]
    [TestCase("/whois")]
    [TestCase("/docs")]
    [TestCase("/problems/not_bound")]
    [TestCase("/whois/aii_demo")]
    [TestCase("/whois/aii_none")]
    [TestCase("/badge/aii_none.svg")]
    [TestCase("/assets/site.css")]
    [TestCase("/assets/none")]
    [TestCase("/favicon.ico")]
    [TestCase("/login")]
    [TestCase("/dashboard/anything")]
    [TestCase("/openapi/v1.json")]
    [TestCase("/swagger/index.html")]
    [TestCase("/health/live")]
    [TestCase("/health/ready")]
    [TestCase("/.well-known/jwks.json")]
    [TestCase("/api/v1/verify")]
    [TestCase("/nothing/here")]
    public Task Pages_files_and_health_answer_HEAD_alike(string path) => MustBeAlikeAsync(path);

    [Test]
    public async Task A_refused_method_names_HEAD_where_GET_is_taken()
    {
        var refused = (await Registry.Send(HttpMethod.Delete, "/api/v1/revocations", null)).Must(405, "method_not_allowed");
        Assert.That(refused.Headers["Allow"], Does.Contain("GET").And.Contain("HEAD"));
    }

    [Test]
    public async Task HEAD_counts_like_GET()
    {
        await using var limited = RegistryHost.Start(null, ("RateLimiting:Enabled", "true"), ("RateLimiting:PublicPerMinute", "4"));
        (await limited.Send(HttpMethod.Head, "/api/v1/whois/aii_demo", null)).Must(200);
        // A miss weighs three.
        (await limited.Send(HttpMethod.Head, "/api/v1/whois?surface=wa:@nobodyatall", null)).Must(404);
        var refused = (await limited.Send(HttpMethod.Head, "/api/v1/whois/aii_demo", null)).Must(429);
        Assert.That(refused.Headers, Does.ContainKey("Retry-After"));
        (await limited.Get("/api/v1/whois/aii_demo")).Must(429, "rate_limited");
        await limited.DisposeAsync();
        limited.Forget();
    }
}
