using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Shared;

namespace AiIdentity.Domain.Tests.Identities;

internal sealed class IdentityTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly IdentityDetails Details = new("Acme Support", "Acme Ltd", false, ["customer-support"]);

    private static Identity Create() => Identity.Create(AccountId.New(Now), 1, Details, Now);

    [Test]
    public void Another_operator_ends_the_attestations_and_another_name_does_not()
    {
        var identity = Create();
        identity.Attest(Tier.BusinessVerified, "provider", "reference", AccountId.New(Now), Now);
        identity.Change(Details with { Name = "Renamed", Capabilities = ["a"] }, Now);
        identity.Change(identity.Details, Now);
        Assert.That(identity.Attested, Is.EqualTo(Tier.BusinessVerified));
        identity.Change(identity.Details with { Anonymous = true }, Now);
        Assert.Multiple(() =>
        {
            Assert.That(identity.Attested, Is.Null);
            Assert.That(identity.Attestations.Single().EndReason, Is.EqualTo("details_changed"));
            Assert.That(identity.TakeEvents().Select(e => (e.Type, e.Reason)), Is.EqualTo(new[]
            {
                (EventType.IdentityCreated, null), (EventType.AttestationRecorded, "provider"), (EventType.IdentityChanged, null),
                (EventType.IdentityChanged, Identity.OperatorChanged), (EventType.AttestationEnded, (string?)"details_changed"),
            }));
        });
    }

    [Test]
    public void The_highest_standing_attestation_counts()
    {
        var identity = Create();
        var business = identity.Attest(Tier.BusinessVerified, "p", "r", AccountId.New(Now), Now);
        identity.Attest(Tier.CreatorVerified, "p", "r", AccountId.New(Now), Now);
        Assert.That(identity.Attested, Is.EqualTo(Tier.BusinessVerified));
        identity.EndAttestation(business.Id, "why", Now);
        Assert.That(identity.Attested, Is.EqualTo(Tier.CreatorVerified));
        Assert.That(() => identity.EndAttestation(business.Id, "why", Now), Throws.InstanceOf<RefusedException>());
        Assert.That(() => identity.Attest(Tier.Issued, "p", "r", AccountId.New(Now), Now), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Suspension_rests_and_revocation_is_final()
    {
        var identity = Create();
        identity.Suspend("why", Now);
        identity.Suspend("why", Now);
        Assert.That(() => identity.RequireActive(), Throws.InstanceOf<RefusedException>().With.Property("Error").EqualTo(IdentityErrors.Suspended));
        Assert.That(() => identity.RequireNotRevoked(), Throws.Nothing);
        identity.Reinstate("why", Now);
        identity.Reinstate("why", Now);
        Assert.That(identity.Status, Is.EqualTo(IdentityStatus.Active));
        Assert.That(() => identity.Anonymise(), Throws.InvalidOperationException);
        identity.Suspend("why", Now);
        identity.Revoke(Now);
        identity.Revoke(Now.AddDays(1), note: "again");
        Assert.That((identity.Status, identity.RevokedAt, identity.PlanSlot), Is.EqualTo((IdentityStatus.Revoked, Now, (int?)null)));
        foreach (var act in new Action[] { () => identity.Change(Details, Now), () => identity.Suspend("w", Now), () => identity.Reinstate("w", Now), identity.RequireActive, () => identity.Attest(Tier.CreatorVerified, "p", "r", AccountId.New(Now), Now) })
            Assert.That(() => act(), Throws.InstanceOf<RefusedException>().With.Property("Error").EqualTo(IdentityErrors.Revoked));
        identity.Anonymise();
        Assert.That((identity.Name, identity.OperatorDisplay, identity.Anonymous), Is.EqualTo(("(deleted)", (string?)null, true)));
    }

    [Test]
    public void The_public_record_never_changes_backwards()
    {
        var identity = Create();
        identity.PublicRecordChanged(Now.AddDays(1));
        identity.PublicRecordChanged(Now);
        Assert.That(identity.PublicChangedAt, Is.EqualTo(Now.AddDays(1)));
    }

    [TestCase(false, false, null, Tier.IdentityVerified, TierFact.EmailConfirmed, TierFact.PublicSurface)]
    [TestCase(true, false, null, Tier.IdentityVerified, TierFact.PublicSurface)]
    [TestCase(false, true, Tier.BusinessVerified, Tier.BusinessVerified, TierFact.EmailConfirmed)]
    [TestCase(true, true, null, Tier.CreatorVerified, TierFact.CreatorAttestation)]
    [TestCase(true, true, Tier.CreatorVerified, Tier.BusinessVerified, TierFact.BusinessAttestation)]
    public void The_next_tier_and_what_it_lacks_follow_from_facts(bool confirmed, bool surface, Tier? attested, Tier next, params TierFact[] missing)
    {
        Assert.That(Tiers.Next(confirmed, surface, attested)?.Tier, Is.EqualTo(next));
        Assert.That(Tiers.Next(confirmed, surface, attested)?.Missing, Is.EqualTo(missing));
        Assert.That(Tiers.Next(true, true, Tier.BusinessVerified), Is.Null);
    }

    [TestCase(false, false, null, Tier.Issued)]
    [TestCase(false, true, Tier.BusinessVerified, Tier.Issued)]
    [TestCase(true, false, Tier.BusinessVerified, Tier.Issued)]
    [TestCase(true, true, null, Tier.IdentityVerified)]
    [TestCase(true, true, Tier.CreatorVerified, Tier.CreatorVerified)]
    [TestCase(true, true, Tier.BusinessVerified, Tier.BusinessVerified)]
    public void Tiers_are_cumulative(bool confirmed, bool surface, Tier? attested, Tier tier) => Assert.That(Tiers.Of(confirmed, surface, attested), Is.EqualTo(tier));

    [TestCase("Acme Support")]
    [TestCase("Ünïcödé 株式会社 دعم")]
    [TestCase("👩‍💻 Helper")]
    [TestCase("A")]
    public void Names_that_people_can_read_are_taken(string name) => Assert.That(DisplayText.WhyRefused(name), Is.Null);

    [TestCase("")]
    [TestCase("   ")]
    [TestCase(" Acme")]
    [TestCase("Acme ")]
    [TestCase("Ac\nme")]
    [TestCase("Ac\u202Eme")]
    [TestCase("Ac\u2066me")]
    [TestCase("Ac\u200Fme")]
    [TestCase("Ac\u200Bme")]
    [TestCase("Ac\uFEFFme")]
    [TestCase("Ac\u2028me")]
    [TestCase("Ac\uE000me")]
    [TestCase("\u200D\u200D")]
    [TestCase("\u0301")]
    public void Names_that_deceive_or_cannot_be_seen_are_refused(string name) => Assert.That(DisplayText.WhyRefused(name), Is.Not.Null);

    [Test]
    public void Lone_surrogates_and_long_names_are_refused()
    {
        Assert.That(DisplayText.WhyRefused("Ac\uD800me"), Is.Not.Null);
        Assert.That(DisplayText.WhyRefused(new string('x', 101)), Is.Not.Null);
        Assert.That(DisplayText.WhyRefused(new string('x', 100)), Is.Null);
    }

    [TestCase("anon", true)]
    [TestCase("Anon", true)]
    [TestCase(" ANON ", true)]
    [TestCase("ａｎｏｎ", true)]
    [TestCase("a\u200Bnon", true)]
    [TestCase("\u202Eanon", true)]
    [TestCase("anonymous", false)]
    [TestCase("Anon Ltd", false)]
    public void The_word_for_anonymous_operators_is_nobodys_name(string text, bool reads) => Assert.That(DisplayText.ReadsAsAnonymous(text), Is.EqualTo(reads));

    [Test]
    public void Half_a_character_reads_as_no_word() => Assert.That(DisplayText.ReadsAsAnonymous("\uD800anon"), Is.False);

    [Test]
    public void Details_compare_by_what_they_say() =>
        Assert.That(Details.GetHashCode(), Is.EqualTo((Details with { Capabilities = ["customer-support"] }).GetHashCode()));
}
