using System.Net;
using System.Text.Json;

namespace AiIdentity.WhatsAppSandbox.Tests;

internal sealed class DirectoryTests : SandboxFixture
{
    [Test]
    public async Task An_approved_username_leads_to_its_profile_in_any_case_and_shared_or_not()
    {
        var number = await Sandbox.Add("""{"phone":"+447700900123","username":"acmesupport","about":"Hello","shared":false}""");
        var answer = await Sandbox.LookUp("AcmeSupport");
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(answer.Json.EnumerateObject().Select(m => m.Name), Is.EqualTo(new[] { "profile_id", "username", "about" }));
        Assert.That(answer.Json.GetProperty("username").GetString(), Is.EqualTo("acmesupport"));
        Assert.That(answer.Json.GetProperty("about").GetString(), Is.EqualTo("Hello"));
        Assert.That(answer.Body, Does.Not.Contain(number.PhoneNumberId).And.Not.Contain("7700"));
    }

    [Test]
    public async Task The_profile_id_stays_while_everything_else_changes()
    {
        var number = await Sandbox.Add("""{"phone":"+447700900123","username":"acme"}""");
        var before = (await Sandbox.LookUp("acme")).Json;
        Assert.That(before.GetProperty("about").ValueKind, Is.EqualTo(JsonValueKind.Null));
        await Sandbox.Patch(number, """{"phone":"+447700900124","username":"acme.two","about":"New"}""");
        Assert.That((await Sandbox.LookUp("acme.two")).Json.GetProperty("profile_id").GetString(), Is.EqualTo(before.GetProperty("profile_id").GetString()));
    }

    [Test]
    public async Task A_handle_that_moved_leads_to_another_profile()
    {
        var one = await Sandbox.Add("""{"phone":"+447700900123","username":"acme"}""");
        var other = await Sandbox.Add("""{"phone":"+447700900124"}""");
        var before = (await Sandbox.LookUp("acme")).Json.GetProperty("profile_id").GetString();
        await Sandbox.Patch(one, """{"username":null}""");
        await Sandbox.Patch(other, """{"username":"acme"}""");
        Assert.That((await Sandbox.LookUp("acme")).Json.GetProperty("profile_id").GetString(), Is.Not.EqualTo(before));
    }

    [Test]
    public async Task Unknown_and_reserved_usernames_are_404()
    {
        await Sandbox.Add("""{"phone":"+447700900123","username":"acme","username_status":"reserved"}""");
        foreach (var username in new[] { "acme", "nobody" })
        {
            var answer = await Sandbox.LookUp(username);
            Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.NotFound));
            Assert.That(answer.Json.GetProperty("error").GetProperty("code").GetString(), Is.EqualTo("not_found"));
        }
    }
}
