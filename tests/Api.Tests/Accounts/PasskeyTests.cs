using System.Text.Json;
using System.Text.Json.Nodes;

namespace AiIdentity.Api.Tests.Accounts;

internal sealed class PasskeyTests : RegistryFixture
{
    private static int _people;

    private static string FreshEmail() => $"holder{Interlocked.Increment(ref _people)}@mail.example";

    private async Task<JsonNode> AskAsync(string path = "/api/v1/auth/passkeys/ask", string? bearer = null, object? body = null) =>
        (await Registry.Post(path, body, bearer)).Must(200).Json!;

    private async Task<Answer> SignInAsync(Authenticator device) => await Registry.Post("/api/v1/auth/passkeys/login", device.Show(await AskAsync()));

    private static JsonObject With(object answer, params (string Name, object Value)[] more)
    {
        var body = JsonSerializer.SerializeToNode(answer)!.AsObject();
        foreach (var (name, value) in more) body[name] = JsonSerializer.SerializeToNode(value);
        return body;
    }

    private async Task<string> AddAsync(Operator person, Authenticator device) =>
        (await Registry.Post("/api/v1/auth/me/passkeys", With(device.Make(await AskAsync("/api/v1/auth/me/passkeys/new", person.Bearer)), ("name", "Phone")), person.Bearer)).Must(201).Text("id");

    private async Task<string> SignUpAsync(string email, Authenticator device)
    {
        (await Registry.Post("/api/v1/auth/passkeys/register", new { email })).Must(202);
        var code = await Registry.CodeAsync(email);
        var made = device.Make(await AskAsync("/api/v1/auth/passkeys/first/ask", body: new { email, code }));
        return (await Registry.Post("/api/v1/auth/passkeys/first", With(made, ("email", email), ("code", code)))).Must(200).Text("access_token");
    }

    [Test]
    public async Task Somebody_signs_up_and_in_with_a_passkey_and_no_password()
    {
        using var device = new Authenticator();
        var email = FreshEmail();
        var bearer = await SignUpAsync(email, device);
        var me = (await Registry.Get("/api/v1/auth/me", bearer)).Must(200);
        Assert.That((me.Text("email"), me.Json!["email_confirmed"]!.GetValue<bool>()), Is.EqualTo((email, true)));

        var again = (await SignInAsync(device)).Must(200).Text("access_token");
        var credentials = (await Registry.Get("/api/v1/auth/me/credentials", again)).Must(200);
        Assert.That(credentials.Json!["password"]!.GetValue<bool>(), Is.False);
        Assert.That(credentials.Json!["passkeys"]![0]!.Id(), Is.EqualTo(device.Id));
        (await Registry.Post("/api/v1/auth/login", new { email, password = Operator.Password })).Must(401, "credentials_invalid");

        (await Registry.Delete($"/api/v1/auth/me/passkeys/{device.Id}", again)).Must(409, "last_way_in");
        var proof = device.Show(await AskAsync("/api/v1/auth/me/passkeys/ask", again));
        (await Registry.Post("/api/v1/auth/me/password", new { passkey = proof, new_password = Operator.Password }, again)).Must(204);
        await Registry.SignInAsync(email);
        (await Registry.Delete($"/api/v1/auth/me/passkeys/{device.Id}", again)).Must(204);
        (await SignInAsync(device)).Must(401, "credentials_invalid");
    }

    [Test]
    public async Task Signing_up_with_a_passkey_answers_alike_whether_the_address_is_known_or_not()
    {
        var known = (await Registry.SignUpAsync(FreshEmail())).Email;
        var answers = new[]
        {
            (await Registry.Post("/api/v1/auth/passkeys/register", new { email = known })).Must(202),
            (await Registry.Post("/api/v1/auth/passkeys/register", new { email = FreshEmail() })).Must(202),
        };
        Assert.That(answers.Select(a => a.Body + string.Join(';', a.Headers.Where(h => h.Key != "Date").Select(h => h.Key + h.Value))).Distinct(StringComparer.Ordinal).Count(), Is.EqualTo(1));
        await Registry.RoundAsync();
        Assert.That((await Registry.MailsAsync(known))[^1], Does.Contain("has a confirmed account already").And.Not.Contain("Code:"));
    }

    [Test]
    public async Task A_code_opens_the_account_in_the_way_that_it_was_asked_for()
    {
        var email = FreshEmail();
        (await Registry.Post("/api/v1/auth/passkeys/register", new { email })).Must(202);
        var forPasskey = await Registry.CodeAsync(email);
        (await Registry.Post("/api/v1/auth/register", new { email, password = Operator.Password })).Must(202);
        var forPassword = await Registry.CodeAsync(email, mails: 2);

        (await Registry.Post("/api/v1/auth/confirm-email", new { email, code = forPasskey })).Must(400, "code_invalid");
        (await Registry.Post("/api/v1/auth/passkeys/first/ask", new { email, code = forPassword })).Must(400, "code_invalid");
        using var device = new Authenticator();
        var made = device.Make(await AskAsync("/api/v1/auth/passkeys/first/ask", body: new { email, code = forPasskey }));
        (await Registry.Post("/api/v1/auth/passkeys/first", With(made, ("email", email), ("code", forPassword)))).Must(400, "code_invalid");
        (await Registry.Post("/api/v1/auth/passkeys/first", With(made, ("email", email), ("code", forPasskey)))).Must(200);
        (await Registry.Post("/api/v1/auth/login", new { email, password = Operator.Password })).Must(401, "credentials_invalid");
        (await Registry.Post("/api/v1/auth/confirm-email", new { email, code = forPassword })).Must(400, "code_invalid");
    }

