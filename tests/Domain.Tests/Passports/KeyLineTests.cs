using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Shared;
using CsCheck;
using static AiIdentity.Domain.Tests.Passports.Keys;

namespace AiIdentity.Domain.Tests.Passports;

[TestFixture]
public sealed class KeyLineTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Test]
    public void The_first_key_signs_at_once()
    {
        var line = new KeyLine([]);
        var first = line.Begin(Pair(), Now);
        Assert.That(line.InUseAt(Now), Is.SameAs(first));
        Assert.That(first.Number, Is.EqualTo(1));
        Assert.That(line.AnnouncedAt(Now), Is.Null);
    }

    [Test]
    public void A_clock_set_back_behind_the_beginning_leaves_a_key_in_use()
    {
        var line = new KeyLine([]);
        var first = line.Begin(Pair(), Now);
        Assert.That((line.InUseAt(Now - (2 * Day)), line.AnnouncedAt(Now - (2 * Day))), Is.EqualTo((first, (SigningKey?)null)));
        var other = new KeyLine([]);
        other.Begin(Pair(), Now);
        var next = other.AnnounceDue(Pair(), Now + (76 * Day));
        Assert.That(next.StatusAt(next.FirstUse - TimeSpan.FromTicks(1)), Is.EqualTo(SigningKeyStatus.Announced), "What was announced waits for its first use.");
    }

    [Test]
    public void A_second_key_never_begins_beside_one_in_use()
    {
        var line = new KeyLine([]);
        line.Begin(Pair(), Now);
        Assert.That(() => line.Begin(Pair(), Now), Throws.InvalidOperationException);
    }

    [Test]
    public void The_next_is_due_a_notice_before_the_term_ends()
    {
        var line = new KeyLine([]);
        line.Begin(Pair(), Now);
        var due = Now + (76 * Day);
        Assert.That(line.NextIsDueAt(due - TimeSpan.FromTicks(1)), Is.False);
        Assert.That(line.NextIsDueAt(due), Is.True);
        var next = line.AnnounceDue(Pair(), due);
        Assert.That(next.FirstUse, Is.EqualTo(Now + (90 * Day)));
        Assert.That(next.AnnouncedAt, Is.EqualTo(due));
        Assert.That(line.NextIsDueAt(due), Is.False, "one is announced");
        Assert.That(next.Events(), Is.Empty, "nobody acted");
    }

    [Test]
    public void Nothing_is_announced_before_it_is_due()
    {
        var line = new KeyLine([]);
        line.Begin(Pair(), Now);
        Assert.That(() => line.AnnounceDue(Pair(), Now), Throws.InvalidOperationException);
    }

    [Test]
    public void After_downtime_the_old_key_goes_on_until_the_next_has_been_announced_for_fourteen_days()
    {
        var line = new KeyLine([]);
        var old = line.Begin(Pair(), Now);
        var back = Now + (200 * Day);
        Assert.That(line.InUseAt(back), Is.SameAs(old));
        var next = line.AnnounceDue(Pair(), back);
        Assert.That(next.FirstUse, Is.EqualTo(back + (14 * Day)));
        Assert.That(line.InUseAt(back + (14 * Day) - TimeSpan.FromTicks(1)), Is.SameAs(old));
        Assert.That(line.InUseAt(back + (14 * Day)), Is.SameAs(next));
    }

    [Test]
    public void Rotating_announces_the_next_for_fourteen_days_ahead_and_says_who_and_why()
    {
        var line = new KeyLine([]);
        var old = line.Begin(Pair(), Now);
        var at = Now + (3 * Day);
        var next = line.Rotate(Pair(), Act, at);
        Assert.That(next.FirstUse, Is.EqualTo(at + (14 * Day)));
        Assert.That(line.InUseAt(at), Is.SameAs(old));
        var told = next.TakeEvents().Single();
        Assert.That(told, Is.EqualTo(new DomainEvent(EventType.SigningKeyAnnounced, at, Act.By, Reason: "planned")));
    }

    [Test]
    public void Rotating_twice_is_refused()
    {
        var line = new KeyLine([]);
        line.Begin(Pair(), Now);
        line.Rotate(Pair(), Act, Now);
        Assert.That(() => line.Rotate(Pair(), Act, Now + Day), Throws.TypeOf<RefusedException>().With.Property(nameof(RefusedException.Error)).EqualTo(KeyErrors.Announced));
    }

    [Test]
    public void Announced_key_steps_in_at_once_for_a_compromised_one()
    {
        var line = new KeyLine([]);
        var stolen = line.Begin(Pair(), Now);
        var next = line.Rotate(Pair(), Act, Now);
        Assert.That(line.Compromise(stolen.Id, Act, Now + Day), Is.SameAs(stolen));
        Assert.That(line.InUseAt(Now + Day), Is.SameAs(next));
        Assert.That(next.FirstUse, Is.EqualTo(Now + Day));
        Assert.That(stolen.Events(), Is.EqualTo(new[] { EventType.SigningKeyCompromised }));
    }

    [Test]
    public void Where_none_is_announced_a_new_key_replaces_the_compromised_one_and_the_retired_one_never_returns()
    {
        var line = new KeyLine([]);
        var retired = line.Begin(Pair(), Now);
        var stolen = line.Rotate(Pair(), Act, Now);
        var at = Now + (20 * Day);
        line.Compromise(stolen.Id, Act, at);
        Assert.That(line.InUseAt(at), Is.Null);
        var fresh = line.Begin(Pair(), at);
        Assert.That(line.InUseAt(at), Is.SameAs(fresh));
        Assert.That(fresh.Number, Is.EqualTo(3));
        Assert.That(retired.StatusAt(at), Is.EqualTo(SigningKeyStatus.Retired));
        Assert.That(() => retired.RecordSigning(at + Day, at), Throws.InvalidOperationException);
    }

    [Test]
    public void Compromised_before_its_first_use_a_key_never_follows()
    {
        var line = new KeyLine([]);
        var current = line.Begin(Pair(), Now);
        var stolen = line.Rotate(Pair(), Act, Now);
        line.Compromise(stolen.Id, Act, Now + Day);
        Assert.That(line.AnnouncedAt(Now + Day), Is.Null);
        Assert.That(line.InUseAt(Now + (100 * Day)), Is.SameAs(current));
        var next = line.AnnounceDue(Pair(), Now + (80 * Day));
        Assert.That(next.FirstUse, Is.EqualTo(Now + (94 * Day)));
    }

    [Test]
    public void Compromising_a_retired_key_leaves_the_one_in_use()
    {
        var line = new KeyLine([]);
        var retired = line.Begin(Pair(), Now);
        var current = line.Rotate(Pair(), Act, Now);
        var at = Now + (20 * Day);
        line.Compromise(retired.Id, Act, at);
        Assert.That(retired.StatusAt(at), Is.EqualTo(SigningKeyStatus.Compromised));
        Assert.That(line.InUseAt(at), Is.SameAs(current));
    }

    [Test]
    public void Compromising_twice_changes_nothing()
    {
        var line = new KeyLine([]);
        var stolen = line.Begin(Pair(), Now);
        line.Compromise(stolen.Id, Act, Now);
        line.Begin(Pair(), Now);
        stolen.TakeEvents();
        line.Compromise(stolen.Id, Act, Now + Day);
        Assert.That(stolen.CompromisedAt, Is.EqualTo(Now));
        Assert.That(stolen.Events(), Is.Empty);
    }

    [Test]
    public void Unknown_key_is_refused() =>
        Assert.That(() => new KeyLine([]).Compromise(SigningKeyId.New(Now), Act, Now),
            Throws.TypeOf<RefusedException>().With.Property(nameof(RefusedException.Error)).EqualTo(KeyErrors.Unknown));

    [Test]
    public void A_year_of_rounds_rotates_four_times_and_every_key_is_announced_fourteen_days_before()
    {
        var line = new KeyLine([]);
        List<SigningKey> all = [line.Begin(Pair(), Now)];
        List<SigningKey> used = [];
        for (var at = Now; at < Now + (365 * Day); at += TimeSpan.FromMinutes(7))
        {
            if (line.NextIsDueAt(at)) all.Add(line.AnnounceDue(Pair(), at));
            if (used.LastOrDefault() != line.InUseAt(at)) used.Add(line.InUseAt(at)!);
        }

        Assert.That(used, Is.EqualTo(all));
        Assert.That(used, Has.Count.EqualTo(5), "the first and four rotations");
        foreach (var (key, before) in all.Skip(1).Zip(all))
        {
            Assert.That(key.FirstUse - key.AnnouncedAt, Is.EqualTo(14 * Day));
            Assert.That(key.FirstUse - before.FirstUse, Is.InRange(90 * Day, (90 * Day) + TimeSpan.FromMinutes(7)));
        }
    }

    [Test]
    public void Whatever_happens_one_key_is_in_use_and_at_most_one_announced_and_none_ever_returns()
    {
        var done = new System.Collections.Concurrent.ConcurrentDictionary<int, bool>();
        // 0: a round; 1: rotate; 2: compromise the key in use; 3: the announced one; 4: the oldest.
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 40 * 24]).Array[1, 60].Sample(steps =>
        {
            var (line, at) = (new KeyLine([]), Now);
            List<SigningKey> all = [line.Begin(Pair(), at)];
            HashSet<SigningKey> ended = [];
            foreach (var (act, hours) in steps)
            {
                at += TimeSpan.FromHours(hours);
                switch (act)
                {
                    case 0 when line.NextIsDueAt(at):
                        all.Add(line.AnnounceDue(Pair(), at));
                        done[act] = true;
                        break;
                    case 1 when line.AnnouncedAt(at) is null:
                        all.Add(line.Rotate(Pair(), Act, at));
                        done[act] = true;
                        break;
                    case 2:
                        Compromise(line.InUseAt(at)!);
                        break;
                    case 3 when line.AnnouncedAt(at) is { } announced:
                        Compromise(announced);
                        done[act] = true;
                        break;
                    case 4:
                        Compromise(all[0]);
                        break;
                }

                if (all.Count(k => k.StatusAt(at) is SigningKeyStatus.InUse) != 1) return false;
                if (all.Count(k => k.StatusAt(at) is SigningKeyStatus.Announced) > 1) return false;
                if (ended.Any(k => k.StatusAt(at) is SigningKeyStatus.InUse or SigningKeyStatus.Announced)) return false;
                ended.UnionWith(all.Where(k => k.StatusAt(at) is SigningKeyStatus.Retired or SigningKeyStatus.Compromised));
            }

            return true;

            void Compromise(SigningKey key)
            {
                line.Compromise(key.Id, Act, at);
                if (line.InUseAt(at) is null) all.Add(line.Begin(Pair(), at));
            }
        }, seed: "0000KeyLine0", iter: 3000);
        Assert.That(done.Keys, Is.EquivalentTo(new[] { 0, 1, 3 }), "What needs its moment had it.");
    }
}
