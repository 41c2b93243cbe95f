namespace AiIdentity.Api.Tests.Registry;

/// <summary>The reference identity, as everybody may try it.</summary>
internal sealed class DemoIdentityTests : RegistryFixture
{
    private async Task<string> TokenAsync() => (await Registry.Get("/api/v1/whois/aii_demo")).Must(200).Json!["passport"]!.Text("token");

    [Test]
    public async Task Every_answer_about_it_says_that_it_is_the_demo()
    {
        var record = (await Registry.Get("/api/v1/whois/aii_demo")).Must(200).Json!;
        Assert.Multiple(() =>
        {
            Assert.That(record.Text("identity"), Is.EqualTo("aii_demo"));
            Assert.That(record["is_demo"]!.GetValue<bool>(), Is.True);
            Assert.That(record["surfaces"]!.AsArray(), Is.Empty);
            Assert.That((record.Text("status"), record.Text("tier")), Is.EqualTo(("active", "issued")));
            Assert.That(record.Text("registry_url"), Is.EqualTo($"{RegistryHost.Issuer}/whois/aii_demo"));
        });
        var token = await TokenAsync();
        var verdicts = new[]
        {
            (await Registry.Post("/api/v1/verify", new { passport = token }), true, "signature"),
            (await Registry.Post("/api/v1/verify", new { id = "aii_demo" }), true, "lookup"),
            (await Registry.Post("/api/v1/verify", new { passport = token, surface = "wa:@acmesupport" }), false, "signature"),
        };
        foreach (var (answer, valid, proof) in verdicts)
        {
            var verdict = answer.Must(200).Json!;
            Assert.That((verdict["valid"]!.GetValue<bool>(), verdict.Text("proof"), verdict.Text("identity"), verdict["is_demo"]!.GetValue<bool>()), Is.EqualTo((valid, proof, "aii_demo", true)));
        }

        Assert.That(verdicts[2].Item1.Text("reason"), Is.EqualTo("surface_mismatch"));
    }

    [Test]
    public async Task Nothing_else_carries_the_member()
    {
        var phone = FreshPhone();
        var (person, identity, _, _) = await BoundAsync(phone);
        var token = (await person.IssueAsync(identity)).Text("passport");
        foreach (var answer in new[]
        {
            await Registry.Get($"/api/v1/whois/{identity}"),
            await Registry.Get($"/api/v1/whois?surface=wa:{phone}"),
            await Registry.Post("/api/v1/verify", new { id = identity }),
            await Registry.Post("/api/v1/verify", new { id = "aii_Demo" }),
            await Registry.Post("/api/v1/verify", new { passport = token }),
            await Registry.Post("/api/v1/verify", new { passport = "aii_demo" }),
        })
            Assert.That(answer.Must(200).Body, Does.Not.Contain("is_demo"));
        (await Registry.Get("/api/v1/whois/aii_7ZZZZZZZZZZZZZZZZZZZZZZZZZ")).Must(404, "identity_unknown");
    }

    [Test]
    public async Task It_is_nobodys_to_change_an_administrators_neither()
    {
        var admin = await Registry.SignUpAsync(RegistryHost.Administrator);
        (await Registry.Post("/api/v1/admin/identities/aii_demo/suspend", new { reason = "x" }, admin.Bearer)).Must(404, "identity_unknown");
        (await Registry.Post("/api/v1/admin/identities/aii_demo/attestations", new { tier = "creator_verified", provider = "p", reference = "r" }, admin.Bearer)).Must(404, "identity_unknown");
        (await Registry.Post("/api/v1/identities/aii_demo/revoke", null, admin.Bearer)).Must(404, "identity_unknown");
        (await Registry.Post("/api/v1/identities/aii_demo/passports", new { }, admin.Bearer)).Must(404, "identity_unknown");
        (await Registry.Get("/api/v1/identities/aii_demo", admin.Bearer)).Must(404, "identity_unknown");
        Assert.That((await Registry.Post("/api/v1/verify", new { passport = await TokenAsync() })).Json!["valid"]!.GetValue<bool>(), Is.True);
    }

    [Test]
    public async Task Its_passport_is_always_good_whatever_time_and_administrators_do()
    {
        // Switching it off has no effect in Development.
        await using var own = RegistryHost.Start(null, ("Registry:Demo", "false"));
        var admin = await own.SignUpAsync(RegistryHost.Administrator);
        var tokens = new HashSet<string>(StringComparer.Ordinal);
        foreach (var days in new[] { 0, 61, 100, 400 })
        {
            await own.AdvanceAsync(TimeSpan.FromDays(days));
            tokens.Add(await GoodAsync(own));
        }

        Assert.That(tokens, Has.Count.EqualTo(4));
        var key = (await own.Get("/api/v1/whois/aii_demo")).Json!["passport"]!.Text("key_id");
        var again = await own.SignInAsync(admin.Email);
        (await own.Post($"/api/v1/admin/keys/{key}/compromised", new { reason = "stolen" }, again.Bearer)).Must(200);
        Assert.That(tokens.Add(await GoodAsync(own)), Is.True, "One that the stolen key did not sign.");
        await own.DisposeAsync();
        own.Forget();
    }

    private static async Task<string> GoodAsync(RegistryHost host)
    {
        var token = (await host.Get("/api/v1/whois/aii_demo")).Must(200).Json!["passport"]!.Text("token");
        Assert.That((await host.Post("/api/v1/verify", new { passport = token })).Must(200).Json!["valid"]!.GetValue<bool>(), Is.True);
        return token;
    }
}
