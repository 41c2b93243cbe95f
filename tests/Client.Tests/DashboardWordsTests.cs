using AiIdentity.Dashboard.Pages.Identities;
using AiIdentity.Dashboard.Pages.Verification;

namespace AiIdentity.Client.Tests;

/// <summary>What the dashboard calls the values of enumerations: each known one has words of its own, any other is its text.</summary>
internal sealed class DashboardWordsTests
{
    [Test]
    public void Every_known_value_has_words() => Assert.Multiple(() =>
    {
        Must<OutcomeKind>(value => Outcomes.Title(value, value.Value, recheck: false));
        Must<EventType>(Wording.What);
        Must<IdentityStatus>(value => Wording.State(value).Word);
        Must<PassportStatus>(value => Wording.State(value).Word);
        Must<Plan>(Wording.Name);
        Must<SessionKind>(Wording.Name);
        Must<SurfaceStatus>(value => Wording.State(Surface(value)).Word);
        Must<Tier>(Wording.Name);
        Assert.That(Tier.Known.Select(Wording.Meaning), Is.All.Not.Empty);
        Assert.That(Plan.Known.Select(Wording.Allowance), Is.All.Not.Empty);
        // None of them needs the sentence for what nobody knows.
        Assert.That(ChallengeStatus.Known.Select(Outcomes.Ended), Is.All.Not.Contains("the registry says"));
    });

    [Test]
    public void What_nobody_knows_has_a_tone_and_no_advice() => Assert.Multiple(() =>
    {
        Assert.That(Outcomes.Tone(new OutcomeKind(LaterAnswers.Word)), Is.EqualTo(Tone.Careful));
        Assert.That(Outcomes.Ended(new ChallengeStatus(LaterAnswers.Word)), Does.Contain("not invented yet"));
        Assert.That((Wording.Advice(Surface(new(LaterAnswers.Word))), Wording.Holds(Surface(new(LaterAnswers.Word)))), Is.EqualTo(((string?)null, false)));
        Assert.That(Wording.Meaning(new Tier(LaterAnswers.Word)), Is.Empty);
    });

    private static void Must<T>(Func<T, string> words) where T : struct, IOpenEnum<T>
    {
        foreach (var known in T.Known) Assert.That(words(known), Does.Match("^[A-Z]"), known.Value);
        Assert.That(words(T.Of(LaterAnswers.Word)), Is.EqualTo("not invented yet"));
        Assert.That(words(default), Is.Empty);
    }

    private static SurfaceView Surface(SurfaceStatus status) => new()
    {
        Id = "srf_01ARZ3NDEKTSV4RRFFQ69G5FAV",
        Surface = "wa:@acmesupport",
        Method = "whatsapp_username",
        Public = true,
        Status = status,
        VerifiedAt = null,
        LastCheckedAt = null,
        NextCheckDue = null,
        Freshness = null,
        Evidence = null,
    };
}
