using System.Security.Cryptography;
using System.Text;
using AiIdentity.Api.Tests.Accounts;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Api.Tests.Access;

/// <summary>
/// Access that ends while requests are in flight: every route that writes is held between the judging of its caller and its
/// transaction, the access ends, and then nothing is written.
/// </summary>
internal sealed class EndedAccessTests
{
    private const string NewPassword = "quite another password";

    private static long _people;
    private RegistryHost _registry = null!;
    private Operator _administrator = null!;
    private Holds _holds = null!;

    [SetUp]
    public async Task Start()
    {
        _registry = RegistryHost.Start(null, HeldUnitOfWork.Register);
        _holds = _registry.Services.GetRequiredService<Holds>();
        _administrator = await _registry.SignUpAsync(RegistryHost.Administrator);
        _registry.ActiveKey = (await _registry.Get("/.well-known/jwks.json")).Must(200).Json!["keys"]![0]!.Text("kid");
    }

    [TearDown]
    public async Task Stop()
    {
        await _registry.DisposeAsync();
        _registry.Forget();
    }

    [Test]
    public void Every_route_that_writes_for_somebody_is_among_the_samples() => Assert.That(
        WriteRoutes.OfPeople.Concat(WriteRoutes.OfAdministrators).Select(sample => sample.Route),
        Is.EquivalentTo(WriteRoutes.Of(_registry).Select(route => route.Route)));

    [Test]
    public async Task The_samples_succeed_where_no_access_ends()
    {
        var stage = await StageAsync();
        var bearer = stage.Owner.Bearer;
        foreach (var (route, sample) in WriteRoutes.OfAdministrators) await MustSucceedAsync(route, sample(stage), _administrator.Bearer);
        foreach (var (route, sample) in WriteRoutes.OfPeople)
        {
            if (route.EndsWith("/logout", StringComparison.Ordinal)) continue;
            var answer = await MustSucceedAsync(route, sample(stage), bearer);
            if (route.EndsWith("/second-factor", StringComparison.Ordinal)) stage.AuthenticatorKey = answer.Text("shared_key");
        }

        await MustSucceedAsync("POST /api/v1/auth/logout", new Sample("/api/v1/auth/logout"), (await _registry.SignUpAsync(FreshEmail())).Bearer);
    }

    private static readonly TestCaseData[] Endings =
    [
        Ending("a password reset", Callers.Session | Callers.Key, ResetAsync),
        Ending("a password change elsewhere", Callers.Session, ChangePasswordAsync),
        Ending("the account's deletion", Callers.Session | Callers.Key, async (stage, elsewhere) =>
            (await stage.Registry.Post("/api/v1/auth/me/delete", new { password = Operator.Password }, elsewhere)).Must(204)),
        Ending("signing out", Callers.Session, async (stage, _) => (await stage.Registry.Post("/api/v1/auth/logout", null, stage.Owner.Bearer)).Must(204)),
        Ending("ending the other sessions", Callers.Session, async (stage, elsewhere) =>
            (await stage.Registry.Post("/api/v1/auth/me/sessions/end-others", null, elsewhere)).Must(204)),
        Ending("ending that session", Callers.Session, async (stage, elsewhere) =>
        {
            var own = (await stage.Registry.Get("/api/v1/auth/me/sessions", stage.Owner.Bearer)).Must(200).Items.Single(s => s!["current"]!.GetValue<bool>())!.Id();
            (await stage.Registry.Delete($"/api/v1/auth/me/sessions/{own}", elsewhere)).Must(204);
        }),
        Ending("ending the key", Callers.Key, async (stage, elsewhere) => (await stage.Registry.Delete($"/api/v1/api-keys/{stage.KeyId}", elsewhere)).Must(204)),
        Ending("the key's last hour", Callers.Key, (stage, _) => stage.Registry.AdvanceAsync(TimeSpan.FromHours(2))),
    ];

