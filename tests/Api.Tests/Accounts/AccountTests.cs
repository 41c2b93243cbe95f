namespace AiIdentity.Api.Tests.Accounts;

internal sealed class AccountTests : RegistryFixture
{
    private static int _people;

    private static string FreshEmail() => $"person{Interlocked.Increment(ref _people)}@mail.example";

    [Test]
    public async Task Registration_answers_alike_whether_the_address_is_known_or_not()
    {
        var known = (await Registry.SignUpAsync(FreshEmail())).Email;
        var mailsBefore = (await Registry.MailsAsync(known)).Count;
        var answers = new[]
        {
            await Registry.Post("/api/v1/auth/register", new { email = FreshEmail(), password = Operator.Password }),
            await Registry.Post("/api/v1/auth/register", new { email = known, password = "another password here" }),
            await Registry.Post("/api/v1/auth/forgot-password", new { email = FreshEmail() }),
            await Registry.Post("/api/v1/auth/forgot-password", new { email = known }),
        };
        foreach (var answer in answers) answer.Must(202);
        Assert.That(answers.Select(a => a.Body + string.Join(';', a.Headers.Where(h => h.Key != "Date").Select(h => h.Key + h.Value))).Distinct(StringComparer.Ordinal).Count(), Is.EqualTo(1));
        await Registry.RoundAsync();
        Assert.That((await Registry.MailsAsync(known)).Skip(mailsBefore).First(), Does.Contain("Somebody tried to register").And.Not.Contain("Code:"));
        (await Registry.Post("/api/v1/auth/login", new { email = known, password = "another password here" })).Must(401, "credentials_invalid");
        await Registry.SignInAsync(known);
    }

    [Test]
    public async Task Who_registered_somebody_elses_address_first_loses_all_of_it_to_the_confirmation()
    {
        var email = FreshEmail();
        (await Registry.Post("/api/v1/auth/register", new { email, password = "the attacker's password" })).Must(202);
        var attacker = await Registry.SignInAsync(email, "the attacker's password");
        var squatted = await attacker.CreateAsync("Squatted");
        (await Registry.Post("/api/v1/auth/register", new { email, password = Operator.Password })).Must(202);
        var code = await Registry.CodeAsync(email, mails: 2);
        (await Registry.Post("/api/v1/auth/confirm-email", new { email, code })).Must(204);

        (await Registry.Get("/api/v1/auth/me", attacker.Bearer)).Must(401, "credentials_invalid");
        (await Registry.Post("/api/v1/auth/login", new { email, password = "the attacker's password" })).Must(401, "credentials_invalid");
        var victim = await Registry.SignInAsync(email);
        Assert.That((await Registry.Get("/api/v1/identities", victim.Bearer)).Must(200).Items, Is.Empty);
        Assert.That((await Registry.Get($"/api/v1/whois/{squatted.Id()}")).Must(200).Text("status"), Is.EqualTo("revoked"));
        (await Registry.Post("/api/v1/auth/confirm-email", new { email, code })).Must(400, "code_invalid");
    }

    [Test]
    public async Task Until_confirmed_an_account_may_create_and_claim_and_no_more()
    {
        var email = FreshEmail();
        (await Registry.Post("/api/v1/auth/register", new { email, password = Operator.Password })).Must(202);
        var person = await Registry.SignInAsync(email);
        var identity = await person.CreateAsync("Draft", $"wa:{FreshPhone()}");
        var (id, surface) = (identity.Id(), identity.SurfaceId());
        (await Registry.Post($"/api/v1/identities/{id}/surfaces/{surface}/challenges", null, person.Bearer)).Must(403, "email_unconfirmed");
        (await Registry.Post($"/api/v1/identities/{id}/surfaces/{surface}/recheck", new { }, person.Bearer)).Must(403, "email_unconfirmed");
        (await Registry.Post($"/api/v1/identities/{id}/passports", new { }, person.Bearer)).Must(403, "email_unconfirmed");
        (await Registry.Post("/api/v1/api-keys", new { name = "k", scopes = new[] { "identity:read" } }, person.Bearer)).Must(403, "email_unconfirmed");
        var code = await Registry.CodeAsync(email);
        (await Registry.Post("/api/v1/auth/confirm-email", new { email, code })).Must(204);
        (await Registry.Get("/api/v1/auth/me", person.Bearer)).Must(401, "credentials_invalid");
        var confirmed = await Registry.SignInAsync(email);
        Assert.That((await confirmed.ReadAsync(id)).Text("name"), Is.EqualTo("Draft"), "What was made under this password stays.");
        await confirmed.ChallengeAsync(id, surface);
    }