    [Test]
    public async Task A_passkey_is_added_named_and_removed_and_a_reset_ends_it()
    {
        var person = await Registry.SignUpAsync(FreshEmail());
        using var device = new Authenticator();
        var id = await AddAsync(person, device);
        (await Registry.Post("/api/v1/auth/me/passkeys", device.Make(await AskAsync("/api/v1/auth/me/passkeys/new", person.Bearer)), person.Bearer)).Must(400, "passkey_invalid");
        Assert.That((await Registry.Patch($"/api/v1/auth/me/passkeys/{id}", new { name = "Old phone" }, person.Bearer)).Must(200).Text("name"), Is.EqualTo("Old phone"));
        (await Registry.Patch("/api/v1/auth/me/passkeys/nonsense", new { name = "x" }, person.Bearer)).Must(404, "passkey_unknown");
        Assert.That((await Registry.Get("/api/v1/auth/me/export", person.Bearer)).Body, Does.Contain("Old phone"));
        (await SignInAsync(device)).Must(200);

        var stranger = await Registry.SignUpAsync(FreshEmail());
        (await Registry.Delete($"/api/v1/auth/me/passkeys/{id}", stranger.Bearer)).Must(404, "passkey_unknown");
        (await Registry.Post("/api/v1/auth/me/delete", new { passkey = device.Show(await AskAsync("/api/v1/auth/me/passkeys/ask", stranger.Bearer)) }, stranger.Bearer)).Must(401, "credentials_invalid");

        (await Registry.Post("/api/v1/auth/forgot-password", new { email = person.Email })).Must(202);
        var code = await Registry.CodeAsync(person.Email, mails: 2);
        (await Registry.Post("/api/v1/auth/reset-password", new { email = person.Email, code, new_password = "a new password here" })).Must(204);
        (await SignInAsync(device)).Must(401, "credentials_invalid");
    }

    [Test]
    public async Task What_was_not_made_for_this_registry_and_this_question_is_refused()
    {
        var person = await Registry.SignUpAsync(FreshEmail());
        foreach (var wrong in new[] { new Authenticator { Origin = "https://registry.example.evil" }, new Authenticator { Domain = "other.example" }, new Authenticator { VerifiesUser = false } })
        {
            using (wrong)
                (await Registry.Post("/api/v1/auth/me/passkeys", wrong.Make(await AskAsync("/api/v1/auth/me/passkeys/new", person.Bearer)), person.Bearer)).Must(400, "passkey_invalid");
        }

        using var device = new Authenticator();
        await AddAsync(person, device);
        var (one, other) = (await AskAsync(), await AskAsync());
        (await Registry.Post("/api/v1/auth/passkeys/login", With(device.Show(one), ("state", other["state"]!.GetValue<string>())))).Must(401, "credentials_invalid");
        (await Registry.Post("/api/v1/auth/passkeys/login", device.Show(await AskAsync("/api/v1/auth/me/passkeys/ask", person.Bearer)))).Must(401, "credentials_invalid");
        (await Registry.Post("/api/v1/auth/passkeys/login", new { state = "nonsense", credential = new { id = "x" } })).Must(401, "credentials_invalid");
        (await Registry.Post("/api/v1/auth/passkeys/login", new { state = "nonsense" })).Must(400, "validation_failed");
        (await SignInAsync(device)).Must(200);
    }

    [Test]
    public async Task A_passkey_asks_for_no_second_factor_and_waits_out_a_lock()
    {
        var person = await Registry.SignUpAsync(FreshEmail());
        using var device = new Authenticator();
        await AddAsync(person, device);
        var key = (await Registry.Post("/api/v1/auth/me/second-factor", null, person.Bearer)).Must(200).Text("shared_key");
        (await Registry.Post("/api/v1/auth/me/second-factor/enable", new { code = Totp.Now(key) }, person.Bearer)).Must(200);
        var bearer = (await SignInAsync(device)).Must(200).Text("access_token");
        Assert.That((await Registry.Get("/api/v1/auth/me/sessions", bearer)).Must(200).Items.Single(s => s!["current"]!.GetValue<bool>())!["second_factor"]!.GetValue<bool>(), Is.True);

        for (var i = 0; i < 10; i++) (await Registry.Post("/api/v1/auth/login", new { email = person.Email, password = "wrong password here" })).Must(401);
        (await SignInAsync(device)).Must(401, "credentials_invalid");
    }

    [Test]
    public async Task An_account_holds_twenty_passkeys()
    {
        var person = await Registry.SignUpAsync(FreshEmail());
        for (var i = 0; i < 20; i++)
        {
            using var device = new Authenticator();
            await AddAsync(person, device);
        }

        using var oneMore = new Authenticator();
        (await Registry.Post("/api/v1/auth/me/passkeys", oneMore.Make(await AskAsync("/api/v1/auth/me/passkeys/new", person.Bearer)), person.Bearer)).Must(409, "too_many_passkeys");
    }

    [Test]
    public async Task An_unconfirmed_account_has_no_passkeys()
    {
        var email = FreshEmail();
        (await Registry.Post("/api/v1/auth/register", new { email, password = Operator.Password })).Must(202);
        var person = await Registry.SignInAsync(email);
        (await Registry.Post("/api/v1/auth/me/passkeys/new", null, person.Bearer)).Must(403, "email_unconfirmed");
    }
}