    [TestCaseSource(nameof(Endings))]
    public async Task Nothing_is_written_by_access_that_ended(Callers callers, Func<Stage, string, Task> end)
    {
        var stage = await StageAsync();
        var elsewhere = (await _registry.SignInAsync(stage.Owner.Email)).Bearer;
        var held = new List<Held>();
        foreach (var (route, sample) in WriteRoutes.OfPeople)
        {
            // For a confirmed account it writes nothing: the unconfirmed one's stands with the first confirmation.
            if (route.EndsWith("/confirmation-mail", StringComparison.Ordinal)) continue;
            if (callers.HasFlag(Callers.Session)) held.Add(Send(route, sample(stage), stage.Owner.Bearer));
            if (callers.HasFlag(Callers.Key) && WriteRoutes.Of(_registry).Single(r => r.Route == route).Access.Scope is not null) held.Add(Send(route, sample(stage), stage.Key));
        }

        // Between the reservation of its Idempotency-Key and its own transaction.
        held.Add(Send("POST /api/v1/identities", new("/api/v1/identities", new { name = "Third", operator_display = "Acme Ltd" }),
            callers.HasFlag(Callers.Session) ? stage.Owner.Bearer : stage.Key, nth: 2, ("Idempotency-Key", "held")));
        await AllReachedAsync(held);
        await end(stage, elsewhere);
        var before = Written();
        foreach (var one in held) one.Hold.Release();
        foreach (var one in held)
            Assert.That(((int)(await one.Answer).Status, (await one.Answer).Code), Is.EqualTo((401, "credentials_invalid")), $"{one.Route}: {(await one.Answer).Body}");
        Assert.That(Written(), Is.EqualTo(before));
    }

    [Test]
    public async Task The_first_confirmation_ends_what_the_unconfirmed_account_asked_for()
    {
        var email = FreshEmail();
        (await _registry.Post("/api/v1/auth/register", new { email, password = Operator.Password })).Must(202);
        var person = await _registry.SignInAsync(email);
        var identity = await person.CreateAsync("Mine", "wa:@unconfirmed.agent");
        var code = await _registry.CodeAsync(email);
        var held = new[]
        {
            Send("claim", new($"/api/v1/identities/{identity.Id()}/surfaces", new { surface = "wa:@another.agent" }), person.Bearer),
            Send("change", new($"/api/v1/identities/{identity.Id()}", new { name = "Theirs" }), person.Bearer, method: HttpMethod.Patch),
            Send("hide", new($"/api/v1/identities/{identity.Id()}/surfaces/{identity.SurfaceId()}", new { @public = false }), person.Bearer, method: HttpMethod.Patch),
            Send("release", new($"/api/v1/identities/{identity.Id()}/surfaces/{identity.SurfaceId()}"), person.Bearer, method: HttpMethod.Delete),
            Send("revoke", new($"/api/v1/identities/{identity.Id()}/revoke", new { }), person.Bearer),
            Send("confirmation mail", new("/api/v1/auth/me/confirmation-mail"), person.Bearer),
            Send("second factor", new("/api/v1/auth/me/second-factor", new { password = Operator.Password }), person.Bearer),
            Send("delete", new("/api/v1/auth/me/delete", new { password = Operator.Password }), person.Bearer),
        };
        await AllReachedAsync(held);
        (await _registry.Post("/api/v1/auth/confirm-email", new { email, code })).Must(204);
        var before = Written();
        foreach (var one in held) one.Hold.Release();
        foreach (var one in held) (await one.Answer).Must(401, "credentials_invalid");
        Assert.That(Written(), Is.EqualTo(before));
    }

    [Test]
    public async Task An_administrator_whose_address_was_taken_out_writes_nothing_more()
    {
        var stage = await StageAsync();
        var held = WriteRoutes.OfAdministrators.Select(sample => Send(sample.Route, sample.Sample(stage), _administrator.Bearer)).ToList();
        Assert.That(held, Has.Count.GreaterThan(5));
        await AllReachedAsync(held);
        var configuration = (IConfigurationRoot)_registry.Services.GetRequiredService<IConfiguration>();
        configuration["Registry:Administrators"] = "somebody.else@registry.example";
        configuration.Reload();
        var before = Written();
        foreach (var one in held) one.Hold.Release();
        foreach (var one in held) (await one.Answer).Must(403, "administrator_required");
        Assert.That(Written(), Is.EqualTo(before));
    }

