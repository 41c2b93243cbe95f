using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using AiIdentity.Api.Problems;
using CsCheck;

namespace AiIdentity.Api.Tests.Hostile;

/// <summary>Whatever is sent, the registry answers as it is described, and nobody's facts but the sender's own change.</summary>
internal sealed class HostileInputTests
{
    // What a route need not declare: the request never reached it, or its caller is nobody.
    private static readonly int[] Everywhere = [400, 401, 403, 404, 405, 413, 414, 415, 431];

    [TestCase(20_000, "0000Hostile1")]
    [TestCase(400_000, "0000Hostile2", Category = "Drill")]
    public async Task No_request_made_from_the_description_breaks_what_it_says(int requests, string seed)
    {
        var registry = RegistryHost.Start(null, ("RateLimiting:Enabled", "false"));
        try
        {
            var description = DescribedOperations.Read((await registry.Get("/openapi/v1.json")).Must(200).Body);
            var witness = await registry.SignUpAsync("witness@mail.example");
            var seen = await witness.CreateAsync("Witness", "wa:+447700900123");
            var number = await registry.AddNumberAsync("+447700900123");
            await witness.ProveAsync(seen.Id(), seen.SurfaceId(), number);
            await witness.IssueAsync(seen.Id());
            var before = (await registry.Get($"/api/v1/whois/{seen.Id()}")).Must(200);
            var told = await witness.EventsAsync();

            var sender = await registry.SignUpAsync("sender@mail.example");
            var own = await sender.CreateAsync("Sender", "wa:@sender", "wa:+447700900124");
            var key = (await registry.Post("/api/v1/api-keys", new { name = "k", scopes = new[] { "identity:read", "identity:write", "surface:verify", "passport:issue" } }, sender.Bearer)).Must(201).Text("secret");
            string?[] callers = [null, sender.Bearer, key, "aii_live_nonsense", "nonsense"];
            string[] known = [own.Id(), own.SurfaceId(0), own.SurfaceId(1), seen.Id(), seen.SurfaceId(), "wa:+447700900123", "aii_demo"];

            using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.Latin1 })
            {
                BaseAddress = registry.Http.BaseAddress,
            };
            // A seed makes the same requests each time; CsCheck's own loop would take it for the first alone.
            var (made, random) = (HostileRequests.Of(description, known, callers.Length), PCG.Parse(seed));
            await Parallel.ForEachAsync(
                Enumerable.Range(0, requests).Select(_ => made.Generate(random, null, out var _)),
                new ParallelOptions { MaxDegreeOfParallelism = 2 },
                async (request, _) => Judge(description, request, await AnswerAsync(http, request, callers[request.Caller])));

            Assert.That((await registry.Get($"/api/v1/whois/{seen.Id()}")).Must(200).Body, Is.EqualTo(before.Body));
            Assert.That(await witness.EventsAsync(), Is.EqualTo(told));
        }
        finally
        {
            await registry.DisposeAsync();
            registry.Forget();
        }
    }

    // A request before it may have ended the connection that this one was about to use; on a fresh one it must be answered.
    private static async Task<(int Status, string? MediaType, string Body)> AnswerAsync(HttpClient http, HostileRequest request, string? bearer)
    {
        try
        {
            return await SendAsync(http, request, bearer);
        }
        catch (HttpRequestException)
        {
            return await SendAsync(http, request, bearer);
        }
    }

    private static async Task<(int Status, string? MediaType, string Body)> SendAsync(HttpClient http, HostileRequest request, string? bearer)
    {
        var uri = new Uri(http.BaseAddress!.GetLeftPart(UriPartial.Authority) + request.Target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var message = new HttpRequestMessage(new HttpMethod(request.Operation.Method), uri);
        if (request.Body is not null)
        {
            message.Content = new ByteArrayContent(request.Body);
            if (request.MediaType is not null) message.Content.Headers.TryAddWithoutValidation("Content-Type", request.MediaType);
            // Refused by its length, it need not be sent.
            message.Headers.ExpectContinue = request.Body.Length > 30_000;
        }

        if (bearer is not null) message.Headers.TryAddWithoutValidation("Authorization", $"Bearer {bearer}");
        foreach (var (name, value) in request.Headers) message.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(message);
        return ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync());
    }

    private static void Judge(DescribedOperations description, HostileRequest request, (int Status, string? MediaType, string Body) answer)
    {
        var (status, mediaType, body) = answer;
        if (status >= 500) throw new AssertionException($"{status} {body}\n{request}");
        if (!request.Operation.Answers.TryGetValue(status, out var schema) && !Everywhere.Contains(status) && !request.LeadsElsewhere)
            throw new AssertionException($"{status} is not described. {body}\n{request}");
        // Kestrel itself refuses what is no HTTP, with no body.
        if (status >= 400 && !(body.Length == 0 && status is 400 or 431 or 414))
        {
            var problem = mediaType == Problem.MediaType ? JsonNode.Parse(body) : null;
            if (problem?["code"] is null || problem["status"]?.GetValue<int>() != status || problem["detail"] is null)
                throw new AssertionException($"Not a problem: {mediaType} {body}\n{request}");
        }
        else if (status < 300 && !request.LeadsElsewhere && mediaType == "application/json" && schema is not null && Undescribed(description, schema, JsonNode.Parse(body), "$") is { } member)
        {
            throw new AssertionException($"{member} is not as described. {body}\n{request}");
        }
    }

    // Members that the description does not have, and those that it says are always there.
    private static string? Undescribed(DescribedOperations description, JsonObject schema, JsonNode? value, string at)
    {
        var resolved = description.Resolve(schema);
        switch (value)
        {
            case JsonArray items when resolved["items"] is JsonObject of:
                return items.Select((item, i) => Undescribed(description, of, item, $"{at}[{i}]")).FirstOrDefault(found => found is not null);
            case JsonObject members when resolved["properties"] is JsonObject properties:
                foreach (var required in resolved["required"]?.AsArray() ?? [])
                    if (!members.ContainsKey(required!.GetValue<string>())) return $"{at}.{required}";
                return members.Select(m => properties[m.Key] is JsonObject of ? Undescribed(description, of, m.Value, $"{at}.{m.Key}") : $"{at}.{m.Key}").FirstOrDefault(found => found is not null);
            default:
                return null;
        }
    }
}
