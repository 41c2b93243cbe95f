using System.Net;
using System.Text.Json;

namespace AiIdentity.WhatsAppSandbox.Tests;

internal sealed class NumberTests : SandboxFixture
{
    private const string Numbers = "/sandbox/admin/numbers";

    [Test]
    public async Task A_new_number_answers_its_ids_and_its_owners_token_and_no_more()
    {
        var answer = await Sandbox.Post(Numbers, """{"phone":"+447700900123"}""");
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(answer.Json.EnumerateObject().Select(m => m.Name), Is.EqualTo(new[] { "phone_number_id", "waba_id", "access_token" }));
        Assert.That(answer.Json.GetProperty("phone_number_id").GetString(), Does.Match(@"\A[0-9]{15}\z"));
        Assert.That(answer.Json.GetProperty("waba_id").GetString(), Is.EqualTo(WhatsAppSandboxOptions.FirstWabaId));
        Assert.That(answer.Json.GetProperty("access_token").GetString(), Does.StartWith("EAA"));
    }

    [Test]
    public async Task Two_numbers_have_ids_and_tokens_of_their_own()
    {
        var one = await Sandbox.Add("""{"phone":"+447700900123"}""");
        var other = await Sandbox.Add("""{"phone":"+447700900124"}""");
        Assert.That(one.PhoneNumberId, Is.Not.EqualTo(other.PhoneNumberId));
        Assert.That(one.AccessToken, Is.Not.EqualTo(other.AccessToken));
    }

    [Test]
    public async Task The_second_record_of_a_phone_goes_into_the_second_account()
    {
        var one = await Sandbox.Add("""{"phone":"+447700900123"}""");
        var migrated = await Sandbox.Add("""{"phone":"+447700900123"}""");
        var other = await Sandbox.Add("""{"phone":"+447700900124"}""");
        Assert.That(new[] { one.WabaId, migrated.WabaId, other.WabaId },
            Is.EqualTo(new[] { WhatsAppSandboxOptions.FirstWabaId, WhatsAppSandboxOptions.SecondWabaId, WhatsAppSandboxOptions.FirstWabaId }));
    }

    [Test]
    public async Task Every_member_can_be_said_at_once()
    {
        var number = await Sandbox.Add("""
            {"phone":"+447700900123","username":"Acme.Support","username_status":"reserved","about":"Hello","description":"We help",
             "verified_name":"Acme","status":"PENDING","platform_type":"ON_PREMISE","code_verification_status":"EXPIRED","account_mode":"SANDBOX",
             "shared":false,"display_phone_number":"15556447198","profile_shape":"nested"}
            """);
        var kept = (await Sandbox.Get($"{Numbers}/{number.PhoneNumberId}")).Json;
        Assert.That(kept.GetProperty("username").GetString(), Is.EqualTo("acme.support"));
        Assert.That(kept.GetProperty("username_status").GetString(), Is.EqualTo("reserved"));
        Assert.That(kept.GetProperty("about").GetString(), Is.EqualTo("Hello"));
        Assert.That(kept.GetProperty("description").GetString(), Is.EqualTo("We help"));
        Assert.That(kept.GetProperty("verified_name").GetString(), Is.EqualTo("Acme"));
        Assert.That(kept.GetProperty("status").GetString(), Is.EqualTo("PENDING"));
        Assert.That(kept.GetProperty("platform_type").GetString(), Is.EqualTo("ON_PREMISE"));
        Assert.That(kept.GetProperty("code_verification_status").GetString(), Is.EqualTo("EXPIRED"));
        Assert.That(kept.GetProperty("account_mode").GetString(), Is.EqualTo("SANDBOX"));
        Assert.That(kept.GetProperty("shared").GetBoolean(), Is.False);
        Assert.That(kept.GetProperty("display_phone_number").GetString(), Is.EqualTo("15556447198"));
        Assert.That(kept.GetProperty("profile_shape").GetString(), Is.EqualTo("nested"));
    }

