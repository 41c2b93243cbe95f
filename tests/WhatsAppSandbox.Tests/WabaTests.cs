using System.Net;
using System.Text.Json;

namespace AiIdentity.WhatsAppSandbox.Tests;

internal sealed class WabaTests : SandboxFixture
{
    private const string First = WhatsAppSandboxOptions.FirstWabaId;

    [Test]
    public async Task Pages_lead_through_all_numbers_once_and_end()
    {
        var added = new List<string>();
        for (var i = 0; i < 5; i++) added.Add((await Sandbox.Add($$"""{"phone":"+44770090010{{i}}"}""")).PhoneNumberId);

        var seen = new List<string>();
        var path = $"{SandboxHost.Graph}/{First}/phone_numbers?fields=id,display_phone_number&limit=2";
        for (var pages = 1; ; pages++)
        {
            var page = (await Sandbox.Get(path, WhatsAppSandboxOptions.DefaultRegistryAccessToken)).Json;
            seen.AddRange(page.GetProperty("data").EnumerateArray().Select(n => n.GetProperty("id").GetString()!));
            Assert.That(page.GetProperty("data")[0].TryGetProperty("display_phone_number", out _), "the fields go on to the next page");
            if (!page.GetProperty("paging").TryGetProperty("next", out var next))
            {
                Assert.That(pages, Is.EqualTo(3));
                break;
            }
            path = next.GetString()!;
            Assert.That(path, Does.Not.Contain("EAA").And.Contain("limit=2"));
        }
        Assert.That(seen, Is.EqualTo(added));
    }

    [Test]
    public async Task A_cursor_leads_to_what_comes_after_it()
    {
        await Sandbox.Add("""{"phone":"+447700900101"}""");
        var second = await Sandbox.Add("""{"phone":"+447700900102"}""");
        var page = (await Sandbox.Read($"{First}/phone_numbers?fields=id&limit=1")).Json;
        var after = page.GetProperty("paging").GetProperty("cursors").GetProperty("after").GetString();
        page = (await Sandbox.Read($"{First}/phone_numbers?fields=id&limit=1&after={after}")).Json;
        Assert.That(Ids(page), Is.EqualTo(new[] { second.PhoneNumberId }));
        Assert.That(page.GetProperty("paging").TryGetProperty("next", out _), Is.False);
    }

    [Test]
    public async Task An_exactly_full_last_page_has_no_next()
    {
        await Sandbox.Add("""{"phone":"+447700900101"}""");
        await Sandbox.Add("""{"phone":"+447700900102"}""");
        var page = (await Sandbox.Read($"{First}/phone_numbers?limit=2")).Json;
        Assert.That(Ids(page).Count(), Is.EqualTo(2));
        Assert.That(page.GetProperty("paging").TryGetProperty("next", out _), Is.False);
    }

    [Test]
    public async Task An_empty_account_has_no_paging() =>
        Assert.That((await Sandbox.Read($"{First}/phone_numbers")).Body, Is.EqualTo("""{"data":[]}"""));

    [Test]
    public async Task Each_account_lists_its_own_and_only_what_is_shared()
    {
        var shared = await Sandbox.Add("""{"phone":"+447700900101"}""");
        await Sandbox.Add("""{"phone":"+447700900102","shared":false}""");
        var migrated = await Sandbox.Add("""{"phone":"+447700900101"}""");
        Assert.That(Ids((await Sandbox.Read($"{First}/phone_numbers")).Json), Is.EqualTo(new[] { shared.PhoneNumberId }));
        Assert.That(Ids((await Sandbox.Read($"{WhatsAppSandboxOptions.SecondWabaId}/phone_numbers")).Json), Is.EqualTo(new[] { migrated.PhoneNumberId }));
    }

    [Test]
    public async Task An_owners_token_lists_its_own_number_only()
    {
        await Sandbox.Add("""{"phone":"+447700900101"}""");
        var own = await Sandbox.Add("""{"phone":"+447700900102","shared":false}""");
        Assert.That(Ids((await Sandbox.Read($"{First}/phone_numbers", own.AccessToken)).Json), Is.EqualTo(new[] { own.PhoneNumberId }));
        Assert.That((await Sandbox.Read($"{WhatsAppSandboxOptions.SecondWabaId}/phone_numbers", own.AccessToken)).GraphError, Is.EqualTo((100, (int?)33)));
    }

    [TestCase("limit=0")]
    [TestCase("limit=many")]
    [TestCase("limit=-1")]
    [TestCase("after=nowhere")]
    public async Task Parameters_that_are_none_are_error_100(string query)
    {
        var answer = await Sandbox.Read($"{First}/phone_numbers?{query}");
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(answer.GraphError, Is.EqualTo((100, (int?)null)));
    }

    [Test]
    public async Task An_account_is_a_node_but_no_number()
    {
        Assert.That((await Sandbox.Read(First)).Json.GetProperty("id").GetString(), Is.EqualTo(First));
        Assert.That((await Sandbox.Read($"{First}/username")).GraphError.Code, Is.EqualTo(100));
        Assert.That((await Sandbox.Read("102290129340399/phone_numbers")).GraphError, Is.EqualTo((100, (int?)33)));
    }

    private static IEnumerable<string> Ids(JsonElement page) => page.GetProperty("data").EnumerateArray().Select(n => n.GetProperty("id").GetString()!);
}
