using AiIdentity.Application.Limits;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Verification;
using AiIdentity.Application.WhatsApp;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;
using AiIdentity.Domain.WhatsApp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Moq;

namespace AiIdentity.Application.Tests.Verification;

/// <summary>What looks that prove nothing may cost the registry's own grant.</summary>
internal sealed class SearchBudgetTests : RegistryFixture
{
    private const int CallsOfASearch = 20;
    private int _searches;
    private int _sweeps;

    [SetUp]
    public void MakeLimitsSmall()
    {
        (_searches, _sweeps) = (0, 0);
        var limits = Services.GetRequiredService<IOptions<RateLimitOptions>>().Value;
        (limits.ChecksPerSurfaceAndMinute, limits.FruitlessChecksPerAccountAndHour) = (1_000, 1_000);
        (limits.SearchCallsPerAccountAndHour, limits.SearchCallsPerHour, limits.SweepsPerAccountAndTenMinutes) = (100, 250, 2);
        WhatsApp.Setup(w => w.FindEvenlyAsync(It.IsAny<WhatsAppAddress>(), It.IsAny<Func<ProfileReading, bool>>(), It.IsAny<ISearchBudget>(), It.IsAny<CancellationToken>()))
            .Returns(async (WhatsAppAddress _, Func<ProfileReading, bool> settles, ISearchBudget budget, CancellationToken ct) =>
            {
                _searches++;
                await budget.SpendAsync(CallsOfASearch);
                if (await budget.MaySweepAsync(1, ct)) _sweeps++;
                return Sightings.Nothing;
            });
    }

    [Test]
    public async Task An_account_spends_no_more_than_its_share_and_all_together_no_more_than_all_may()
    {
        foreach (var (email, most) in new[] { ("one@mail.example", 5), ("two@mail.example", 5) })
        {
            await SignInAsync(email);
            var challenge = await ChallengeAsync("wa:@acmesupport");
            _searches = 0;
            for (var i = 0; i < most; i++) Assert.That((await Check(challenge)).Outcome, Is.EqualTo(CheckOutcome.TokenNotFound.Code));
            Assert.That(() => Check(challenge), Throws.InstanceOf<RefusedException>().With.Property("Error").EqualTo(RequestErrors.RateLimited));
            Assert.That(_searches, Is.EqualTo(most));
        }

        // A third finds little left of what all share: nothing is asked, and nothing is learnt, whatever the address.
        await SignInAsync("three@mail.example");
        var last = await ChallengeAsync("wa:+447700900123");
        _searches = 0;
        var outcomes = new List<string>();
        for (var i = 0; i < 4; i++) outcomes.Add((await Check(last)).Outcome);
        Assert.That(outcomes, Is.EqualTo(new[] { "token_not_found", "token_not_found", "unreachable", "unreachable" }));
        Assert.That(_searches, Is.EqualTo(2));
        Assert.That(_sweeps, Is.EqualTo(6), "Two of each account.");
    }

    [Test]
    public async Task The_budget_holds_back_neither_an_own_token_nor_the_registrys_own_looks_nor_who_proves()
    {
        await SignInAsync();
        var identity = await CreateAsync("wa:+447700900123", "wa:@acmesupport");
        var spent = await Send(new OpenChallenge(IdentityOf(identity), SurfaceOf(identity, 1)));
        for (var i = 0; i < 5; i++) await Check(spent);
        Assert.That(() => Check(spent), Throws.InstanceOf<RefusedException>());
        WhatsApp.Setup(w => w.ReadAsync(It.IsAny<Application.WhatsApp.NumberGrant>(), It.IsAny<CancellationToken>())).ReturnsAsync(new ReadResult.Failed(ReadFailure.GrantLost));
        Assert.That((await Send(new CheckChallenge(Id.Parse<ChallengeId>(spent.Id), NumberGrant))).Outcome, Is.EqualTo(CheckOutcome.GrantLost.Code));
        Shared(Reading(username: "acmesupport", about: spent.Token));
        await Send(new LookForToken(Id.Parse<ChallengeId>(spent.Id)));
        Assert.That((await Send(new GetChallenge(Id.Parse<ChallengeId>(spent.Id)))).Status, Is.EqualTo(ChallengeStatus.Verified));
    }

    [Test]
    public async Task What_a_proof_cost_is_given_back()
    {
        await SignInAsync();
        var identity = await CreateAsync("wa:+447700900123");
        for (var i = 0; i < 8; i++)
        {
            var challenge = await Send(new OpenChallenge(IdentityOf(identity), SurfaceOf(identity)));
            WhatsApp.Setup(w => w.FindEvenlyAsync(It.IsAny<WhatsAppAddress>(), It.IsAny<Func<ProfileReading, bool>>(), It.IsAny<ISearchBudget>(), It.IsAny<CancellationToken>()))
                .Returns(async (WhatsAppAddress _, Func<ProfileReading, bool> _, ISearchBudget budget, CancellationToken _) =>
                {
                    await budget.SpendAsync(CallsOfASearch);
                    return new Sightings([Reading(about: challenge.Token)], false);
                });
            Assert.That((await Check(challenge)).Outcome, Is.EqualTo(CheckOutcome.Verified.Code));
        }
    }

    private async Task<ChallengeView> ChallengeAsync(string address)
    {
        var identity = await CreateAsync(address);
        return await Send(new OpenChallenge(IdentityOf(identity), SurfaceOf(identity)));
    }

    private Task<CheckResult> Check(ChallengeView challenge) => Send(new CheckChallenge(Id.Parse<ChallengeId>(challenge.Id), null));
}