    [Test]
    public async Task A_session_is_refreshed_and_signed_out()
    {
        var person = await Registry.SignUpAsync(FreshEmail());
        var renewed = (await Registry.Post("/api/v1/auth/refresh", new { refresh_token = person.Refresh })).Must(200);
        Assert.That(renewed.Json!.AsObject().Select(m => m.Key), Is.EqualTo(new[] { "access_token", "token_type", "expires_in", "refresh_token" }));
        (await Registry.Get("/api/v1/auth/me", renewed.Text("access_token"))).Must(200);
        (await Registry.Post("/api/v1/auth/refresh", new { refresh_token = person.Bearer })).Must(401, "credentials_invalid");
        (await Registry.Post("/api/v1/auth/logout", null, renewed.Text("access_token"))).Must(204);
        (await Registry.Get("/api/v1/auth/me", person.Bearer)).Must(401, "credentials_invalid");
        (await Registry.Post("/api/v1/auth/refresh", new { refresh_token = renewed.Text("refresh_token") })).Must(401, "credentials_invalid");
    }

    [Test]
    public async Task A_cookie_session_works_and_ends_with_signing_out()
    {
        var person = await Registry.SignUpAsync(FreshEmail());
        var login = (await Registry.Post("/api/v1/auth/login?cookies=true", new { email = person.Email, password = Operator.Password })).Must(204);
        var cookie = login.Headers["Set-Cookie"];
        Assert.That(cookie, Does.Contain("httponly").IgnoreCase.And.Contain("samesite=strict").IgnoreCase.And.Contain("; secure").IgnoreCase);
        var sent = ("Cookie", cookie.Split(';')[0]);
        Assert.That(cookie, Does.StartWith("__Host-aii_session=").And.Contain("path=/").IgnoreCase.And.Not.Contain("domain").IgnoreCase);
        Assert.That((await Registry.Get("/api/v1/auth/me", null, sent)).Must(200).Text("email"), Is.EqualTo(person.Email));
        // A name that a neighbouring subdomain could set opens nothing.
        (await Registry.Get("/api/v1/auth/me", null, ("Cookie", sent.Item2.Replace("__Host-", "", StringComparison.Ordinal)))).Must(401, "credentials_invalid");
        (await Registry.Post("/api/v1/auth/logout", null, null, sent)).Must(204);
        (await Registry.Get("/api/v1/auth/me", null, sent)).Must(401, "credentials_invalid");
    }

    [Test]
    public async Task Over_plain_http_on_loopback_the_cookie_has_its_plain_name_and_works()
    {
        await using var plain = RegistryHost.Start(null, ("Registry:Issuer", "http://localhost:5080"));
        var person = await plain.SignUpAsync();
        var cookie = (await plain.Post("/api/v1/auth/login?cookies=true", new { email = person.Email, password = Operator.Password })).Must(204).Headers["Set-Cookie"];
        Assert.That(cookie, Does.StartWith("aii_session=").And.Not.Contain("; secure").IgnoreCase);
        var sent = ("Cookie", cookie.Split(';')[0]);
        (await plain.Get("/api/v1/auth/me", null, sent)).Must(200);
        var left = (await plain.Post("/api/v1/auth/logout", null, null, sent)).Must(204).Headers["Set-Cookie"];
        Assert.That(left, Does.StartWith("aii_session=;"));
        await plain.DisposeAsync();
        plain.Forget();
    }

    [Test]
    public async Task Ten_failures_in_a_row_lock_right_or_wrong()
    {
        var person = await Registry.SignUpAsync(FreshEmail());
        for (var i = 0; i < 10; i++)
            (await Registry.Post("/api/v1/auth/login", new { email = person.Email, password = "wrong password here" })).Must(401, "credentials_invalid");
        (await Registry.Post("/api/v1/auth/login", new { email = person.Email, password = Operator.Password })).Must(401, "credentials_invalid");
        (await Registry.Get("/api/v1/auth/me", person.Bearer)).Must(200);
    }

    [Test]
    public async Task A_reset_ends_sessions_and_keys()
    {
        var person = await Registry.SignUpAsync(FreshEmail());
        var key = (await Registry.Post("/api/v1/api-keys", new { name = "k", scopes = new[] { "identity:read" } }, person.Bearer)).Must(201).Text("secret");
        (await Registry.Post("/api/v1/auth/forgot-password", new { email = person.Email })).Must(202);
        var code = await Registry.CodeAsync(person.Email, mails: 2);
        (await Registry.Post("/api/v1/auth/reset-password", new { email = person.Email, code = "aaaaa-aaaaa-aaaaa", new_password = "a new password here" })).Must(400, "code_invalid");
        (await Registry.Post("/api/v1/auth/reset-password", new { email = person.Email, code, new_password = "short" })).Must(400, "validation_failed");
        (await Registry.Post("/api/v1/auth/reset-password", new { email = person.Email, code, new_password = "a new password here" })).Must(204);
        (await Registry.Get("/api/v1/auth/me", person.Bearer)).Must(401, "credentials_invalid");
        (await Registry.Get("/api/v1/identities", key)).Must(401, "credentials_invalid");
        (await Registry.Post("/api/v1/auth/login", new { email = person.Email, password = Operator.Password })).Must(401, "credentials_invalid");
        await Registry.SignInAsync(person.Email, "a new password here");
    }

