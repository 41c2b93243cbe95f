using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace AiIdentity.Api.Tests.Instances;

/// <summary>A thief's requests in flight at one process while the owner resets the password at the other: nothing that they made lives on.</summary>
[Parallelizable]
internal sealed class AccessOfTwoInstancesTests
{
    private const string Password = "correct horse battery staple";

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("aii-access-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task No_key_asked_for_by_a_stolen_token_outlives_a_reset_at_the_other_process()
    {
        await using var thiefs = await Instance.StartAsync(_folder);
        await using var owners = await Instance.StartAsync(_folder);
        var given = 0;
        foreach (var requests in new[] { 4, 16, 32 })
        {
            var email = $"owner{requests}@mail.example";
            await owners.SendAsync(HttpMethod.Post, "/api/v1/auth/register", 202, new { email, password = Password });
            await owners.SendAsync(HttpMethod.Post, "/api/v1/auth/confirm-email", 204, new { email, code = await CodeAsync(email, 1) });
            var stolen = (await thiefs.SendAsync(HttpMethod.Post, "/api/v1/auth/login", 200, new { email, password = Password }))!["access_token"]!.GetValue<string>();
            await owners.SendAsync(HttpMethod.Post, "/api/v1/auth/forgot-password", 202, new { email });
            var reset = new { email, code = await CodeAsync(email, 2), new_password = $"{Password} {requests}" };

            var asked = Enumerable.Range(0, requests).Select(n => AskForKeyAsync(n % 2 == 0 ? thiefs : owners, stolen)).ToList();
            await owners.SendAsync(HttpMethod.Post, "/api/v1/auth/reset-password", 204, reset);
            foreach (var secret in (await Task.WhenAll(asked)).OfType<string>())
            {
                given++;
                Assert.That(await StatusAsync(thiefs, secret), Is.EqualTo(401));
            }

            var bearer = (await owners.SendAsync(HttpMethod.Post, "/api/v1/auth/login", 200, new { email, password = reset.new_password }))!["access_token"]!.GetValue<string>();
            Assert.That((await owners.SendAsync(HttpMethod.Get, "/api/v1/api-keys?limit=200", 200, bearer: bearer))!["items"]!.AsArray(), Is.Empty);
        }

        Assert.That(given, Is.Positive, "Some were given before the reset.");

        async Task<string> CodeAsync(string email, int mails)
        {
            for (var tries = 0; tries < 100; tries++)
            {
                await owners.SendAsync(HttpMethod.Post, "/sandbox/admin/recheck", 200, new { });
                // Either may have sent it; each keeps its own development mailbox.
                var sent = new List<JsonNode>();
                foreach (var process in new[] { owners, thiefs })
                    sent.AddRange((await process.SendAsync(HttpMethod.Get, $"/sandbox/admin/mail?to={email}", 200))!.AsArray().Select(mail => mail!));
                var codes = sent.OrderBy(mail => mail["sent_at"]!.GetValue<string>(), StringComparer.Ordinal)
                    .SelectMany(mail => mail["text"]!.GetValue<string>().Split('\n')).Where(line => line.StartsWith("Code: ", StringComparison.Ordinal)).ToList();
                if (codes.Count >= mails) return codes[^1]["Code: ".Length..].Trim();
            }

            throw new AssertionException("No mail with a code came.");
        }
    }

    private static async Task<string?> AskForKeyAsync(Instance instance, string bearer)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/api-keys") { Content = JsonContent.Create(new { name = "stolen", scopes = new[] { "identity:read" } }) };
        request.Headers.Add("Authorization", $"Bearer {bearer}");
        using var response = await instance.Http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        Assert.That((int)response.StatusCode, Is.AnyOf(201, 401, 409), body);
        return (int)response.StatusCode == 201 ? JsonNode.Parse(body)!["secret"]!.GetValue<string>() : null;
    }

    private static async Task<int> StatusAsync(Instance instance, string bearer)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/identities");
        request.Headers.Add("Authorization", $"Bearer {bearer}");
        using var response = await instance.Http.SendAsync(request);
        return (int)response.StatusCode;
    }
}
