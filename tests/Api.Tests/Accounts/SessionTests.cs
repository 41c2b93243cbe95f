namespace AiIdentity.Api.Tests.Accounts;

internal sealed class SessionTests : RegistryFixture
{
    private const string NewPassword = "quite another password";

    [Test]
    public async Task Sessions_are_listed_and_signed_out_one_by_one()
    {
        var here = await Registry.SignUpAsync();
        var there = await Registry.SignInAsync(here.Email);
        (await Registry.Post("/api/v1/auth/login?cookies=true", new { email = here.Email, password = Operator.Password })).Must(204);
        var listed = (await Registry.Get("/api/v1/auth/me/sessions", here.Bearer)).Must(200);
        Assert.That(listed.Items.Select(s => s!.Text("kind")), Is.EqualTo(new[] { "cookie", "token", "token" }));
        Assert.That(listed.Items.Select(s => s!["current"]!.GetValue<bool>()), Is.EqualTo(new[] { false, false, true }));

        (await Registry.Delete($"/api/v1/auth/me/sessions/{listed.Items[1]!.Id()}", here.Bearer)).Must(204);
        (await Registry.Get("/api/v1/auth/me", there.Bearer)).Must(401, "credentials_invalid");
        (await Registry.Get("/api/v1/auth/me", here.Bearer)).Must(200);
        Assert.That((await Registry.Get("/api/v1/auth/me/sessions?limit=1", here.Bearer)).Must(200).Items, Has.Count.EqualTo(1));

        var stranger = await Registry.SignUpAsync();
        (await Registry.Delete($"/api/v1/auth/me/sessions/{listed.Items[2]!.Id()}", stranger.Bearer)).Must(404, "session_unknown");
        (await Registry.Delete("/api/v1/auth/me/sessions/nonsense", stranger.Bearer)).Must(404, "session_unknown");

        (await Registry.Post("/api/v1/auth/me/sessions/end-others", null, here.Bearer)).Must(204);
        Assert.That((await Registry.Get("/api/v1/auth/me/sessions", here.Bearer)).Must(200).Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_changed_password_ends_the_other_sessions_and_no_key()
    {
        var here = await Registry.SignUpAsync();
        var there = await Registry.SignInAsync(here.Email);
        var key = (await Registry.Post("/api/v1/api-keys", new { name = "k", scopes = new[] { "identity:read" } }, here.Bearer)).Must(201).Text("secret");
        (await Registry.Post("/api/v1/auth/me/password", new { password = "wrong password here", new_password = NewPassword }, here.Bearer)).Must(401, "credentials_invalid");
        (await Registry.Post("/api/v1/auth/me/password", new { new_password = NewPassword }, here.Bearer)).Must(400, "validation_failed");
        (await Registry.Post("/api/v1/auth/me/password", new { password = Operator.Password, new_password = "short" }, here.Bearer)).Must(400, "validation_failed");
        (await Registry.Get("/api/v1/auth/me", there.Bearer)).Must(200);

        (await Registry.Post("/api/v1/auth/me/password", new { password = Operator.Password, new_password = NewPassword }, here.Bearer)).Must(204);
        (await Registry.Get("/api/v1/auth/me", there.Bearer)).Must(401, "credentials_invalid");
        (await Registry.Get("/api/v1/auth/me", here.Bearer)).Must(200);
        (await Registry.Get("/api/v1/identities", key)).Must(200);
        (await Registry.Post("/api/v1/auth/login", new { email = here.Email, password = Operator.Password })).Must(401, "credentials_invalid");
        await Registry.SignInAsync(here.Email, NewPassword);
    }

    [Test]
    public async Task Until_confirmed_a_password_stays_the_one_of_its_code_and_the_code_is_mailed_again()
    {
        var email = "waiting@mail.example";
        (await Registry.Post("/api/v1/auth/register", new { email, password = Operator.Password })).Must(202);
        var person = await Registry.SignInAsync(email);
        (await Registry.Post("/api/v1/auth/me/password", new { password = Operator.Password, new_password = NewPassword }, person.Bearer)).Must(403, "email_unconfirmed");
        (await Registry.Post("/api/v1/auth/me/confirmation-mail", null, person.Bearer)).Must(202);
        (await Registry.Post("/api/v1/auth/confirm-email", new { email, code = await Registry.CodeAsync(email, mails: 2) })).Must(204);

        var confirmed = await Registry.SignInAsync(email);
        (await Registry.Post("/api/v1/auth/me/confirmation-mail", null, confirmed.Bearer)).Must(202);
        await Registry.RoundAsync();
        Assert.That(await Registry.MailsAsync(email), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Recovery_codes_are_counted_and_dealt_anew()
    {
        var person = await Registry.SignUpAsync();
        (await Registry.Post("/api/v1/auth/me/second-factor/recovery-codes", new { password = Operator.Password }, person.Bearer)).Must(409, "second_factor_missing");
        var key = (await Registry.Post("/api/v1/auth/me/second-factor", new { password = Operator.Password }, person.Bearer)).Must(200).Text("shared_key");
        var first = (await Registry.Post("/api/v1/auth/me/second-factor/enable", new { code = Totp.Now(key) }, person.Bearer)).Must(200).Json!["codes"]![0]!.GetValue<string>();
        var second = (await Registry.Post("/api/v1/auth/me/second-factor/recovery-codes", new { password = Operator.Password }, person.Bearer)).Must(200).Json!["codes"]![0]!.GetValue<string>();
        (await Registry.Post("/api/v1/auth/login", new { email = person.Email, password = Operator.Password, two_factor_code = first })).Must(401, "credentials_invalid");
        (await Registry.Post("/api/v1/auth/login", new { email = person.Email, password = Operator.Password, two_factor_code = second })).Must(200);
        var credentials = (await Registry.Get("/api/v1/auth/me/credentials", person.Bearer)).Must(200).Json!;
        Assert.That((credentials["two_factor"]!.GetValue<bool>(), credentials["recovery_codes_left"]!.GetValue<int>()), Is.EqualTo((true, 9)));
    }

    [Test]
    public async Task A_code_of_the_authenticator_is_good_once_and_one_step_either_way()
    {
        var person = await Registry.SignUpAsync();
        var key = (await Registry.Post("/api/v1/auth/me/second-factor", new { password = Operator.Password }, person.Bearer)).Must(200).Text("shared_key");
        async Task<Answer> LoginAsync(string code) => await Registry.Post("/api/v1/auth/login", new { email = person.Email, password = Operator.Password, two_factor_code = code });
        foreach (var tooFar in new[] { -3, 3 })
            (await Registry.Post("/api/v1/auth/me/second-factor/enable", new { code = Totp.Off(key, tooFar) }, person.Bearer)).Must(400, "code_invalid");
        var first = Totp.Now(key);
        (await Registry.Post("/api/v1/auth/me/second-factor/enable", new { code = first }, person.Bearer)).Must(200);
        (await LoginAsync(first)).Must(401, "credentials_invalid");
        var next = Totp.Now(key);
        (await LoginAsync(next)).Must(200);
        (await LoginAsync(next)).Must(401, "credentials_invalid");
        // What is older than what was taken is spent with it.
        (await LoginAsync(first)).Must(401, "credentials_invalid");
    }

    [Test]
    public async Task A_missing_second_factor_is_told_by_its_member()
    {
        var person = await Registry.SignUpAsync();
        var key = (await Registry.Post("/api/v1/auth/me/second-factor", new { password = Operator.Password }, person.Bearer)).Must(200).Text("shared_key");
        (await Registry.Post("/api/v1/auth/me/second-factor/enable", new { code = Totp.Now(key) }, person.Bearer)).Must(200);
        var asked = (await Registry.Post("/api/v1/auth/login", new { email = person.Email, password = Operator.Password })).Must(401, "credentials_invalid");
        Assert.That(asked.Json!["errors"]!["two_factor_code"], Is.Not.Null);
        Assert.That((await Registry.Post("/api/v1/auth/login", new { email = person.Email, password = "wrong password here" })).Must(401, "credentials_invalid").Json!["errors"], Is.Null);
    }
}
