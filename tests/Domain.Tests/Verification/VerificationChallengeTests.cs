using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;
using AiIdentity.Domain.WhatsApp;

namespace AiIdentity.Domain.Tests.Verification;

internal sealed class VerificationChallengeTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static VerificationChallenge Open() =>
        VerificationChallenge.Open(SurfaceId.New(Start), IdentityId.New(Start), AccountId.New(Start), new AddressKey("k"), WhatsAppScheme.Phone, ChallengeToken.Generate(), Start);

    private static VerificationChallenge In(ChallengeStatus status)
    {
        var challenge = Open();
        switch (status)
        {
            case ChallengeStatus.Verified: challenge.Record(CheckOutcome.Verified, CheckOrigin.Operator, Start); break;
            case ChallengeStatus.Superseded: challenge.Supersede(Start); break;
            case ChallengeStatus.Cancelled: challenge.Cancel(Start); break;
            case ChallengeStatus.Exhausted:
                for (var i = 0; i < 60; i++) challenge.Record(CheckOutcome.TokenNotFound, CheckOrigin.Operator, Start);
                break;
            case ChallengeStatus.Pending or ChallengeStatus.Expired: break;
        }

        return challenge;
    }

    private static DateTimeOffset At(ChallengeStatus status) => status is ChallengeStatus.Expired ? Start.AddHours(24) : Start.AddMinutes(1);

    [Test]
    public void Every_verb_leaves_an_ended_challenge_as_it_was([Values] ChallengeStatus status)
    {
        var now = At(status);
        Assert.That(In(status).StatusAt(now), Is.EqualTo(status));
        var pending = status is ChallengeStatus.Pending;

        var superseded = In(status);
        superseded.Supersede(now);
        Assert.That(superseded.StatusAt(now), Is.EqualTo(pending ? ChallengeStatus.Superseded : status));

        var cancelled = In(status);
        cancelled.Cancel(now);
        Assert.That(cancelled.StatusAt(now), Is.EqualTo(pending ? ChallengeStatus.Cancelled : status));

        var recorded = In(status);
        if (pending) recorded.Record(CheckOutcome.Verified, CheckOrigin.Background, now);
        else Assert.That(() => recorded.Record(CheckOutcome.Verified, CheckOrigin.Operator, now), Throws.InstanceOf<RefusedException>());
        Assert.That(recorded.StatusAt(now), Is.EqualTo(pending ? ChallengeStatus.Verified : status));

        var planned = In(status);
        planned.PlanNextLook(now);
        Assert.That(planned.StatusAt(now), Is.EqualTo(status));
        Assert.That(status is ChallengeStatus.Pending or ChallengeStatus.Expired || planned.NextLookAt is null, Is.True, "Nobody looks for what has ended.");
    }

    [Test]
    public void It_expires_after_a_day_to_the_tick()
    {
        Assert.That(Open().StatusAt(Start.AddHours(24).AddTicks(-1)), Is.EqualTo(ChallengeStatus.Pending));
        Assert.That(Open().StatusAt(Start.AddHours(24)), Is.EqualTo(ChallengeStatus.Expired));
    }

    [Test]
    public void Only_what_the_operator_asked_for_and_learnt_from_is_spent()
    {
        var challenge = Open();
        for (var i = 0; i < 200; i++)
        {
            challenge.Record(CheckOutcome.Unreachable, CheckOrigin.Operator, Start);
            challenge.Record(CheckOutcome.TokenNotFound, CheckOrigin.Background, Start);
        }

        Assert.That(challenge.ChecksLeft, Is.EqualTo(60));
        for (var i = 0; i < 59; i++) challenge.Record(CheckOutcome.TokenNotFound, CheckOrigin.Operator, Start);
        Assert.That(challenge.StatusAt(Start), Is.EqualTo(ChallengeStatus.Pending));
        challenge.Record(CheckOutcome.Verified, CheckOrigin.Operator, Start);
        Assert.That(challenge.StatusAt(Start), Is.EqualTo(ChallengeStatus.Verified), "The check that verifies is never the one that exhausts.");
    }

    [Test]
    public void It_is_looked_for_soon_at_first_and_then_every_ten_minutes()
    {
        var challenge = Open();
        var looks = new List<double>();
        while (challenge.NextLookAt is { } next)
        {
            looks.Add((next - Start).TotalSeconds);
            challenge.PlanNextLook(next);
        }

        Assert.That(looks.Take(8), Is.EqualTo(new double[] { 10, 30, 60, 120, 300, 900, 1500, 2100 }));
        Assert.That(looks[^1], Is.LessThan(86400).And.GreaterThanOrEqualTo(86400 - 600));
    }

    [Test]
    public void After_downtime_one_look_is_made_and_not_all_that_were_missed()
    {
        var challenge = Open();
        challenge.PlanNextLook(Start.AddHours(2));
        Assert.That(challenge.NextLookAt, Is.GreaterThan(Start.AddHours(2)).And.LessThanOrEqualTo(Start.AddHours(2).AddMinutes(10)));
    }

    [Test]
    public void Its_life_is_told_in_events() =>
        Assert.That(In(ChallengeStatus.Exhausted).TakeEvents().Select(e => e.Type), Is.EqualTo(new[] { EventType.ChallengeCreated, EventType.ChallengeExhausted }));
}
