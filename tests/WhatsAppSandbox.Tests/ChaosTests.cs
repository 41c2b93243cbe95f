using AiIdentity.WhatsAppSandbox.Faults;

namespace AiIdentity.WhatsAppSandbox.Tests;

internal sealed class ChaosTests : SandboxFixture
{
    [Test]
    public async Task The_same_seed_makes_the_same_trouble_and_another_makes_other()
    {
        var first = await Trouble("""{"kind":"chaos","seed":42,"rate":0.5,"delay_ms":1}""");
        var again = await Trouble("""{"kind":"chaos","seed":42,"rate":0.5,"delay_ms":1}""");
        var other = await Trouble("""{"kind":"chaos","seed":43,"rate":0.5,"delay_ms":1}""");
        Assert.That(again, Is.EqualTo(first));
        Assert.That(other, Is.Not.EqualTo(first));
    }

    [Test]
    public async Task All_kinds_come_and_every_request_at_rate_1()
    {
        var trouble = await Trouble("""{"kind":"chaos","seed":7,"rate":1,"delay_ms":1}""", rounds: 24);
        Assert.That(trouble, Has.None.Null);
        Assert.That(trouble.Distinct(), Is.EquivalentTo(FaultKinds.All.Select(k => k.Name())));
    }

    [Test]
    public async Task Rate_0_is_calm()
    {
        var trouble = await Trouble("""{"kind":"chaos","seed":7,"rate":0}""");
        Assert.That(trouble, Has.All.Null);
    }

    [Test]
    public async Task Times_0_ends_it()
    {
        await Sandbox.Arm("""{"kind":"chaos","seed":7,"rate":1,"delay_ms":1}""");
        Assert.That(await Sandbox.TimesLeft(), Is.Null, "no end of its own");
        Assert.That(await Trouble("""{"kind":"chaos","times":0}"""), Has.All.Null);
    }

    [Test]
    public void The_share_of_faulty_draws_is_the_rate()
    {
        var below = Enumerable.Range(0, 100_000).Count(i => SplitMix64.UnitAt(2026, (ulong)i) < 0.3);
        Assert.That(below / 100_000.0, Is.EqualTo(0.3).Within(0.01));
    }

    [Test]
    public void Each_is_late_by_a_drawn_part_of_the_longest_delay_and_the_same_seed_is_as_late_again()
    {
        static List<double> Delays(ulong seed)
        {
            var chaos = new Chaos(seed, rate: 1, times: null, delayMs: 100, phoneNumberId: null);
            return [.. Enumerable.Range(0, 300).Select(_ => chaos.Draw(new ReadTarget(ReadKind.Node, null))!.Value.Hold.TotalMilliseconds)];
        }

        var (first, again) = (Delays(7), Delays(7));
        Assert.That(again, Is.EqualTo(first));
        Assert.That(Delays(8), Is.Not.EqualTo(first));
        Assert.That(first, Has.All.InRange(0, 100));
        Assert.That(first.Distinct().Count(), Is.GreaterThan(200));
    }

    [Test]
    public void SplitMix64_gives_its_published_sequence() =>
        Assert.That(Enumerable.Range(0, 3).Select(i => SplitMix64.At(1234567, (ulong)i)),
            Is.EqualTo(new[] { 6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL }));

    // Which fault each of a fixed row of requests met.
    private async Task<List<string?>> Trouble(string fault, int rounds = 8)
    {
        var number = await Sandbox.Add("""{"phone":"+447700900123","username":"acme","about":"Hello"}""");
        await Sandbox.Arm(fault);
        var requests = new Func<Task>[] { () => Sandbox.Node(number), () => Sandbox.Profile(number), () => Sandbox.Username(number), () => Sandbox.LookUp("acme") };
        for (var i = 0; i < rounds; i++)
        {
            foreach (var request in requests)
            {
                try
                {
                    await request();
                }
                catch (HttpRequestException)
                {
                    // Held and dropped.
                }
            }
        }

        var calls = (await Sandbox.Get("/sandbox/admin/calls")).Json.EnumerateArray().Take(4 * rounds).Select(c => c.GetProperty("fault").GetString()).ToList();
        Assert.That(calls, Has.Count.EqualTo(4 * rounds));
        await Sandbox.Send(HttpMethod.Delete, $"/sandbox/admin/numbers/{number.PhoneNumberId}");
        return calls;
    }
}
