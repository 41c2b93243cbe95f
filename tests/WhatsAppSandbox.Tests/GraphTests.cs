using System.Net;
using System.Text.Json;

namespace AiIdentity.WhatsAppSandbox.Tests;

internal sealed class GraphTests : SandboxFixture
{
    [Test]
    public async Task A_node_gives_the_fields_asked_for()
    {
        var number = await Sandbox.Add("""{"phone":"+447700900123","verified_name":"Acme"}""");
        var answer = await Sandbox.Node(number, "id,display_phone_number,verified_name,status,platform_type,code_verification_status,account_mode");
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(answer.Body, Is.EqualTo(
            $$"""{"id":"{{number.PhoneNumberId}}","display_phone_number":"+44 7700 900123","verified_name":"Acme","status":"CONNECTED","platform_type":"CLOUD_API","code_verification_status":"VERIFIED","account_mode":"LIVE"}"""));
    }

    [Test]
    public async Task A_node_asked_for_nothing_gives_Graphs_few()
    {
        var number = await Sandbox.Add("""{"phone":"+447700900123"}""");
        var node = (await Sandbox.Read(number.PhoneNumberId)).Json;
        Assert.That(Names(node), Is.EquivalentTo(new[] { "verified_name", "code_verification_status", "display_phone_number", "quality_rating", "id" }));
    }

    [Test]
    public async Task The_nodes_own_username_is_always_empty()
    {
        var number = await Sandbox.Add("""{"phone":"+447700900123","username":"acme"}""");
        Assert.That((await Sandbox.Node(number, "username")).Json.GetProperty("username").GetString(), Is.Empty);
    }

    [Test]
    public async Task The_display_number_can_be_any_text()
    {
        var number = await Sandbox.Add("""{"phone":"+5511912345678","display_phone_number":"+55 11 1234-5678"}""");
        Assert.That((await Sandbox.Node(number)).Json.GetProperty("display_phone_number").GetString(), Is.EqualTo("+55 11 1234-5678"));
        await Sandbox.Patch(number, """{"display_phone_number":null}""");
        Assert.That((await Sandbox.Node(number)).Json.GetProperty("display_phone_number").GetString(), Is.EqualTo("+55 11 91234-5678"));
    }

