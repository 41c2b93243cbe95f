using System.Collections.Concurrent;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Tests.WhatsApp;
using AiIdentity.Domain.Verification;
using AiIdentity.Domain.WhatsApp;
using CsCheck;

namespace AiIdentity.Domain.Tests.Surfaces;

internal sealed class SurfaceTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ProofOfControl Shared = Wa.Proof();
    private static readonly ProofOfControl OneTime = Shared with { OneTime = true };

    /// <summary>Where a surface can be, lapses by time alone and recorded ones apart.</summary>
    public enum State
    {
        Claimed,
        Bound,
        Unconfirmed,
        Suspended,
        LapsedByTime,
        LapseRecorded,
        Released,
        Superseded,
    }

    private static Surface Claim(bool isPublic = true, SurfaceMethod? method = null) =>
        Surface.Claim(IdentityId.New(Start), AccountId.New(Start), method ?? WhatsAppScheme.Phone, new SealedAddress(new AddressKey("key"), "sealed"), isPublic, Start);

    private static (Surface Surface, DateTimeOffset Now) In(State state, bool isPublic = true)
    {
        var surface = Claim(isPublic);
        var now = Start.AddHours(1);
        if (state is State.Claimed) return (surface, now);
        surface.Bind(Shared, WhatsAppScheme.Phone.Rechecks, 1, Start);
        switch (state)
        {
            case State.Unconfirmed:
                surface.Look(CheckOutcome.GrantLost, WhatsAppScheme.Phone.Rechecks, CheckOrigin.Background, Start);
                break;
            case State.Suspended:
                surface.Look(WhatsAppOutcomes.NumberMismatch, WhatsAppScheme.Phone.Rechecks, CheckOrigin.Background, Start);
                surface.Look(WhatsAppOutcomes.NumberMismatch, WhatsAppScheme.Phone.Rechecks, CheckOrigin.Background, Start.AddMinutes(15));
                break;
            case State.LapsedByTime or State.LapseRecorded:
                surface.Look(CheckOutcome.GrantLost, WhatsAppScheme.Phone.Rechecks, CheckOrigin.Background, Start);
                now = Start.AddDays(8);
                if (state is State.LapseRecorded) surface.RecordLapse(now);
                break;
            case State.Released:
                surface.Release(Start);
                break;
            case State.Superseded:
                surface.Supersede(Start);
                break;
            case State.Bound or State.Claimed:
                break;
        }

        surface.TakeEvents();
        return (surface, now);
    }

    [TestCase(State.Claimed, SurfaceStatus.Claimed, false)]
    [TestCase(State.Bound, SurfaceStatus.Bound, true)]
    [TestCase(State.Unconfirmed, SurfaceStatus.Unconfirmed, true)]
    [TestCase(State.Suspended, SurfaceStatus.Suspended, true)]
    [TestCase(State.LapsedByTime, SurfaceStatus.Lapsed, false)]
    [TestCase(State.LapseRecorded, SurfaceStatus.Lapsed, false)]
    [TestCase(State.Released, SurfaceStatus.Released, false)]
    [TestCase(State.Superseded, SurfaceStatus.Superseded, false)]
    public void Status_follows_from_the_facts(State state, SurfaceStatus status, bool isPublic)
    {
        var (surface, now) = In(state);
        Assert.Multiple(() =>
        {
            Assert.That(surface.StatusAt(now), Is.EqualTo(status));
            Assert.That(surface.IsPublicAt(now), Is.EqualTo(isPublic));
            Assert.That(In(state, isPublic: false).Surface.IsPublicAt(now), Is.False);
            Assert.That(In(state, isPublic: false).Surface.ListedKey, Is.Null);
            Assert.That(status.Holds(), Is.EqualTo(isPublic));
            Assert.That(status.Counts(), Is.EqualTo(status is SurfaceStatus.Bound or SurfaceStatus.Unconfirmed));
            Assert.That(surface.ListedKey is not null, Is.EqualTo(isPublic || state is State.LapsedByTime));
        });
    }

    // For each state what each verb leaves; null: it refuses, or is misuse.
    private static readonly object?[][] Verbs =
    [
        //            state               prove                 confirmed             unreachable            grant lost                 contradicted           release                 supersede                 record lapse
        [State.Claimed, SurfaceStatus.Bound, null, null, null, null, SurfaceStatus.Released, SurfaceStatus.Claimed, SurfaceStatus.Claimed],
        [State.Bound, SurfaceStatus.Bound, SurfaceStatus.Bound, SurfaceStatus.Bound, SurfaceStatus.Unconfirmed, SurfaceStatus.Bound, SurfaceStatus.Released, SurfaceStatus.Superseded, SurfaceStatus.Bound],
        [State.Unconfirmed, SurfaceStatus.Bound, SurfaceStatus.Bound, SurfaceStatus.Unconfirmed, SurfaceStatus.Unconfirmed, SurfaceStatus.Unconfirmed, SurfaceStatus.Released, SurfaceStatus.Superseded, SurfaceStatus.Unconfirmed],
        [State.Suspended, SurfaceStatus.Bound, SurfaceStatus.Bound, SurfaceStatus.Suspended, SurfaceStatus.Suspended, SurfaceStatus.Suspended, SurfaceStatus.Released, SurfaceStatus.Superseded, SurfaceStatus.Suspended],
        [State.LapsedByTime, null, null, null, null, null, SurfaceStatus.Released, SurfaceStatus.Lapsed, SurfaceStatus.Lapsed],
        [State.LapseRecorded, SurfaceStatus.Bound, null, null, null, null, SurfaceStatus.Released, SurfaceStatus.Lapsed, SurfaceStatus.Lapsed],
        [State.Released, null, null, null, null, null, SurfaceStatus.Released, SurfaceStatus.Released, SurfaceStatus.Released],
        [State.Superseded, SurfaceStatus.Bound, null, null, null, null, SurfaceStatus.Released, SurfaceStatus.Superseded, SurfaceStatus.Superseded],
    ];

    [TestCaseSource(nameof(Verbs))]
    public void Every_verb_in_every_state(State state, SurfaceStatus? prove, SurfaceStatus? confirmed, SurfaceStatus? unreachable, SurfaceStatus? grantLost,
        SurfaceStatus? contradicted, SurfaceStatus? release, SurfaceStatus? supersede, SurfaceStatus? recordLapse)
    {
        Assert.Multiple(() =>
        {
            Must(prove, (s, now) => s.Bind(Shared, WhatsAppScheme.Phone.Rechecks, s.LastEpoch + 1, now));
            Must(confirmed, (s, now) => s.Look(CheckOutcome.Verified, WhatsAppScheme.Phone.Rechecks, CheckOrigin.Background, now));
            Must(unreachable, (s, now) => s.Look(CheckOutcome.Unreachable, WhatsAppScheme.Phone.Rechecks, CheckOrigin.Background, now));
            Must(grantLost, (s, now) => s.Look(CheckOutcome.GrantLost, WhatsAppScheme.Phone.Rechecks, CheckOrigin.Background, now));
            Must(contradicted, (s, now) => s.Look(WhatsAppOutcomes.NumberMismatch, WhatsAppScheme.Phone.Rechecks, CheckOrigin.Background, now));
            Must(release, (s, now) => s.Release(now));
            Must(supersede, (s, now) => s.Supersede(now));
            Must(recordLapse, (s, now) => s.RecordLapse(now));
        });

        void Must(SurfaceStatus? after, Action<Surface, DateTimeOffset> verb)
        {
            var (surface, now) = In(state);
            if (after is null) Assert.That(() => verb(surface, now), Throws.InstanceOf<RefusedException>().Or.InstanceOf<InvalidOperationException>());
            else
            {
                verb(surface, now);
                Assert.That(surface.StatusAt(now), Is.EqualTo(after));
            }
        }
    }

    [Test]
    public void Graces_end_to_the_tick()
    {
        Edge(s => s.Look(CheckOutcome.GrantLost, WhatsAppScheme.Phone.Rechecks, CheckOrigin.Background, Start), SurfaceStatus.Unconfirmed, Start + TimeSpan.FromDays(7));
        Edge(s =>
        {
            s.Look(WhatsAppOutcomes.NumberMismatch, WhatsAppScheme.Phone.Rechecks, CheckOrigin.Background, Start - TimeSpan.FromMinutes(15));
            s.Look(WhatsAppOutcomes.NumberMismatch, WhatsAppScheme.Phone.Rechecks, CheckOrigin.Background, Start);
        }, SurfaceStatus.Suspended, Start + TimeSpan.FromHours(72));

        var oneTime = Claim();
        oneTime.Bind(OneTime, WhatsAppScheme.Phone.Rechecks, 1, Start);
        var lapse = oneTime.Binding!.NextCheckDue + TimeSpan.FromDays(14);
        Assert.That(oneTime.StatusAt(lapse.AddTicks(-1)), Is.EqualTo(SurfaceStatus.Bound));
        Assert.That(oneTime.Binding.FreshnessAt(lapse.AddTicks(-1)), Is.EqualTo(Freshness.Aged));
        Assert.That(oneTime.StatusAt(lapse), Is.EqualTo(SurfaceStatus.Lapsed));

        static void Edge(Action<Surface> verb, SurfaceStatus during, DateTimeOffset lapse)
        {
            var surface = Claim();
            surface.Bind(Shared, WhatsAppScheme.Phone.Rechecks, 1, Start - TimeSpan.FromHours(1));
            verb(surface);
            Assert.That(surface.StatusAt(lapse.AddTicks(-1)), Is.EqualTo(during));
            Assert.That(surface.StatusAt(lapse), Is.EqualTo(SurfaceStatus.Lapsed));
            surface.RecordLapse(lapse.AddDays(3));
            var told = surface.TakeEvents()[^1];
            Assert.That((told.Type, told.At, told.ByRegistry), Is.EqualTo((EventType.SurfaceLapsed, lapse, true)), "Recorded at the instant it came.");
        }
    }

    [TestCase(14 * 60 + 59, false)]
    [TestCase(15 * 60, true)]
    public void It_takes_two_contradictions_a_quarter_of_an_hour_apart(int seconds, bool suspends)
    {
        var (surface, now) = In(State.Bound);
        surface.Look(WhatsAppOutcomes.NumberMismatch, WhatsAppScheme.Phone.Rechecks, CheckOrigin.Background, now);
        Assert.That(surface.Binding!.NextLookAt, Is.EqualTo(now.AddMinutes(15)), "The worker looks again as soon as it counts.");
        surface.Look(WhatsAppOutcomes.NumberMismatch, WhatsAppScheme.Phone.Rechecks, CheckOrigin.Background, now.AddSeconds(seconds));
        Assert.That(surface.StatusAt(now.AddSeconds(seconds)), Is.EqualTo(suspends ? SurfaceStatus.Suspended : SurfaceStatus.Bound));
    }

    [Test]
    public void A_confirmation_between_two_contradictions_starts_anew()
    {
        var (surface, now) = In(State.Bound);
        surface.Look(WhatsAppOutcomes.NumberMismatch, WhatsAppScheme.Phone.Rechecks, CheckOrigin.Background, now);
        surface.Look(CheckOutcome.Verified, WhatsAppScheme.Phone.Rechecks, CheckOrigin.Background, now.AddMinutes(10));
        surface.Look(WhatsAppOutcomes.NumberMismatch, WhatsAppScheme.Phone.Rechecks, CheckOrigin.Background, now.AddMinutes(20));
        Assert.That(surface.StatusAt(now.AddMinutes(20)), Is.EqualTo(SurfaceStatus.Bound));
    }

    [Test]
    public void Outage_leaves_the_binding_as_it_was_and_paces_the_worker()
    {
        var (surface, now) = In(State.Bound);
        var (due, seen) = (surface.Binding!.NextCheckDue, surface.Binding.LastCheckedAt);
        var waits = new List<double>();
        for (var i = 0; i < 12; i++)
        {
            surface.Look(CheckOutcome.Unreachable, WhatsAppScheme.Phone.Rechecks, CheckOrigin.Background, now);
            waits.Add((surface.Binding.NextLookAt - now).TotalMinutes);
        }

        Assert.That((surface.Binding.NextCheckDue, surface.Binding.LastCheckedAt, surface.TakeEvents().Count), Is.EqualTo((due, seen, 0)));
        Assert.That(waits[0], Is.InRange(0.75, 1.25));
        Assert.That(waits[^1], Is.InRange(270, 450));
    }

    // What a look moves of what everybody sees: the state, when it was checked, when it is due. A look of the registry's own that comes
    // early, by a hint or after a contradiction, and finds nothing new must not be seen.
    [Test]
    public void Only_news_what_is_due_and_the_operator_move_what_is_shown(
        [Values(State.Bound, State.Unconfirmed, State.Suspended)] State state, [Values] OutcomeKind kind, [Values] CheckOrigin origin, [Values] bool due, [Values] bool contradicted)
    {
        var (surface, now) = In(state);
        if (contradicted) surface.Look(WhatsAppOutcomes.NumberMismatch, WhatsAppScheme.Phone.Rechecks, CheckOrigin.Background, now);
        if (due)
        {
            // Unlike the graces a check's due time is far off: the looks in between keep the state.
            while (now < surface.Binding!.NextCheckDue)
            {
                now += TimeSpan.FromDays(1);
                if (state is State.Unconfirmed) surface = Renewed(CheckOutcome.GrantLost, now);
                if (state is State.Suspended) surface = Renewed(WhatsAppOutcomes.NumberMismatch, now);
            }
        }

        var before = Shown(surface, now);
        surface.LookNow(now);
        surface.Lease(now.AddMinutes(2));
        surface.Look(new CheckOutcome("reason", kind), WhatsAppScheme.Phone.Rechecks, origin, now);
        var after = Shown(surface, now);
        var news = after.Status != before.Status;
        var moves = kind is OutcomeKind.Verified && (news || due || origin is CheckOrigin.Operator);
        Assert.That((after.Checked, after.Due) != (before.Checked, before.Due), Is.EqualTo(moves));
        if (moves) Assert.That(after.Checked, Is.EqualTo(now));
        if (kind is not OutcomeKind.Verified) return;
        Assert.That(after.Status, Is.EqualTo(SurfaceStatus.Bound));
        Assert.That((surface.Binding!.NextLookAt, surface.Binding.ContradictedAt, surface.Binding.Outages), Is.EqualTo((after.Due, (DateTimeOffset?)null, 0)), "The look that is due comes when it would have.");

        static (SurfaceStatus Status, DateTimeOffset Checked, DateTimeOffset Due) Shown(Surface surface, DateTimeOffset now) =>
            (surface.StatusAt(now), surface.Binding!.LastCheckedAt, surface.Binding.NextCheckDue);

        // In that state, with a check that fell due while it was.
        static Surface Renewed(CheckOutcome outcome, DateTimeOffset now)
        {
            var surface = Claim();
            surface.Bind(Shared, WhatsAppScheme.Phone.Rechecks, 1, now - WhatsAppScheme.Phone.Rechecks.Interval);
            surface.Look(outcome, WhatsAppScheme.Phone.Rechecks, CheckOrigin.Background, now.AddHours(-2));
            surface.Look(outcome, WhatsAppScheme.Phone.Rechecks, CheckOrigin.Background, now.AddHours(-1));
            surface.TakeEvents();
            return surface;
        }
    }

    [Test]
    public void A_hint_about_the_other_half_brings_the_look_forward_to_no_moment_that_tells_of_it()
    {
        var waits = Enumerable.Range(0, 300).Select(_ =>
        {
            var (surface, now) = In(State.Bound);
            surface.LookSoon(now);
            var at = surface.Binding!.NextLookAt;
            // However many hints come, the first one's moment stays.
            for (var i = 0; i < 20; i++) surface.LookSoon(now.AddSeconds(i));
            Assert.That(surface.Binding.NextLookAt, Is.EqualTo(at));
            return (at - now).TotalSeconds;
        }).ToList();
        Assert.That(waits, Has.All.InRange(60, 600));
        Assert.That(waits.Max() - waits.Min(), Is.GreaterThan(450));

        var (due, soon) = In(State.Bound);
        due.LookNow(soon);
        due.LookSoon(soon);
        Assert.That(due.Binding!.NextLookAt, Is.EqualTo(soon), "What is due is not put off.");
    }

    [TestCase("whatsapp_phone", 30)]
    [TestCase("whatsapp_username", 7)]
    public void Checks_fall_due_spread_over_the_last_tenth_of_the_interval(string id, int days)
    {
        var method = Wa.Schemes.Method(id);
        var dues = Enumerable.Range(0, 500).Select(_ =>
        {
            var surface = Claim(method: method);
            surface.Bind(Shared, method.Rechecks, 1, Start);
            return (surface.Binding!.NextCheckDue - Start).TotalDays;
        }).ToList();
        Assert.That(dues, Has.All.InRange(days * 0.9, days));
        Assert.That(dues.Max() - dues.Min(), Is.GreaterThan(days * 0.09));
        Assert.That(dues.Distinct().Count(), Is.GreaterThan(450));
    }

    [Test]
    public void Renewing_keeps_the_epoch_and_a_new_binding_takes_the_next()
    {
        var (surface, now) = In(State.Bound);
        surface.Bind(OneTime, WhatsAppScheme.Phone.Rechecks, 99, now);
        Assert.That((surface.Binding!.Epoch, surface.Binding.OneTime, surface.Binding.VerifiedAt), Is.EqualTo((1, true, now)));
        surface.Supersede(now);
        Assert.That(() => surface.Bind(Shared, WhatsAppScheme.Phone.Rechecks, 1, now), Throws.InvalidOperationException, "Epochs only grow.");
        surface.Bind(Shared, WhatsAppScheme.Phone.Rechecks, 7, now);
        Assert.That((surface.Binding!.Epoch, surface.LastEpoch, surface.Ended), Is.EqualTo((7, 7, (BindingEnd?)null)));
    }

    [Test]
    public void Showing_and_hiding_twice_is_once()
    {
        var (surface, now) = In(State.Bound);
        surface.Show(now);
        surface.Hide(now);
        surface.Hide(now);
        Assert.That(surface.ListedKey, Is.Null);
        surface.Show(now);
        Assert.That(surface.ListedKey, Is.EqualTo(surface.AddressKey));
        Assert.That(surface.TakeEvents().Select(e => e.Type), Is.EqualTo(new[] { EventType.SurfaceHidden, EventType.SurfaceShown }));
        surface.Release(now);
        surface.Release(now);
        Assert.That(surface.TakeEvents().Select(e => e.Type), Is.EqualTo(new[] { EventType.SurfaceReleased }));
        Assert.That(() => surface.Show(now), Throws.InstanceOf<RefusedException>());
        Assert.That(() => surface.Hide(now), Throws.InstanceOf<RefusedException>());
    }

    [Test]
    public void Hints_leases_and_reminders_move_only_the_next_look()
    {
        var (surface, now) = In(State.Bound);
        surface.Lease(now.AddMinutes(2));
        Assert.That(surface.Binding!.NextLookAt, Is.EqualTo(now.AddMinutes(2)));
        surface.LookNow(now);
        surface.LookNow(now.AddMinutes(1));
        Assert.That(surface.Binding.NextLookAt, Is.EqualTo(now));
        var elsewhere = Wa.Proof(locator: "654321");
        surface.FoundAgain(elsewhere, WhatsAppScheme.Phone.Rechecks);
        Assert.That((surface.Binding.State, surface.Binding.OneTime), Is.EqualTo((elsewhere.State, false)));
        surface.FoundAgain(elsewhere with { OneTime = true }, WhatsAppScheme.Phone.Rechecks);
        Assert.That(surface.Binding.OneTime, Is.False, "What the registry reaches by itself stays so.");
        surface.AgeMailed(WhatsAppScheme.Phone.Rechecks, now);
        Assert.That(surface.Binding.AgeMailedAt, Is.EqualTo(now));
        surface.ForgetAddress();
        Assert.That(surface.SealedAddress, Is.Empty);
    }

    // Whatever happens in whatever order: what is shown holds, epochs grow, and nothing lapsed or lost is public.
    [Test]
    public void Histories_keep_the_invariants()
    {
        var (done, met, shown) = (new ConcurrentDictionary<int, bool>(), new ConcurrentDictionary<SurfaceStatus, bool>(), 0);
        Gen.Select(Gen.Int[0, 10], Gen.Int[0, 20_000]).Array[1, 60].Sample(history =>
        {
            var (surface, now, epoch) = (Claim(), Start, 0);
            foreach (var (verb, minutes) in history)
            {
                now += TimeSpan.FromMinutes(minutes);
                try
                {
                    Act(surface, verb, now);
                    done[verb] = true;
                }
                catch (Exception e) when (e is RefusedException or InvalidOperationException)
                {
                    // Refused: nothing may have changed, and what follows must still hold.
                }

                var status = surface.StatusAt(now);
                met[status] = true;
                if (surface.IsPublicAt(now)) Interlocked.Increment(ref shown);
                if (surface.IsPublicAt(now) && (!status.Holds() || surface.ListedKey is null || !surface.Public)) return false;
                if (surface.LastEpoch < epoch || (surface.Binding is { } binding && binding.Epoch != surface.LastEpoch)) return false;
                if (surface.ReleasedAt is not null && (surface.Binding is not null || surface.ListedKey is not null)) return false;
                if (status.Holds() && now >= surface.Binding!.LapsesAt) return false;
                epoch = surface.LastEpoch;
            }

            return true;
        }, iter: 3000);
        Assert.That(done.Keys, Is.EquivalentTo(Enumerable.Range(0, 11)), "Every act was done, and not only refused.");
        Assert.That(met.Keys, Is.EquivalentTo(Enum.GetValues<SurfaceStatus>()));
        Assert.That(shown, Is.GreaterThan(1000));
    }

    private static void Act(Surface surface, int verb, DateTimeOffset now)
    {
        switch (verb)
        {
            case 0: surface.Bind(Shared, WhatsAppScheme.Phone.Rechecks, surface.LastEpoch + 1, now); break;
            case 1: surface.Bind(OneTime, WhatsAppScheme.Phone.Rechecks, surface.LastEpoch + 1, now); break;
            case 2: surface.Look(CheckOutcome.Verified, WhatsAppScheme.Phone.Rechecks, CheckOrigin.Background, now); break;
            case 3: surface.Look(CheckOutcome.Unreachable, WhatsAppScheme.Phone.Rechecks, CheckOrigin.Background, now); break;
            case 4: surface.Look(CheckOutcome.GrantLost, WhatsAppScheme.Phone.Rechecks, CheckOrigin.Background, now); break;
            case 5: surface.Look(WhatsAppOutcomes.NumberMismatch, WhatsAppScheme.Phone.Rechecks, CheckOrigin.Background, now); break;
            case 6: surface.Hide(now); break;
            case 7: surface.Show(now); break;
            case 8: surface.Supersede(now); break;
            case 9: surface.RecordLapse(now); break;
            default: if (now > Start.AddDays(300)) surface.Release(now); break;
        }
    }
}