    [Test]
    public async Task Members_left_out_or_null_have_their_defaults()
    {
        var bare = await Sandbox.Add("""{"phone":"+447700900123"}""");
        var nulls = await Sandbox.Add("""
            {"phone":"+447700900123","username":null,"username_status":null,"about":null,"description":null,"verified_name":null,"status":null,
             "platform_type":null,"code_verification_status":null,"account_mode":null,"shared":null,"display_phone_number":null,"profile_shape":null}
            """);
        foreach (var number in new[] { bare, nulls })
        {
            var kept = (await Sandbox.Get($"{Numbers}/{number.PhoneNumberId}")).Json;
            Assert.That(kept.GetProperty("status").GetString(), Is.EqualTo("CONNECTED"));
            Assert.That(kept.GetProperty("platform_type").GetString(), Is.EqualTo("CLOUD_API"));
            Assert.That(kept.GetProperty("code_verification_status").GetString(), Is.EqualTo("VERIFIED"));
            Assert.That(kept.GetProperty("account_mode").GetString(), Is.EqualTo("LIVE"));
            Assert.That(kept.GetProperty("shared").GetBoolean(), Is.True);
            Assert.That(kept.GetProperty("username_status").GetString(), Is.EqualTo("approved"));
            Assert.That(kept.GetProperty("about").ValueKind, Is.EqualTo(JsonValueKind.Null));
        }
    }