    [Test]
    public async Task An_unknown_field_is_error_100_without_a_subcode()
    {
        var number = await Sandbox.Add("""{"phone":"+447700900123"}""");
        foreach (var answer in new[] { await Sandbox.Node(number, "id,abuot"), await Sandbox.Profile(number, "abuot"), await Sandbox.Read($"{number.WabaId}/phone_numbers?fields=abuot") })
        {
            Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest));
            Assert.That(answer.GraphError, Is.EqualTo((100, (int?)null)));
        }
    }

    [Test]
    public async Task A_flat_profile_is_one_element_of_data()
    {
        var number = await Sandbox.Add("""{"phone":"+447700900123","about":"Hello","description":"We help"}""");
        Assert.That((await Sandbox.Profile(number)).Body, Is.EqualTo("""{"data":[{"about":"Hello","description":"We help","messaging_product":"whatsapp"}]}"""));
    }

    [Test]
    public async Task A_nested_profile_stands_in_business_profile()
    {
        var number = await Sandbox.Add("""{"phone":"+447700900123","about":"Hello","profile_shape":"nested"}""");
        var profile = (await Sandbox.Profile(number)).Json.GetProperty("data")[0].GetProperty("business_profile");
        Assert.That(profile.GetProperty("about").GetString(), Is.EqualTo("Hello"));
    }

    [Test]
    public async Task An_unset_About_is_a_missing_member()
    {
        var number = await Sandbox.Add("""{"phone":"+447700900123"}""");
        Assert.That(Names((await Sandbox.Profile(number)).Json.GetProperty("data")[0]), Is.EqualTo(new[] { "messaging_product" }));
    }

    [Test]
    public async Task A_profile_asked_for_nothing_gives_next_to_nothing()
    {
        var number = await Sandbox.Add("""{"phone":"+447700900123","about":"Hello"}""");
        var answer = await Sandbox.Read($"{number.PhoneNumberId}/whatsapp_business_profile");
        Assert.That(answer.Body, Is.EqualTo("""{"data":[{"messaging_product":"whatsapp"}]}"""));
    }

    [Test]
    public async Task About_arrives_character_by_character_as_it_was_set()
    {
        var number = await Sandbox.Add("""{"phone":"+447700900123","about":"A\u200bII \"é\" 😀 <b> \u202e"}""");
        Assert.That((await Sandbox.Profile(number)).Json.GetProperty("data")[0].GetProperty("about").GetString(), Is.EqualTo("A\u200bII \"é\" 😀 <b> \u202e"));
    }

    [Test]
    public async Task The_username_edge_gives_handle_and_status_or_nothing()
    {
        var number = await Sandbox.Add("""{"phone":"+447700900123"}""");
        Assert.That((await Sandbox.Username(number)).Body, Is.EqualTo("{}"));
        await Sandbox.Patch(number, """{"username":"AcmeSupport"}""");
        Assert.That((await Sandbox.Username(number)).Body, Is.EqualTo("""{"username":"acmesupport","status":"approved"}"""));
        await Sandbox.Patch(number, """{"username_status":"reserved"}""");
        Assert.That((await Sandbox.Username(number)).Body, Is.EqualTo("""{"username":"acmesupport","status":"reserved"}"""));
    }

    [Test]
    public async Task Without_a_token_or_with_a_strange_one_the_answer_is_401_and_190()
    {
        var number = await Sandbox.Add("""{"phone":"+447700900123"}""");
        var path = $"{SandboxHost.Graph}/{number.PhoneNumberId}";
        foreach (var answer in new[]
                 {
                     await Sandbox.Get(path),
                     await Sandbox.Get(path, "EAAnobody"),
                     await Sandbox.Get($"{path}?access_token={number.AccessToken}"),
                     await Sandbox.Send(HttpMethod.Get, path, with: r => r.Headers.TryAddWithoutValidation("Authorization", number.AccessToken)),
                 })
        {
            Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(answer.GraphError.Code, Is.EqualTo(190));
            Assert.That(answer.Json.GetProperty("error").GetProperty("type").GetString(), Is.EqualTo("OAuthException"));
            Assert.That(answer.Json.GetProperty("error").GetProperty("fbtrace_id").GetString(), Is.Not.Empty);
        }
    }

    [Test]
    public async Task An_unknown_id_and_one_not_shared_are_the_same_error_to_the_registry()
    {
        var hidden = await Sandbox.Add("""{"phone":"+447700900123","username":"acme","about":"Hello","shared":false}""");
        foreach (var edge in new[] { "", "/whatsapp_business_profile?fields=about", "/username" })
        {
            var missing = await Sandbox.Read("123456789012345" + edge);
            var unshared = await Sandbox.Read(hidden.PhoneNumberId + edge);
            Assert.That(missing.GraphError, Is.EqualTo((100, (int?)33)));
            Assert.That(unshared.GraphError, Is.EqualTo((100, (int?)33)));
            Assert.That(unshared.Status, Is.EqualTo(missing.Status));
        }
        await Sandbox.Patch(hidden, """{"shared":true}""");
        Assert.That((await Sandbox.Node(hidden)).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task An_owners_token_reaches_its_own_number_and_no_other()
    {
        var own = await Sandbox.Add("""{"phone":"+447700900123","shared":false}""");
        var other = await Sandbox.Add("""{"phone":"+447700900124"}""");
        foreach (var edge in new[] { "", "/whatsapp_business_profile", "/username" })
        {
            Assert.That((await Sandbox.Read(own.PhoneNumberId + edge, own.AccessToken)).Status, Is.EqualTo(HttpStatusCode.OK));
            Assert.That((await Sandbox.Read(other.PhoneNumberId + edge, own.AccessToken)).GraphError, Is.EqualTo((100, (int?)33)));
        }
    }

    [TestCase("/sandbox/graph/25.0/123456789012345")]
    [TestCase("/sandbox/graph/v25/123456789012345")]
    [TestCase("/sandbox/graph/v25.0/me")]
    [TestCase("/sandbox/graph/v25.0/123456789012345/messages")]
    [TestCase("/sandbox/graph/v25.0/123456789012345/username/more")]
    [TestCase("/sandbox/graph/v25.0")]
    [TestCase("/sandbox/graph")]
    public async Task Paths_that_Graph_does_not_know_are_answered_in_its_envelope(string path)
    {
        var answer = await Sandbox.Get(path, WhatsAppSandboxOptions.DefaultRegistryAccessToken);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(answer.GraphError.Code, Is.EqualTo(2500));
    }

    [Test]
    public async Task Every_version_is_served()
    {
        var number = await Sandbox.Add("""{"phone":"+447700900123"}""");
        var answer = await Sandbox.Get($"/sandbox/graph/v26.0/{number.PhoneNumberId}", number.AccessToken);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Every_answer_says_how_much_of_the_allowance_is_used()
    {
        var number = await Sandbox.Add("""{"phone":"+447700900123"}""");
        Assert.That((await Sandbox.Put("/sandbox/admin/usage", """{"percent":80}""")).Status, Is.EqualTo(HttpStatusCode.OK));
        foreach (var answer in new[] { await Sandbox.Node(number), await Sandbox.Read("123456789012345") })
        {
            var app = JsonDocument.Parse(answer.Headers.GetValues("X-App-Usage").Single()).RootElement;
            Assert.That(app.GetProperty("call_count").GetInt32(), Is.EqualTo(80));
            Assert.That(app.TryGetProperty("total_cputime", out _) && app.TryGetProperty("total_time", out _));
            var business = JsonDocument.Parse(answer.Headers.GetValues("X-Business-Use-Case-Usage").Single()).RootElement;
            Assert.That(business.GetProperty(WhatsAppSandboxOptions.FirstWabaId)[0].GetProperty("call_count").GetInt32(), Is.EqualTo(80));
        }
        Assert.That((await Sandbox.Get("/sandbox/admin/usage")).Json.GetProperty("percent").GetInt32(), Is.EqualTo(80));
    }

    [TestCase("""{"percent":101}""")]
    [TestCase("""{"percent":-1}""")]
    [TestCase("""{"percent":"80"}""")]
    [TestCase("""{"percent":80,"of":100}""")]
    [TestCase("{}")]
    public async Task A_usage_that_is_none_is_refused(string body) =>
        Assert.That((await Sandbox.Put("/sandbox/admin/usage", body)).Status, Is.EqualTo(HttpStatusCode.BadRequest));

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(m => m.Name);
}