    [Test]
    public async Task Deletion_revokes_and_leaves_nothing_personal()
    {
        var phone = FreshPhone();
        var person = await Registry.SignUpAsync(FreshEmail());
        var identity = await person.CreateAsync("Personal Name", $"wa:{phone}");
        await person.ProveAsync(identity.Id(), identity.SurfaceId(), await Registry.AddNumberAsync(phone));
        var passport = (await person.IssueAsync(identity.Id())).Text("passport");
        var export = (await Registry.Get("/api/v1/auth/me/export", person.Bearer)).Must(200);
        Assert.That(export.Body, Does.Contain(phone).And.Contain("Personal Name").And.Contain(person.Email));

        (await Registry.Post("/api/v1/auth/me/delete", new { password = "wrong password here" }, person.Bearer)).Must(401, "credentials_invalid");
        (await Registry.Post("/api/v1/auth/me/delete", new { password = Operator.Password }, person.Bearer)).Must(204);
        (await Registry.Get("/api/v1/auth/me", person.Bearer)).Must(401, "credentials_invalid");
        var tombstone = (await Registry.Get($"/api/v1/whois/{identity.Id()}")).Must(200);
        Assert.Multiple(() =>
        {
            Assert.That(tombstone.Text("status"), Is.EqualTo("revoked"));
            Assert.That(tombstone.Json!["surfaces"]!.AsArray(), Is.Empty);
            Assert.That(tombstone.Json!["passport"], Is.Null);
            Assert.That(tombstone.Body, Does.Not.Contain("Personal Name").And.Not.Contain("Acme Ltd"));
        });
        (await Registry.Get($"/api/v1/whois?surface=wa:{phone}")).Must(404, "not_bound");
        Assert.That((await Registry.Post("/api/v1/verify", new { passport })).Must(200).Text("reason"), Is.EqualTo("revoked"));
        var again = await Registry.SignUpAsync(person.Email);
        Assert.That((await Registry.Get("/api/v1/identities", again.Bearer)).Items, Is.Empty);
    }

    [Test]
    public async Task A_second_factor_is_asked_for_once_it_is_on()
    {
        var person = await Registry.SignUpAsync(FreshEmail());
        var start = (await Registry.Post("/api/v1/auth/me/second-factor", new { password = Operator.Password }, person.Bearer)).Must(200);
        (await Registry.Post("/api/v1/auth/me/second-factor/enable", new { code = "000000x" }, person.Bearer)).Must(400, "code_invalid");
        var code = Totp.Now(start.Text("shared_key"));
        var recovery = (await Registry.Post("/api/v1/auth/me/second-factor/enable", new { code }, person.Bearer)).Must(200).Json!["codes"]!.AsArray();
        (await Registry.Post("/api/v1/auth/me/second-factor", new { password = Operator.Password }, person.Bearer)).Must(409, "second_factor_enabled");
        (await Registry.Post("/api/v1/auth/login", new { email = person.Email, password = Operator.Password })).Must(401, "credentials_invalid");
        (await Registry.Post("/api/v1/auth/login", new { email = person.Email, password = Operator.Password, two_factor_code = "no-such-code" })).Must(401, "credentials_invalid");
        (await Registry.Post("/api/v1/auth/login", new { email = person.Email, password = Operator.Password, two_factor_code = Totp.Now(start.Text("shared_key")) })).Must(200);
        var once = recovery[0]!.GetValue<string>();
        (await Registry.Post("/api/v1/auth/login", new { email = person.Email, password = Operator.Password, two_factor_code = once })).Must(200);
        (await Registry.Post("/api/v1/auth/login", new { email = person.Email, password = Operator.Password, two_factor_code = once })).Must(401, "credentials_invalid");
        Assert.That((await Registry.Get("/api/v1/auth/me", person.Bearer)).Must(200).Json!["two_factor"]!.GetValue<bool>(), Is.True);
        (await Registry.Post("/api/v1/auth/me/second-factor/disable", new { password = Operator.Password }, person.Bearer)).Must(204);
        await Registry.SignInAsync(person.Email);
    }

    [TestCase("not an address", "a long enough password")]
    [TestCase("a@b@c.example", "a long enough password")]
    [TestCase("fine@mail.example", "short")]
    [TestCase(null, "a long enough password")]
    [TestCase("fine@mail.example", null)]
    public async Task What_can_be_no_account_is_refused(string? email, string? password) =>
        (await Registry.Post("/api/v1/auth/register", new { email, password })).Must(400, "validation_failed");
}
