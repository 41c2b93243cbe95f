using System.Net;

namespace AiIdentity.Api.Tests.Limits;

internal sealed class LiveKeyTests
{
    [Test]
    public async Task An_account_holds_25_live_keys_also_where_many_are_asked_for_at_once()
    {
        await using var registry = RegistryHost.Start(null, ("RateLimiting:Enabled", "true"));
        var person = await registry.SignUpAsync();
        Task<Answer> Ask() => registry.Post("/api/v1/api-keys", new { name = "k", scopes = new[] { "identity:read" } }, person.Bearer);
        var asked = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Ask()));
        Assert.That(asked.Count(a => a.Status is HttpStatusCode.Created), Is.EqualTo(25));
        foreach (var refused in asked.Where(a => a.Status is not HttpStatusCode.Created)) refused.Must(409, "too_many_keys");
        (await registry.Delete($"/api/v1/api-keys/{asked.First(a => a.Status is HttpStatusCode.Created).Json!.Id()}", person.Bearer)).Must(204);
        (await Ask()).Must(201);
        (await Ask()).Must(409, "too_many_keys");
        // One that has expired makes room too.
        await registry.AdvanceAsync(TimeSpan.FromDays(366));
        (await Ask()).Must(201);
        (await registry.Post("/api/v1/api-keys", new { name = "k", scopes = new[] { "identity:read" } }, (await registry.SignUpAsync()).Bearer)).Must(201);
        await registry.DisposeAsync();
        registry.Forget();
    }
}
