using AiIdentity.Application.Shared;
using AiIdentity.Application.Verification;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;
using AiIdentity.Domain.WhatsApp;
using Moq;

namespace AiIdentity.Application.Tests.Verification;

/// <summary>Whoever does not wait for the answer has asked all the same.</summary>
internal sealed class BrokenOffTests : RegistryFixture
{
    private const int Surfaces = 6;

    private static readonly Exception[] Ends = [new OperationCanceledException("The caller went."), new InvalidOperationException("A bug.")];

    [Test]
    public async Task A_check_that_is_broken_off_is_not_given_back([ValueSource(nameof(Ends))] Exception end)
    {
        await SignInAsync();
        var identity = await CreateAsync([.. Enumerable.Range(0, Surfaces + 1).Select(i => $"wa:+44770090012{i}")]);
        var challenges = new List<ChallengeView>();
        for (var i = 0; i <= Surfaces; i++) challenges.Add(await Send(new OpenChallenge(IdentityOf(identity), SurfaceOf(identity, i))));
        Break(end);
        for (var i = 0; i < 30; i++) Assert.That(() => Check(challenges[i % Surfaces]), Throws.InstanceOf(end.GetType()));

        Shared(Reading("447700900126", about: challenges[^1].Token));
        Assert.That(() => Check(challenges[^1]), Limited);
    }

    [Test]
    public async Task A_recheck_that_is_broken_off_is_not_given_back([ValueSource(nameof(Ends))] Exception end)
    {
        await SignInAsync();
        var identity = await CreateAsync([.. Enumerable.Range(0, Surfaces + 1).Select(i => $"wa:+44770090012{i}")]);
        for (var i = 0; i <= Surfaces; i++) await ProveAsync(identity, i, $"44770090012{i}");
        Break(end);
        for (var i = 0; i < 30; i++) Assert.That(() => Recheck(identity, i % Surfaces), Throws.InstanceOf(end.GetType()));
        Assert.That(() => Recheck(identity, Surfaces), Limited);
    }

    private static NUnit.Framework.Constraints.IResolveConstraint Limited =>
        Throws.InstanceOf<RefusedException>().With.Property("Error").EqualTo(RequestErrors.RateLimited);

    private Task<CheckResult> Check(ChallengeView challenge) => Send(new CheckChallenge(Id.Parse<ChallengeId>(challenge.Id), null));

    private Task<RecheckResult> Recheck(Application.Identities.IdentityView identity, int i) =>
        Send(new RecheckSurface(IdentityOf(identity), SurfaceOf(identity, i), null));

    private void Break(Exception end)
    {
        WhatsApp.Setup(w => w.FindEvenlyAsync(It.IsAny<WhatsAppAddress>(), It.IsAny<Func<ProfileReading, bool>>(), It.IsAny<ISearchBudget>(), It.IsAny<CancellationToken>())).ThrowsAsync(end);
        WhatsApp.Setup(w => w.ReadAgainAsync(It.IsAny<ProvedProfile>(), It.IsAny<WhatsAppAddress>(), It.IsAny<CancellationToken>())).ThrowsAsync(end);
    }
}