    [Test]
    public async Task What_was_asked_for_before_an_identity_was_suspended_is_refused_after()
    {
        var stage = await StageAsync();
        var held = WriteRoutes.OfPeople
            .Where(sample => sample.Route is "POST /api/v1/challenges/{id}/check" or "POST /api/v1/identities/{id}/surfaces/{surfaceId}/challenges" or "POST /api/v1/identities/{id}/passports" or "POST /api/v1/issue")
            .SelectMany(sample => new[] { Send(sample.Route, sample.Sample(stage), stage.Owner.Bearer), Send(sample.Route, sample.Sample(stage), stage.Key) }).ToList();
        Assert.That(held, Has.Count.EqualTo(8));
        await AllReachedAsync(held);
        (await _registry.Post($"/api/v1/admin/identities/{stage.Identity}/suspend", new { reason = "reported" }, _administrator.Bearer)).Must(200);
        var before = Written();
        foreach (var one in held) one.Hold.Release();
        foreach (var one in held) (await one.Answer).Must(409, "identity_suspended");
        Assert.That(Written(), Is.EqualTo(before));
    }

    [Test]
    public async Task A_passkey_that_was_removed_neither_proves_nor_signs_in()
    {
        var stage = await StageAsync();
        // Older than a day: it proves.
        await _registry.AdvanceAsync(TimeSpan.FromHours(25));
        var held = new[]
        {
            Send("delete", new("/api/v1/auth/me/delete", new { passkey = await stage.PasskeyProofAsync(stage.Owner.Bearer) }), stage.Owner.Bearer),
            Send("password", new("/api/v1/auth/me/password", new { passkey = await stage.PasskeyProofAsync(stage.Owner.Bearer), new_password = NewPassword }), stage.Owner.Bearer),
        };
        await AllReachedAsync(held);
        (await _registry.Send(HttpMethod.Delete, $"/api/v1/auth/me/passkeys/{stage.PasskeyId}", new { password = Operator.Password }, stage.Owner.Bearer)).Must(204);
        foreach (var one in held) one.Hold.Release();
        foreach (var one in held) (await one.Answer).Must(401, "credentials_invalid");
        (await _registry.Post("/api/v1/auth/passkeys/login", stage.Device.Show((await _registry.Post("/api/v1/auth/passkeys/ask", null)).Must(200).Json!))).Must(401, "credentials_invalid");
        await _registry.SignInAsync(stage.Owner.Email);
    }

    [Flags]
    public enum Callers
    {
        Session = 1,
        Key = 2,
    }

    private sealed record Held(string Route, Hold Hold, Task<Answer> Answer);

    private static TestCaseData Ending(string name, Callers callers, Func<Stage, string, Task> end) => new TestCaseData(callers, end).SetArgDisplayNames(name);

    private static string FreshEmail() => $"held{Interlocked.Increment(ref _people)}@mail.example";

    private static async Task ResetAsync(Stage stage, string elsewhere)
    {
        var earlier = (await stage.Registry.MailsAsync(stage.Owner.Email)).Count(mail => mail.Contains("Code: ", StringComparison.Ordinal));
        (await stage.Registry.Post("/api/v1/auth/forgot-password", new { email = stage.Owner.Email })).Must(202);
        var code = await stage.Registry.CodeAsync(stage.Owner.Email, earlier + 1);
        (await stage.Registry.Post("/api/v1/auth/reset-password", new { email = stage.Owner.Email, code, new_password = NewPassword })).Must(204);
    }

    private static async Task ChangePasswordAsync(Stage stage, string elsewhere) =>
        (await stage.Registry.Post("/api/v1/auth/me/password", new { password = Operator.Password, new_password = NewPassword }, elsewhere)).Must(204);

