using System.Diagnostics;
using System.Text.Json.Nodes;
using AiIdentity.Kit;

namespace AiIdentity.Api.Tests.Instances;

/// <summary>Two processes on one database: nothing that one of them did is hidden from the other for longer than promised.</summary>
[Parallelizable]
internal sealed class TwoInstancesTests
{
    private const string Password = "correct horse battery staple";
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("aii-two-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task With_Redis_a_change_on_one_is_told_to_the_other()
    {
        using var redis = await RedisServer.StartAsync();
        // Kept as long as may be: what the other knows in half of that only a message can have told.
        var (here, there) = await StartBothAsync(("ConnectionStrings:Redis", redis.Address), ("Whois:KeptSeconds", "30"));
        await using var first = here;
        await using var second = there;
        await ShareAsync(first, second, TimeSpan.FromSeconds(15));
    }

    [Test]
    public async Task Without_Redis_the_other_knows_once_what_it_keeps_is_too_old()
    {
        var (here, there) = await StartBothAsync(("Whois:KeptSeconds", "2"));
        await using var first = here;
        await using var second = there;
        await ShareAsync(first, second, Child.Patience);
    }

    [Test]
    public async Task When_Redis_dies_answers_go_on_and_are_at_most_as_old_as_what_is_kept()
    {
        using var redis = await RedisServer.StartAsync();
        var (here, there) = await StartBothAsync(("ConnectionStrings:Redis", redis.Address), ("Whois:KeptSeconds", "2"));
        await using var first = here;
        await using var second = there;
        var bearer = await SignInAsync(here, there);
        var id = (await here.SendAsync(HttpMethod.Post, "/api/v1/identities", 201, new { name = "Before", operator_display = "Acme Ltd" }, bearer))!["id"]!.GetValue<string>();
        Assert.That(await NameAsync(there, id), Is.EqualTo("Before"), "and it is kept now");
        redis.Kill();

        await here.SendAsync(HttpMethod.Patch, $"/api/v1/identities/{id}", 200, new { name = "After" }, bearer);
        Assert.That(await NameAsync(here, id), Is.EqualTo("After"), "Where it was changed, it is seen from the answer on.");
        // Each look is an answer: one that failed, or waited for Redis in vain, would fail here.
        await Instance.EventuallyAsync(async () => await NameAsync(there, id) == "After", Child.Patience, "the other shows the change");
    }

    // Both at once on an empty folder: one database, one set of keys, whoever makes them.
    private async Task<(Instance, Instance)> StartBothAsync(params (string, string)[] settings)
    {
        var both = await Task.WhenAll(Instance.StartAsync(_folder, settings), Instance.StartAsync(_folder, settings));
        return (both[0], both[1]);
    }

    private static async Task ShareAsync(Instance here, Instance there, TimeSpan bound)
    {
        var bearer = await SignInAsync(here, there);
        // What one sealed, the other opens; what one answered, the other repeats.
        Assert.That((await there.SendAsync(HttpMethod.Get, "/api/v1/auth/me", 200, bearer: bearer))!["email_confirmed"]!.GetValue<bool>());
        var body = new { name = "Acme Support", operator_display = "Acme Ltd", surfaces = new[] { new { surface = "wa:+447700900901" } } };
        var identity = (await here.SendAsync(HttpMethod.Post, "/api/v1/identities", 201, body, bearer, "once"))!;
        var again = (await there.SendAsync(HttpMethod.Post, "/api/v1/identities", 201, body, bearer, "once"))!;
        Assert.That(again["id"]!.GetValue<string>(), Is.EqualTo(identity["id"]!.GetValue<string>()));

        var id = identity["id"]!.GetValue<string>();
        var surface = identity["surfaces"]![0]!["id"]!.GetValue<string>();
        await ProveAsync(here, bearer, id, surface);
        const string Whois = "/api/v1/whois?surface=wa:%2B447700900901";
        // There was nothing kept of an address that was not bound: it is met at once.
        Assert.That(await there.StatusOfAsync(Whois), Is.EqualTo(200));
        var passport = (await here.SendAsync(HttpMethod.Post, $"/api/v1/identities/{id}/passports", 201, new { }, bearer))!;
        Assert.That(await ReasonAsync(there, passport), Is.Null, "Signed there, good here.");
        await Instance.EventuallyAsync(async () => await PassportOfAsync(there, Whois) is not null, bound, "the new Passport is in the other's record");

        await here.SendAsync(HttpMethod.Patch, $"/api/v1/identities/{id}/surfaces/{surface}", 200, new { @public = false }, bearer);
        Assert.That(await here.StatusOfAsync(Whois), Is.EqualTo(404), "Where it was hidden, it is hidden from the answer on.");
        Assert.That(await ReasonAsync(there, passport), Is.EqualTo("revoked"), "A verdict is never kept.");
        await Instance.EventuallyAsync(async () => await there.StatusOfAsync(Whois) == 404, bound, "the other no longer shows what was hidden");

        await here.SendAsync(HttpMethod.Patch, $"/api/v1/identities/{id}/surfaces/{surface}", 200, new { @public = true }, bearer);
        Assert.That(await there.StatusOfAsync(Whois), Is.EqualTo(200));
        await here.SendAsync(HttpMethod.Post, $"/api/v1/identities/{id}/revoke", 200, new { }, bearer);
        await Instance.EventuallyAsync(async () => await StatusAsync(there, id) == "revoked", bound, "the other knows of the revocation");
    }

    private static async Task<string> SignInAsync(Instance here, Instance there)
    {
        const string Email = "person@two.example";
        await here.SendAsync(HttpMethod.Post, "/api/v1/auth/register", 202, new { email = Email, password = Password });
        string? code = null;
        // Either may have sent it; each keeps its own development mailbox.
        await Instance.EventuallyAsync(async () => (code = await CodeAsync(here, Email) ?? await CodeAsync(there, Email)) is not null, Child.Patience, "the mail is sent");
        await here.SendAsync(HttpMethod.Post, "/api/v1/auth/confirm-email", 204, new { email = Email, code });
        return (await here.SendAsync(HttpMethod.Post, "/api/v1/auth/login?cookies=false", 200, new { email = Email, password = Password }))!["access_token"]!.GetValue<string>();
    }

    private static async Task<string?> CodeAsync(Instance instance, string email) =>
        (from mail in (await instance.SendAsync(HttpMethod.Get, $"/sandbox/admin/mail?to={email}", 200))!.AsArray()
         from line in mail!["text"]!.GetValue<string>().Split('\n')
         where line.StartsWith("Code: ", StringComparison.Ordinal)
         select line["Code: ".Length..].Trim()).LastOrDefault();

    private static async Task ProveAsync(Instance here, string bearer, string identity, string surface)
    {
        var number = (await here.SendAsync(HttpMethod.Post, "/sandbox/admin/numbers", 201, new { phone = "+447700900901" }))!;
        var challenge = (await here.SendAsync(HttpMethod.Post, $"/api/v1/identities/{identity}/surfaces/{surface}/challenges", 201, bearer: bearer))!;
        var grant = new { grant = new { phone_number_id = number["phone_number_id"]!.GetValue<string>(), access_token = number["access_token"]!.GetValue<string>() } };
        await here.SendAsync(HttpMethod.Patch, $"/sandbox/admin/numbers/{grant.grant.phone_number_id}", 200, new { about = challenge["token"]!.GetValue<string>() });
        var check = (await here.SendAsync(HttpMethod.Post, $"/api/v1/challenges/{challenge["id"]!.GetValue<string>()}/check", 200, grant, bearer))!;
        Assert.That(check["outcome"]!.GetValue<string>(), Is.EqualTo("verified"));
    }

    private static async Task<string?> ReasonAsync(Instance instance, JsonNode passport) =>
        (await instance.SendAsync(HttpMethod.Post, "/api/v1/verify", 200, new { passport = passport["passport"]!.GetValue<string>() }))!["reason"]?.GetValue<string>();

    private static async Task<JsonNode?> PassportOfAsync(Instance instance, string whois) => (await instance.SendAsync(HttpMethod.Get, whois, 200))!["passport"];

    private static async Task<string> StatusAsync(Instance instance, string identity) =>
        (await instance.SendAsync(HttpMethod.Get, $"/api/v1/whois/{identity}", 200))!["status"]!.GetValue<string>();

    private static async Task<string> NameAsync(Instance instance, string identity) =>
        (await instance.SendAsync(HttpMethod.Get, $"/api/v1/whois/{identity}", 200))!["name"]!.GetValue<string>();
}