    [TestCase("""{"about":"Hello"}""", "phone")]
    [TestCase("""{"phone":null}""", "phone")]
    [TestCase("""{"phone":447700900123}""", "phone")]
    [TestCase("""{"phone":"447700900123"}""", "phone")]
    [TestCase("""{"phone":"+44 7700 900123"}""", "phone")]
    [TestCase("""{"phone":"wa:+447700900123"}""", "phone")]
    [TestCase("""{"phone":"+044770090"}""", "phone")]
    [TestCase("""{"phone":"+123456"}""", "phone")]
    [TestCase("""{"phone":"+1234567890123456"}""", "phone")]
    [TestCase("""{"phone":"+44770090012٣"}""", "phone")]
    [TestCase("""{"phone":"+447700900123\n"}""", "phone")]
    [TestCase("""{"phone":"+447700900123","username":"ab"}""", "username")]
    [TestCase("""{"phone":"+447700900123","username":"@acme"}""", "username")]
    [TestCase("""{"phone":"+447700900123","username":"12345"}""", "username")]
    [TestCase("""{"phone":"+447700900123","username":".acme"}""", "username")]
    [TestCase("""{"phone":"+447700900123","username":"acme."}""", "username")]
    [TestCase("""{"phone":"+447700900123","username":"ac..me"}""", "username")]
    [TestCase("""{"phone":"+447700900123","username":"wwwacme"}""", "username")]
    [TestCase("""{"phone":"+447700900123","username":"acme.io"}""", "username")]
    [TestCase("""{"phone":"+447700900123","username":"acme\u212a"}""", "username")]
    [TestCase("""{"phone":"+447700900123","username":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}""", "username")]
    [TestCase("""{"phone":"+447700900123","username_status":"deleted"}""", "username_status")]
    [TestCase("""{"phone":"+447700900123","status":"connected"}""", "status")]
    [TestCase("""{"phone":"+447700900123","shared":"yes"}""", "shared")]
    [TestCase("""{"phone":"+447700900123","about":["Hello"]}""", "about")]
    [TestCase("""{"phone":"+447700900123","about":"\ud83d"}""", "about")]
    [TestCase("""{"phone":"+447700900123","profile_shape":"round"}""", "profile_shape")]
    [TestCase("""{"phone":"+447700900123","abuot":"Hello"}""", "abuot")]
    [TestCase("""{"phone":"+447700900123","Phone":"+447700900124"}""", "Phone")]
    [TestCase("""{"phone":"+447700900123","phone":"+447700900124"}""", "twice")]
    [TestCase("""["+447700900123"]""", "object")]
    [TestCase("""{"phone":""", "JSON")]
    [TestCase("", "JSON")]
    public async Task Malformed_bodies_are_refused_with_a_sentence(string body, string named)
    {
        var answer = await Sandbox.Post(Numbers, body);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest), answer.Body);
        Assert.That(answer.MediaType, Is.EqualTo("application/problem+json"));
        Assert.That(answer.Json.GetProperty("detail").GetString(), Does.Contain(named));
        Assert.That((await Sandbox.Get(Numbers)).Json.GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task About_holds_139_characters_of_any_kind_and_not_one_more()
    {
        var number = await Sandbox.Add("""{"phone":"+447700900123"}""");
        Assert.That((await Sandbox.Patch(number, $$"""{"about":"{{string.Concat(Enumerable.Repeat("😀", 139))}}"}""")).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await Sandbox.Patch(number, $$"""{"about":"{{new string('a', 140)}}"}""")).Status, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task A_body_beyond_32_kib_is_refused()
    {
        var answer = await Sandbox.Post(Numbers, $$"""{"phone":"+447700900123","about":"{{new string('a', 40_000)}}"}""");
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
    }

    [Test]
    public async Task A_username_is_one_records_only_whatever_its_case()
    {
        var holder = await Sandbox.Add("""{"phone":"+447700900123","username":"acme"}""");
        Assert.That((await Sandbox.Post(Numbers, """{"phone":"+447700900124","username":"ACME"}""")).Status, Is.EqualTo(HttpStatusCode.Conflict));

        var other = await Sandbox.Add("""{"phone":"+447700900124"}""");
        Assert.That((await Sandbox.Patch(other, """{"username":"Acme"}""")).Status, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That((await Sandbox.Patch(holder, """{"username":"ACME","about":"Still mine"}""")).Status, Is.EqualTo(HttpStatusCode.OK));

        await Sandbox.Patch(holder, """{"username":null}""");
        Assert.That((await Sandbox.Patch(other, """{"username":"Acme"}""")).Status, Is.EqualTo(HttpStatusCode.OK), "released, then free");
    }

    [Test]
    public async Task A_patch_changes_what_it_names_and_null_unsets()
    {
        var number = await Sandbox.Add("""{"phone":"+447700900123","username":"acme","about":"Hello","description":"We help"}""");
        var kept = (await Sandbox.Patch(number, """{"about":null}""")).Json;
        Assert.That(kept.GetProperty("about").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(kept.GetProperty("description").GetString(), Is.EqualTo("We help"));
        Assert.That(kept.GetProperty("username").GetString(), Is.EqualTo("acme"));

        kept = (await Sandbox.Patch(number, """{"username":null,"description":"","about":"Back"}""")).Json;
        Assert.That(kept.GetProperty("username").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(kept.GetProperty("description").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(kept.GetProperty("about").GetString(), Is.EqualTo("Back"));
    }

    [Test]
    public async Task A_refused_patch_changes_nothing()
    {
        var number = await Sandbox.Add("""{"phone":"+447700900123","about":"Hello"}""");
        Assert.That((await Sandbox.Patch(number, """{"about":"Other","shared":1}""")).Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((await Sandbox.Get($"{Numbers}/{number.PhoneNumberId}")).Json.GetProperty("about").GetString(), Is.EqualTo("Hello"));
    }

    [Test]
    public async Task An_unknown_number_is_404()
    {
        var unknown = new Added("123456789012345", "", "");
        Assert.That((await Sandbox.Patch(unknown, """{"about":"Hello"}""")).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await Sandbox.Get($"{Numbers}/{unknown.PhoneNumberId}")).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await Sandbox.Send(HttpMethod.Delete, $"{Numbers}/{unknown.PhoneNumberId}")).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_removed_number_is_gone_for_every_reader()
    {
        var number = await Sandbox.Add("""{"phone":"+447700900123","username":"acme"}""");
        Assert.That((await Sandbox.Send(HttpMethod.Delete, $"{Numbers}/{number.PhoneNumberId}")).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await Sandbox.Node(number)).GraphError, Is.EqualTo((100, (int?)33)));
        Assert.That((await Sandbox.LookUp("acme")).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await Sandbox.Read(number.PhoneNumberId, number.AccessToken)).GraphError.Code, Is.EqualTo(190), "its owner's token went with it");
    }

    [Test]
    public async Task Changes_at_once_lose_nothing()
    {
        var number = await Sandbox.Add("""{"phone":"+447700900123"}""");
        var changes = Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? Sandbox.Patch(number, $$"""{"about":"{{i}}"}""") : Sandbox.Add($$"""{"phone":"+4477009001{{i:00}}"}""") as Task);
        await Task.WhenAll(changes);
        Assert.That((await Sandbox.Get(Numbers)).Json.GetArrayLength(), Is.EqualTo(11));
    }
}
