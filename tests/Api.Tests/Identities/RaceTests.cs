namespace AiIdentity.Api.Tests.Identities;

internal sealed class RaceTests : RegistryFixture
{
    private const int Rounds = 50;

    [Test]
    public async Task Two_creations_at_once_on_the_free_plan_make_one_identity()
    {
        var person = await Registry.SignUpAsync();
        for (var round = 0; round < Rounds; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(i =>
                Registry.Post("/api/v1/identities", new { name = $"Racer {i}", anonymous = true }, person.Bearer)));
            Assert.That(answers.Select(a => (int)a.Status), Is.EquivalentTo(new[] { 201, 402 }));
            var created = answers.Single(a => (int)a.Status == 201).Json!.Id();
            (await Registry.Post($"/api/v1/identities/{created}/revoke", new { }, person.Bearer)).Must(200);
        }
    }

    // As during a migration: two records carry the number, and each operator holds one of them.
    [Test]
    public async Task Two_accounts_that_prove_one_address_at_once_leave_one_binding()
    {
        var racers = new[] { await Registry.SignUpAsync(), await Registry.SignUpAsync() };
        var identities = new[] { (await racers[0].CreateAsync("Zero")).Id(), (await racers[1].CreateAsync("One")).Id() };
        for (var round = 0; round < Rounds; round++)
        {
            var phone = FreshPhone();
            var challenges = new List<(Operator Racer, string Challenge, Number Number)>();
            for (var i = 0; i < 2; i++)
            {
                var surface = (await Registry.Post($"/api/v1/identities/{identities[i]}/surfaces", new { surface = $"wa:{phone}" }, racers[i].Bearer)).Must(201).Json!.Id();
                var number = await Registry.AddNumberAsync(phone, shared: false);
                var challenge = await racers[i].ChallengeAsync(identities[i], surface);
                await number.WriteAsync(challenge.Text("token"));
                challenges.Add((racers[i], challenge.Id(), number));
            }

            var checks = await Task.WhenAll(challenges.Select(c => c.Racer.CheckAsync(c.Challenge, c.Number.Grant)));
            Assert.That(checks.Select(c => (int)c.Status), Has.All.AnyOf(200, 409), string.Join('\n', checks.Select(c => c.Body)));
            var bound = 0;
            for (var i = 0; i < 2; i++)
            {
                bound += (await racers[i].ReadAsync(identities[i]))["surfaces"]!.AsArray()
                    .Count(s => s!.Text("surface") == $"wa:{phone}" && s!.Text("status") == "bound");
            }

            Assert.That(bound, Is.EqualTo(1), $"round {round}");
            (await Registry.Get($"/api/v1/whois?surface=wa:{phone}")).Must(200);
        }
    }
}