    private async Task<Stage> StageAsync()
    {
        var owner = await _registry.SignUpAsync(FreshEmail());
        var account = (await _registry.Get("/api/v1/auth/me", owner.Bearer)).Must(200).Text("id");
        (await _registry.Put($"/api/v1/admin/accounts/{account}/plan", new { plan = "studio" }, _administrator.Bearer)).Must(200);
        var phone = $"+4477009{RandomNumberGenerator.GetInt32(10_000, 99_999)}";
        var identity = await owner.CreateAsync("Acme Support", $"wa:{phone}", "wa:@held.agent");
        await owner.ProveAsync(identity.Id(), identity.SurfaceId(), await _registry.AddNumberAsync(phone));
        var challenge = await owner.ChallengeAsync(identity.Id(), identity.SurfaceId(1));
        var passport = await owner.IssueAsync(identity.Id());
        string[] scopes = ["identity:create", "identity:read", "identity:write", "surface:verify", "passport:issue"];
        var key = (await _registry.Post("/api/v1/api-keys", new { name = "held", scopes, expires_at = TimeProvider.System.GetUtcNow().AddHours(1) }, owner.Bearer)).Must(201);
        var other = (await _registry.Post("/api/v1/api-keys", new { name = "other", scopes }, owner.Bearer)).Must(201);
        var device = new Authenticator();
        var added = Members(device.Make((await _registry.Post("/api/v1/auth/me/passkeys/new", null, owner.Bearer)).Must(200).Json!));
        added["password"] = Operator.Password;
        var passkey = (await _registry.Post("/api/v1/auth/me/passkeys", added, owner.Bearer)).Must(201).Text("id");
        await _registry.SignInAsync(owner.Email);
        var session = (await _registry.Get("/api/v1/auth/me/sessions", owner.Bearer)).Must(200).Items.First(s => !s!["current"]!.GetValue<bool>())!.Id();
        var attestation = (await _registry.Post($"/api/v1/admin/identities/{identity.Id()}/attestations", new { tier = "creator_verified", provider = "Register", reference = "0" }, _administrator.Bearer)).Must(201);
        return new Stage(_registry, owner, identity.Id(), identity.SurfaceId(), identity.SurfaceId(1), challenge.Id(), passport.Id())
        {
            Key = key.Text("secret"),
            KeyId = key.Text("id"),
            OtherKeyId = other.Text("id"),
            PasskeyId = passkey,
            Device = device,
            OtherSession = session,
            Attestation = attestation.Text("id"),
            Account = account,
            NewPasskey = Members(new Authenticator().Make((await _registry.Post("/api/v1/auth/me/passkeys/new", null, owner.Bearer)).Must(200).Json!)),
        };
    }

    private static Dictionary<string, object> Members(object answer) => new((IReadOnlyDictionary<string, object>)answer, StringComparer.Ordinal);

    private Held Send(string route, Sample sample, string bearer, int nth = 1, (string, string)? header = null, HttpMethod? method = null)
    {
        var name = Guid.CreateVersion7().ToString();
        method ??= route.Contains(" /", StringComparison.Ordinal) ? HttpMethod.Parse(route.Split(' ')[0]) : HttpMethod.Post;
        (string, string)[] headers = [(Holds.Header, $"{name} {nth}"), .. header is { } one ? new[] { one } : []];
        return new Held(route, _holds.Of(name), _registry.Send(method, sample.Path, sample.Body, bearer, headers));
    }

    private async Task<Answer> MustSucceedAsync(string route, Sample sample, string bearer)
    {
        var answer = await _registry.Send(HttpMethod.Parse(route.Split(' ')[0]), sample.Path, sample.Body, bearer);
        Assert.That((int)answer.Status, Is.InRange(200, 299), $"{route}: {answer.Body}");
        return answer;
    }

    private static async Task AllReachedAsync(IEnumerable<Held> held)
    {
        foreach (var one in held)
        {
            // Whoever answers without having been held was refused on the way: then the sample is no good.
            if (await Task.WhenAny(one.Hold.Reached, one.Answer) == one.Answer) Assert.Fail($"{one.Route} was answered before it wrote: {(await one.Answer).Body}");
        }
    }

    // What these routes write, as the database holds it. What the background writes meanwhile (mails, looks) is left out.
    private string Written()
    {
        string[] tables = ["Accounts", "Logins", "AspNetUserPasskeys", "ApiKeys", "Sessions", "Identities", "Attestations", "Passports", "Events", "EventNotes", "SigningKeys", "PublicRecords"];
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_registry.Folder, "registry.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        var all = new StringBuilder();
        foreach (var table in tables)
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT * FROM {table} ORDER BY 1, 2";
            using var row = command.ExecuteReader();
            var rows = new StringBuilder();
            var count = 0;
            for (; row.Read(); count++)
                for (var column = 0; column < row.FieldCount; column++) rows.Append(row.GetName(column)).Append('=').Append(row.IsDBNull(column) ? "null" : Text(row.GetValue(column))).Append('\n');
            all.Append(table).Append(": ").Append(count).Append(" rows, ").Append(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(rows.ToString())))[..16]).Append('\n');
        }

        return all.ToString();

        static string Text(object value) => value is byte[] bytes ? Convert.ToHexStringLower(bytes) : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!;
    }
}
