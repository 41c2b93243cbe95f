using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Tests.WhatsApp;
using AiIdentity.Domain.Verification;
using AiIdentity.Domain.WhatsApp;
using AiIdentity.States;

namespace AiIdentity.Domain.Tests.States;

/// <summary>Tries every act in every state that acts lead to, and finds exactly the edges that docs/states.md draws.</summary>
internal sealed class StateDiagramTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ProofOfControl Shared = Wa.Proof();

    private delegate DateTimeOffset Act<T>(T it, DateTimeOffset now);

    [Test]
    public void Surface()
    {
        var epoch = 0;
        var acts = new Dictionary<string, Act<Surface>>(StringComparer.Ordinal)
        {
            ["prove"] = Do<Surface>((s, now) => Prove(s, Shared, now)),
            ["prove once"] = Do<Surface>((s, now) => Prove(s, Shared with { OneTime = true }, now)),
            ["confirmed"] = Do<Surface>((s, now) => s.Look(CheckOutcome.Verified, WhatsAppScheme.Phone.Rechecks, CheckOrigin.Background, now)),
            ["unreachable"] = Do<Surface>((s, now) => s.Look(CheckOutcome.Unreachable, WhatsAppScheme.Phone.Rechecks, CheckOrigin.Background, now)),
            ["grant lost"] = Do<Surface>((s, now) => s.Look(CheckOutcome.GrantLost, WhatsAppScheme.Phone.Rechecks, CheckOrigin.Background, now)),
            ["contradicted once"] = Do<Surface>((s, now) => s.Look(WhatsAppOutcomes.NumberMismatch, WhatsAppScheme.Phone.Rechecks, CheckOrigin.Background, now)),
            ["contradicted twice"] = (s, now) =>
            {
                s.Look(WhatsAppOutcomes.NumberMismatch, WhatsAppScheme.Phone.Rechecks, CheckOrigin.Background, now);
                s.Look(WhatsAppOutcomes.NumberMismatch, WhatsAppScheme.Phone.Rechecks, CheckOrigin.Background, now + WhatsAppScheme.Phone.Rechecks.ContradictionGap);
                return now + WhatsAppScheme.Phone.Rechecks.ContradictionGap;
            },
            ["hide"] = Do<Surface>((s, now) => s.Hide(now)),
            ["show"] = Do<Surface>((s, now) => s.Show(now)),
            ["write down a lapse"] = Do<Surface>((s, now) => s.RecordLapse(now)),
            ["time"] = (s, now) => s.Binding?.LapsesAt ?? now.AddYears(1),
            ["proved by another"] = Do<Surface>((s, now) => s.Supersede(now)),
            ["release"] = Do<Surface>((s, now) => s.Release(now)),
        };
        var found = Explore(
            () => Domain.Surfaces.Surface.Claim(IdentityId.New(Start), AccountId.New(Start), WhatsAppScheme.Phone, new SealedAddress(new AddressKey("key"), "sealed"), true, Start),
            acts,
            (s, now) => $"{s.StatusAt(now)}",
            // What a later act can depend on: whether a proof may be looked at again, and what is written down.
            (s, now) => $"{s.StatusAt(now)} {s.Binding?.OneTime} {s.Binding is null} {s.Binding?.GrantLostAt is null} {s.Binding?.ContradictedAt is null}");
        Assert.That(
            found.Select(e => e with { Act = e.Act == "prove once" ? "prove" : e.Act }).Distinct().Where(e => e.From != e.To || e.Act == "prove"),
            Is.EquivalentTo(StateDiagrams.Of("Surface")));

        void Prove(Surface s, ProofOfControl proof, DateTimeOffset now)
        {
            s.RecordLapse(now);
            s.Bind(proof, WhatsAppScheme.Phone.Rechecks, ++epoch, now);
        }
    }

    [Test]
    public void Challenge()
    {
        var acts = new Dictionary<string, Act<VerificationChallenge>>(StringComparer.Ordinal)
        {
            ["token found"] = Do<VerificationChallenge>((c, now) => c.Record(CheckOutcome.Verified, CheckOrigin.Operator, now)),
            ["open another"] = Do<VerificationChallenge>((c, now) => c.Supersede(now)),
            ["release"] = Do<VerificationChallenge>((c, now) => c.Cancel(now)),
            ["time"] = (_, now) => now + VerificationChallenge.Lifetime,
            ["check 60 times"] = Do<VerificationChallenge>((c, now) => Repeat(60, () => c.Record(CheckOutcome.TokenNotFound, CheckOrigin.Operator, now))),
            ["look 60 times"] = Do<VerificationChallenge>((c, now) => Repeat(60, () => c.Record(CheckOutcome.TokenNotFound, CheckOrigin.Background, now))),
            ["60 outages"] = Do<VerificationChallenge>((c, now) => Repeat(60, () => c.Record(CheckOutcome.Unreachable, CheckOrigin.Operator, now))),
        };
        var found = Explore(
            () => VerificationChallenge.Open(SurfaceId.New(Start), IdentityId.New(Start), AccountId.New(Start), new AddressKey("key"), WhatsAppScheme.Phone, ChallengeToken.Generate(), Start),
            acts, (c, now) => $"{c.StatusAt(now)}", (c, now) => $"{c.StatusAt(now)}");
        Assert.That(found.Where(e => e.From != e.To), Is.EquivalentTo(StateDiagrams.Of("Challenge")));
    }

    [Test]
    public void Identity()
    {
        var acts = new Dictionary<string, Act<Identity>>(StringComparer.Ordinal)
        {
            ["suspend"] = Do<Identity>((i, now) => i.Suspend("why", now)),
            ["reinstate"] = Do<Identity>((i, now) => i.Reinstate("why", now)),
            ["revoke"] = Do<Identity>((i, now) => i.Revoke(now)),
            ["change"] = Do<Identity>((i, now) => i.Change(i.Details with { Name = "Other" }, now)),
            ["time"] = (_, now) => now.AddYears(1),
        };
        var found = Explore(
            () => Domain.Identities.Identity.Create(AccountId.New(Start), 1, new IdentityDetails("Acme", "Acme Ltd", false, []), Start),
            acts, (i, _) => $"{i.Status}", (i, _) => $"{i.Status}");
        Assert.That(found.Where(e => e.From != e.To), Is.EquivalentTo(StateDiagrams.Of("Identity")));
    }

    [Test]
    public void Passport()
    {
        var acts = new Dictionary<string, Act<Passport>>(StringComparer.Ordinal)
        {
            ["revoke"] = Do<Passport>((p, now) => p.Revoke(RevocationReason.Operator, "operator", now)),
            ["time"] = (_, now) => now.AddDays(90),
        };
        var found = Explore(
            () => Domain.Passports.Passport.Issue(PassportId.New(Start), IdentityId.New(Start), AccountId.New(Start), SigningKeyId.New(Start), 1, [], "token", Start, 90, Start),
            acts, (p, now) => $"{p.StatusAt(now)}", (p, now) => $"{p.StatusAt(now)}");
        Assert.That(found.Where(e => e.From != e.To), Is.EquivalentTo(StateDiagrams.Of("Passport")));
    }

    private static Act<T> Do<T>(Action<T, DateTimeOffset> act) => (it, now) =>
    {
        act(it, now);
        return now;
    };

    private static void Repeat(int times, Action act)
    {
        for (var i = 0; i < times; i++) act();
    }

    // Every act in every distinct situation, each reached anew by the acts that led to it.
    private static HashSet<Edge> Explore<T>(
        Func<T> begin, Dictionary<string, Act<T>> acts, Func<T, DateTimeOffset, string> state, Func<T, DateTimeOffset, string> situation)
    {
        var edges = new HashSet<Edge>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string[]>([[]]);
        while (open.TryDequeue(out var way))
        {
            if (!seen.Add(Apply(situation, way))) continue;
            foreach (var act in acts.Keys)
            {
                try
                {
                    edges.Add(new Edge(Lower(Apply(state, way)), Lower(Apply(state, [.. way, act])), act));
                    open.Enqueue([.. way, act]);
                }
                catch (RefusedException)
                {
                    // Not an act of this state.
                }
            }
        }

        return edges;

        string Apply(Func<T, DateTimeOffset, string> ask, string[] way)
        {
            var (it, now) = (begin(), Start.AddMinutes(1));
            foreach (var act in way) now = acts[act](it, now).AddMinutes(1);
            return ask(it, now);
        }
    }

    private static string Lower(string state) => state.ToLowerInvariant();
}
