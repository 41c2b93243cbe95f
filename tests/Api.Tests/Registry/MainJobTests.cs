namespace AiIdentity.Api.Tests.Registry;

internal sealed class MainJobTests : RegistryFixture
{
    [Test]
    public async Task A_number_and_a_handle_are_proved_and_answer_with_one_record()
    {
        var (phone, handle) = (FreshPhone(), FreshHandle());
        var person = await Registry.SignUpAsync();
        var identity = await person.CreateAsync("Acme Support", $"wa:{phone}", $"wa:@{handle}");
        (await Registry.Get($"/api/v1/whois?surface=wa:{phone}")).Must(404, "not_bound");

        var number = await Registry.AddNumberAsync(phone, handle);
        await person.ProveAsync(identity.Id(), identity.SurfaceId(0), number);
        await person.ProveAsync(identity.Id(), identity.SurfaceId(1), number);
        var passport = await person.IssueAsync(identity.Id());

        var byPhone = (await Registry.Get($"/api/v1/whois?surface=wa:{phone}")).Must(200);
        var byHandle = (await Registry.Get($"/api/v1/whois?surface=wa:@{handle}")).Must(200);
        var byId = (await Registry.Get($"/api/v1/whois/{identity.Id()}")).Must(200);
        Assert.Multiple(() =>
        {
            Assert.That(byHandle.Body, Is.EqualTo(byPhone.Body));
            Assert.That(byId.Body, Is.EqualTo(byPhone.Body));
            Assert.That(byHandle.Headers["ETag"], Is.EqualTo(byPhone.Headers["ETag"]));
        });
        var record = byPhone.Json!.AsObject();
        Assert.Multiple(() =>
        {
            Assert.That(record.Select(m => m.Key), Is.EqualTo(new[] { "identity", "name", "status", "tier", "operator", "capabilities", "surfaces", "passport", "registry_url", "as_of" }));
            Assert.That(record["identity"]!.GetValue<string>(), Is.EqualTo(identity.Id()));
            Assert.That(record["status"]!.GetValue<string>(), Is.EqualTo("active"));
            Assert.That(record["tier"]!.GetValue<string>(), Is.EqualTo("identity_verified"));
            Assert.That(record["operator"]!.ToJsonString(), Is.EqualTo("""{"display":"Acme Ltd","anonymous":false,"verified":false}"""));
            Assert.That(record["surfaces"]!.AsArray().Select(s => s!["surface"]!.GetValue<string>()), Is.EqualTo(new[] { $"wa:{phone}", $"wa:@{handle}" }));
            Assert.That(record["surfaces"]!.AsArray().Select(s => s!["method"]!.GetValue<string>()), Is.EqualTo(new[] { "whatsapp_phone", "whatsapp_username" }));
            Assert.That(record["surfaces"]![0]!.AsObject().Select(m => m.Key), Is.EqualTo(new[] { "surface", "method", "verified_at", "last_checked_at", "next_check_due", "freshness", "evidence" }));
            Assert.That(record["passport"]!.AsObject().Select(m => m.Key), Is.EqualTo(new[] { "id", "token", "key_id", "issued_at", "expires_at" }));
            Assert.That(record["passport"]!["id"]!.GetValue<string>(), Is.EqualTo(passport.Id()));
            Assert.That(record["passport"]!["token"]!.GetValue<string>(), Is.EqualTo(passport.Text("passport")));
            Assert.That(record["registry_url"]!.GetValue<string>(), Is.EqualTo($"{RegistryHost.Issuer}/whois/{identity.Id()}"));
        });
    }

    [Test]
    public async Task A_restart_keeps_everything()
    {
        var phone = FreshPhone();
        var own = RegistryHost.Start();
        try
        {
            var person = await own.SignUpAsync();
            var identity = await person.CreateAsync("Acme", $"wa:{phone}");
            var number = await own.AddNumberAsync(phone);
            await person.ProveAsync(identity.Id(), identity.SurfaceId(), number);
            var passport = await person.IssueAsync(identity.Id());
            var before = await own.Get($"/api/v1/whois?surface=wa:{phone}");
            var keys = await own.Get("/.well-known/jwks.json");
            await own.AdvanceAsync(TimeSpan.FromHours(3));

            await using var again = await own.RestartAsync();
            var after = await again.Get($"/api/v1/whois?surface=wa:{phone}");
            Assert.Multiple(() =>
            {
                Assert.That(after.Body, Is.EqualTo(before.Body));
                Assert.That(after.Headers["ETag"], Is.EqualTo(before.Headers["ETag"]));
            });
            Assert.That((await again.Get("/.well-known/jwks.json")).Body, Is.EqualTo(keys.Body));
            var verdict = (await again.Post("/api/v1/verify", new { passport = passport.Text("passport"), surface = $"wa:{phone}" })).Must(200);
            Assert.That(verdict.Json!["valid"]!.GetValue<bool>(), Is.True, verdict.Body);
            Assert.That(verdict.Json!["as_of"]!.GetValue<DateTimeOffset>(), Is.GreaterThan(DateTimeOffset.Parse(passport.Text("issued_at"), System.Globalization.CultureInfo.InvariantCulture).AddHours(2.9)), "The clock is kept.");
            (await again.Get("/api/v1/auth/me", person.Bearer)).Must(200);
            Assert.That(await again.MailsAsync(person.Email), Is.Not.Empty, "The mail is kept.");
        }
        finally
        {
            own.Forget();
        }
    }
}
