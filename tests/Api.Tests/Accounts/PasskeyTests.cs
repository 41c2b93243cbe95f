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

    private async Task<Answer> TryAddAsync(Operator person, Authenticator device) => await Registry.Post(
        "/api/v1/auth/me/passkeys", With(device.Make(await AskAsync("/api/v1/auth/me/passkeys/new", person.Bearer)), ("name", "Phone"), ("password", Operator.Password)), person.Bearer);

    private async Task<string> AddAsync(Operator person, Authenticator device) => (await TryAddAsync(person, device)).Must(201).Text("id");

    private Task<Answer> RemoveAsync(string id, object? proof, string bearer) => Registry.Send(HttpMethod.Delete, $"/api/v1/auth/me/passkeys/{id}", proof, bearer);

    private async Task<object> ProofAsync(Authenticator device, string bearer) => new { passkey = device.Show(await AskAsync("/api/v1/auth/me/passkeys/ask", bearer)) };

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

        (await RemoveAsync(device.Id, await ProofAsync(device, again), again)).Must(409, "last_way_in");
        var proof = device.Show(await AskAsync("/api/v1/auth/me/passkeys/ask", again));
        (await Registry.Post("/api/v1/auth/me/password", new { passkey = proof, new_password = Operator.Password }, again)).Must(204);
        await Registry.SignInAsync(email);
        (await RemoveAsync(device.Id, await ProofAsync(device, again), again)).Must(204);
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
        (await TryAddAsync(person, device)).Must(400, "passkey_invalid");
        Assert.That((await Registry.Patch($"/api/v1/auth/me/passkeys/{id}", new { name = "Old phone" }, person.Bearer)).Must(200).Text("name"), Is.EqualTo("Old phone"));
        (await Registry.Patch("/api/v1/auth/me/passkeys/nonsense", new { name = "x" }, person.Bearer)).Must(404, "passkey_unknown");
        Assert.That((await Registry.Get("/api/v1/auth/me/export", person.Bearer)).Body, Does.Contain("Old phone"));
        (await SignInAsync(device)).Must(200);

        var stranger = await Registry.SignUpAsync(FreshEmail());
        (await RemoveAsync(id, new { password = Operator.Password }, stranger.Bearer)).Must(404, "passkey_unknown");
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
                (await TryAddAsync(person, wrong)).Must(400, "passkey_invalid");
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
    public async Task A_passkey_asks_for_no_second_factor_and_wrong_passwords_do_not_lock_it()
    {
        var person = await Registry.SignUpAsync(FreshEmail());
        using var device = new Authenticator();
        await AddAsync(person, device);
        var key = (await Registry.Post("/api/v1/auth/me/second-factor", new { password = Operator.Password }, person.Bearer)).Must(200).Text("shared_key");
        (await Registry.Post("/api/v1/auth/me/second-factor/enable", new { code = Totp.Now(key) }, person.Bearer)).Must(200);
        var bearer = (await SignInAsync(device)).Must(200).Text("access_token");
        Assert.That((await Registry.Get("/api/v1/auth/me/sessions", bearer)).Must(200).Items.Single(s => s!["current"]!.GetValue<bool>())!["second_factor"]!.GetValue<bool>(), Is.True);

        for (var i = 0; i < 10; i++) (await Registry.Post("/api/v1/auth/login", new { email = person.Email, password = "wrong password here" })).Must(401);
        (await Registry.Post("/api/v1/auth/login", new { email = person.Email, password = Operator.Password })).Must(401, "credentials_invalid");
        bearer = (await SignInAsync(device)).Must(200).Text("access_token");
        await Registry.AdvanceAsync(TimeSpan.FromHours(25));
        (await Registry.Post("/api/v1/auth/me/delete", new { password = Operator.Password }, bearer)).Must(401, "credentials_invalid");
        (await Registry.Post("/api/v1/auth/me/delete", await ProofAsync(device, bearer), bearer)).Must(204);
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
        (await TryAddAsync(person, oneMore)).Must(409, "too_many_passkeys");
    }

    [Test]
    public async Task A_stolen_session_lays_no_passkey_in_and_takes_none_out()
    {
        var person = await Registry.SignUpAsync(FreshEmail());
        using var own = new Authenticator();
        using var thiefs = new Authenticator();
        var id = await AddAsync(person, own);
        object?[] lacking = [null, new { }, new { password = "" }, new { proof = new { } }, new { passkey = new { state = "x" } }];
        foreach (var proof in lacking)
        {
            var body = With(thiefs.Make(await AskAsync("/api/v1/auth/me/passkeys/new", person.Bearer)));
            foreach (var (name, value) in JsonSerializer.SerializeToNode(proof)?.AsObject().ToArray() ?? []) body[name] = value?.DeepClone();
            (await Registry.Post("/api/v1/auth/me/passkeys", body, person.Bearer)).Must(400, "validation_failed");
            var removed = await RemoveAsync(id, proof, person.Bearer);
            Assert.That((int)removed.Status, Is.EqualTo(400), removed.Body);
        }

        var wrong = With(thiefs.Make(await AskAsync("/api/v1/auth/me/passkeys/new", person.Bearer)), ("password", "wrong password here"));
        (await Registry.Post("/api/v1/auth/me/passkeys", wrong, person.Bearer)).Must(401, "credentials_invalid");
        (await RemoveAsync(id, new { password = "wrong password here" }, person.Bearer)).Must(401, "credentials_invalid");
        (await SignInAsync(thiefs)).Must(401, "credentials_invalid");
        (await SignInAsync(own)).Must(200);
        (await RemoveAsync(id, new { proof = new { password = Operator.Password } }, person.Bearer)).Must(204);
    }

    [Test]
    public async Task A_passkey_added_in_a_session_signs_in_at_once_and_proves_from_the_next_day()
    {
        var person = await Registry.SignUpAsync(FreshEmail());
        using var device = new Authenticator();
        await AddAsync(person, device);
        var bearer = (await SignInAsync(device)).Must(200).Text("access_token");
        using var another = new Authenticator();
        (string Path, object Body)[] acts =
        [
            ("/api/v1/auth/me/password", new { new_password = "a new password here" }),
            ("/api/v1/auth/me/second-factor", new { }),
            ("/api/v1/auth/me/second-factor/disable", new { }),
            ("/api/v1/auth/me/second-factor/recovery-codes", new { }),
            ("/api/v1/auth/me/passkeys", another.Make(await AskAsync("/api/v1/auth/me/passkeys/new", bearer))),
            ("/api/v1/auth/me/delete", new { }),
        ];
        foreach (var (path, body) in acts)
        {
            var shown = device.Show(await AskAsync("/api/v1/auth/me/passkeys/ask", bearer));
            var refused = (await Registry.Post(path, With(body, ("passkey", shown)), bearer)).Must(401, "credentials_invalid");
            Assert.That(refused.Text("detail"), Does.Contain("24 hours"), path);
        }

        (await RemoveAsync(device.Id, await ProofAsync(device, bearer), bearer)).Must(401, "credentials_invalid");
        await Registry.AdvanceAsync(TimeSpan.FromHours(23));
        (await Registry.Post("/api/v1/auth/me/delete", await ProofAsync(device, bearer), bearer)).Must(401, "credentials_invalid");
        await Registry.AdvanceAsync(TimeSpan.FromHours(2));
        (await Registry.Post("/api/v1/auth/me/delete", await ProofAsync(device, bearer), bearer)).Must(204);
    }

    [Test]
    public async Task A_first_password_set_in_a_session_proves_from_the_next_day_and_its_change_needs_no_wait()
    {
        var email = FreshEmail();
        using var device = new Authenticator();
        var bearer = await SignUpAsync(email, device);
        var proof = device.Show(await AskAsync("/api/v1/auth/me/passkeys/ask", bearer));
        (await Registry.Post("/api/v1/auth/me/password", new { passkey = proof, new_password = Operator.Password }, bearer)).Must(204);
        await Registry.SignInAsync(email);
        var refused = (await Registry.Post("/api/v1/auth/me/second-factor", new { password = Operator.Password }, bearer)).Must(401, "credentials_invalid");
        Assert.That(refused.Text("detail"), Does.Contain("24 hours"));
        (await Registry.Post("/api/v1/auth/me/second-factor", await ProofAsync(device, bearer), bearer)).Must(200);
        await Registry.AdvanceAsync(TimeSpan.FromHours(25));
        (await Registry.Post("/api/v1/auth/me/password", new { password = Operator.Password, new_password = "a new password here" }, bearer)).Must(204);
        (await Registry.Post("/api/v1/auth/me/delete", new { password = "a new password here" }, bearer)).Must(204);
    }

    [Test]
    public async Task An_answer_is_good_once()
    {
        var email = FreshEmail();
        using var device = new Authenticator();
        var bearer = await SignUpAsync(email, device);
        var login = device.Show(await AskAsync());
        (await Registry.Post("/api/v1/auth/passkeys/login", login)).Must(200);
        (await Registry.Post("/api/v1/auth/passkeys/login", login)).Must(401, "credentials_invalid");

        var proof = device.Show(await AskAsync("/api/v1/auth/me/passkeys/ask", bearer));
        (await Registry.Post("/api/v1/auth/me/password", new { passkey = proof, new_password = Operator.Password }, bearer)).Must(204);
        (await Registry.Post("/api/v1/auth/me/delete", new { passkey = proof }, bearer)).Must(401, "credentials_invalid");

        // Of many at once one is taken.
        login = device.Show(await AskAsync());
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Registry.Post("/api/v1/auth/passkeys/login", login)));
        Assert.That(answers.Count(a => (int)a.Status == 200), Is.EqualTo(1));
    }

    [Test]
    public async Task The_owner_is_mailed_of_every_change_to_what_signs_in()
    {
        var person = await Registry.SignUpAsync(FreshEmail());
        using var device = new Authenticator();
        var id = await AddAsync(person, device);
        (await RemoveAsync(id, new { password = Operator.Password }, person.Bearer)).Must(204);
        var key = (await Registry.Post("/api/v1/auth/me/second-factor", new { password = Operator.Password }, person.Bearer)).Must(200).Text("shared_key");
        (await Registry.Post("/api/v1/auth/me/second-factor/enable", new { code = Totp.Now(key) }, person.Bearer)).Must(200);
        (await Registry.Post("/api/v1/auth/me/second-factor/recovery-codes", new { password = Operator.Password }, person.Bearer)).Must(200);
        (await Registry.Post("/api/v1/auth/me/second-factor/disable", new { password = Operator.Password }, person.Bearer)).Must(204);
        (await Registry.Post("/api/v1/auth/me/password", new { password = Operator.Password, new_password = "a new password here" }, person.Bearer)).Must(204);
        await Registry.RoundAsync();
        var mails = (await Registry.MailsAsync(person.Email)).Where(mail => mail.Contains("If it was not you: choose a new password", StringComparison.Ordinal)).Select(mail => mail.Split('\n')[0]).ToList();
        Assert.That(mails, Is.EqualTo(new[]
        {
            "A passkey was added to your account. It signs in at once; for anything else that asks for proof it counts from 24 hours after.",
            "A passkey was removed from your account. It signs in no longer.",
            "Signing in to your account with the password now also asks for a code of an authenticator app.",
            "New recovery codes were made for your account. The earlier ones are worth nothing now.",
            "Signing in to your account with the password no longer asks for a code. The recovery codes are worth nothing now.",
            "The password of your account was changed, and its other sessions were ended.",
        }));
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
