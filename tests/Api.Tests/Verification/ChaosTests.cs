namespace AiIdentity.Api.Tests.Verification;

/// <summary>Full flows while a fifth of all that WhatsApp answers is wrong, late, stale or missing.</summary>
internal sealed class ChaosTests
{
    private const int PerAccount = 100;

    private sealed record Flow(Operator Person, string Identity, string Surface, string Phone, Number Number)
    {
        public List<string> Challenges { get; } = [];

        public string Passport { get; set; } = "";
    }

    [TestCase(5)]
    [TestCase(500, Category = "Drill")]
    public async Task In_chaos_nothing_is_bound_wrongly_nothing_lost_and_no_challenge_stuck(int flows)
    {
        await using var registry = RegistryHost.Start(null, ("RateLimiting:Enabled", "false"));
        try
        {
            var (people, impostor) = (await PeopleAsync(registry, (flows + PerAccount - 1) / PerAccount), await registry.SignUpAsync());
            await registry.Put("/sandbox/admin/faults", new { kind = "chaos", seed = 7, rate = 0.2, delay_ms = 20 });
            var (all, checks, impostors) = (new List<Flow>(), 0, new List<string>());
            for (var i = 0; i < flows; i++)
            {
                var phone = $"+4477009{i:D5}";
                var person = people[i / PerAccount];
                var identity = await person.CreateAsync($"Agent {i}", $"wa:{phone}");
                var flow = new Flow(person, identity.Id(), identity.SurfaceId(), phone, await registry.AddNumberAsync(phone));
                all.Add(flow);

                // Somebody else claims it too, and never shows a token.
                var wrong = await impostor.CreateAsync("Impostor", $"wa:{phone}");
                impostors.Add((await impostor.ChallengeAsync(wrong.Id(), wrong.SurfaceId())).Id());
                checks += await ProveAsync(flow);
                for (var tries = 0; tries < 2; tries++)
                    Assert.That((await impostor.CheckAsync(impostors[^1])).Must(200).Text("outcome"), Is.AnyOf("token_not_found", "unreachable"), "Nothing is bound wrongly.");
                await impostor.Host.Post($"/api/v1/identities/{wrong.Id()}/revoke", new { }, impostor.Bearer);

                flow.Passport = (await person.IssueAsync(flow.Identity)).Text("passport");
                await MustHoldAsync(registry, flow);
                for (var tries = 0; tries < 2; tries++) (await person.RecheckAsync(flow.Identity, flow.Surface)).Must(200);
                await MustHoldAsync(registry, flow);
            }

            // A month in the trouble: all fall due in it, and what could not be seen is looked at again.
            for (var hours = 0; hours < 31 * 24; hours += 8)
            {
                await registry.AdvanceAsync(TimeSpan.FromHours(8));
                await registry.RoundAsync();
            }

            await registry.Put("/sandbox/admin/faults", new { kind = "chaos", times = 0 });
            await registry.RoundAsync();
            foreach (var flow in all)
            {
                Assert.That((await flow.Person.RecheckAsync(flow.Identity, flow.Surface)).Must(200).Text("outcome"), Is.EqualTo("verified"), "Nothing is lost.");
                await MustHoldAsync(registry, flow);
                Assert.That((await flow.Person.SurfaceAsync(flow.Identity, flow.Surface)).Text("status"), Is.EqualTo("bound"));
                foreach (var challenge in flow.Challenges)
                    Assert.That((await registry.Get($"/api/v1/challenges/{challenge}", flow.Person.Bearer)).Must(200).Text("status"), Is.AnyOf("verified", "superseded", "exhausted"), "No challenge is stuck.");
            }

            foreach (var challenge in impostors)
                Assert.That((await registry.Get($"/api/v1/challenges/{challenge}", impostor.Bearer)).Must(200).Text("status"), Is.AnyOf("cancelled", "expired"));
            Assert.That((await registry.Get("/api/v1/events?limit=200", people[0].Bearer)).Must(200).Items.Select(e => e!.Text("type")), Has.None.EqualTo("surface_lapsed").And.None.EqualTo("surface_superseded"));
            TestContext.Progress.WriteLine($"{flows} flows at 20 % trouble: every binding right and kept; {checks / (double)flows:F1} checks each until the proof was seen; every challenge ended.");
        }
        finally
        {
            await registry.DisposeAsync();
            registry.Forget();
        }
    }

    private static async Task<List<Operator>> PeopleAsync(RegistryHost registry, int count)
    {
        var administrator = await registry.SignUpAsync(RegistryHost.Administrator);
        var people = new List<Operator>();
        for (var i = 0; i < count; i++)
        {
            var person = await registry.SignUpAsync();
            var account = (await registry.Get("/api/v1/auth/me", person.Bearer)).Must(200).Text("id");
            (await registry.Put($"/api/v1/admin/accounts/{account}/plan", new { plan = "business" }, administrator.Bearer)).Must(200);
            people.Add(person);
        }

        return people;
    }

    // As a person would: check again until it is seen, and begin anew where the checks are used up.
    private static async Task<int> ProveAsync(Flow flow)
    {
        for (var checks = 0; ;)
        {
            var challenge = await flow.Person.ChallengeAsync(flow.Identity, flow.Surface);
            flow.Challenges.Add(challenge.Id());
            await flow.Number.WriteAsync($"hello {challenge.Text("token")}");
            while (true)
            {
                checks++;
                Assert.That(checks, Is.LessThan(500), "The proof must be seen some time.");
                var check = await flow.Person.CheckAsync(challenge.Id());
                // The registry's own look may have come first.
                if (check.Code == "challenge_closed") break;
                Assert.That(check.Must(200).Text("outcome"), Is.AnyOf("verified", "token_not_found", "unreachable", "number_mismatch"));
                if (check.Text("status") != "pending") break;
            }

            if ((await flow.Person.SurfaceAsync(flow.Identity, flow.Surface)).Text("status") is not "claimed") return checks;
        }
    }

    private static async Task MustHoldAsync(RegistryHost registry, Flow flow)
    {
        Assert.That((await registry.Get($"/api/v1/whois?surface=wa:{flow.Phone}")).Must(200).Text("identity"), Is.EqualTo(flow.Identity));
        var verdict = (await registry.Post("/api/v1/verify", new { passport = flow.Passport, surface = $"wa:{flow.Phone}" })).Must(200);
        // Two misread readings a quarter of an hour apart may suspend it for a while; it is never lost by them.
        Assert.That(verdict.Json!["reason"]?.GetValue<string>(), Is.AnyOf(null, "surface_suspended"));
    }
}
