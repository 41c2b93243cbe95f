using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Tests.WhatsApp;
using AiIdentity.Domain.Verification;
using AiIdentity.Domain.WhatsApp;

namespace AiIdentity.Domain.Tests.WhatsApp;

internal sealed class JudgementTests
{
    private const string Token = "AII-VERIFY-ab2cd-efg3h";
    private static readonly WhatsAppAddress Phone = Wa.Parse("wa:+447700900123");
    private static readonly WhatsAppAddress Handle = Wa.Parse("wa:@acmesupport");

    private static ProfileReading Reading(
        string? number = "447700900123", NumberStanding standing = NumberStanding.Live, string? username = "acmesupport", bool approved = true,
        string? about = Token, string? description = null, ReaderKind reader = ReaderKind.CloudApi) =>
        new(reader, "123456", WaPhone.FromDisplay(number), standing, WaUsername.FromPlatform(username), approved, about, description);

    private static IEnumerable<TestCaseData> Proofs()
    {
        yield return new(Phone, Reading(), CheckOutcome.Verified);
        yield return new(Handle, Reading(), CheckOutcome.Verified);
        yield return new(Phone, Reading(number: "447700900124"), WhatsAppOutcomes.NumberMismatch);
        yield return new(Phone, Reading(number: null), WhatsAppOutcomes.NumberMismatch);
        yield return new(Handle, Reading(number: "447700900124"), CheckOutcome.Verified);
        yield return new(Handle, Reading(username: "other"), WhatsAppOutcomes.UsernameMismatch);
        yield return new(Handle, Reading(username: null), WhatsAppOutcomes.UsernameMismatch);
        yield return new(Handle, Reading(username: "not a handle"), WhatsAppOutcomes.UsernameMismatch);
        yield return new(Handle, Reading(approved: false), WhatsAppOutcomes.UsernameNotApproved);
        yield return new(Phone, Reading(approved: false, username: null), CheckOutcome.Verified);
        yield return new(Phone, Reading(standing: NumberStanding.NotLive), WhatsAppOutcomes.NumberNotLive);
        yield return new(Handle, Reading(standing: NumberStanding.NotLive), WhatsAppOutcomes.NumberNotLive);
        yield return new(Phone, Reading(standing: NumberStanding.Test), WhatsAppOutcomes.TestNumber);
        yield return new(Phone, Reading(about: null), CheckOutcome.TokenNotFound);
        yield return new(Phone, Reading(about: Token + " AII-VERIFY-zzzzz-22222"), CheckOutcome.SeveralTokens);
        yield return new(Phone, Reading(about: "AII-VERIFY-yyyyy-22222 AII-VERIFY-zzzzz-22222"), CheckOutcome.SeveralTokens);
        yield return new(Phone, Reading(about: Token.Replace('-', '\u2013')), CheckOutcome.TokenLookalike);
        yield return new(Phone, Reading(about: "hi", description: Token), WhatsAppOutcomes.TokenInDescription);
        // What the number is comes before what About says.
        yield return new(Phone, Reading(number: "447700900124", about: null), WhatsAppOutcomes.NumberMismatch);
        yield return new(Phone, Reading(standing: NumberStanding.Test, about: null), WhatsAppOutcomes.TestNumber);
    }

    [TestCaseSource(nameof(Proofs))]
    public void A_proof_is_judged_in_order(WhatsAppAddress claim, ProfileReading reading, CheckOutcome outcome) =>
        Assert.That(Judgement.OfProof(claim, Token, reading), Is.EqualTo(outcome));

    [Test]
    public void A_reading_saw_the_token_wherever_it_stood()
    {
        Assert.That(new[] { Token, Token + " AII-VERIFY-zzzzz-22222", Token.Replace('-', '\u2013') }, Has.All.Matches<string>(about => Judgement.SawToken(Token, Reading(about: about))));
        Assert.That(Judgement.SawToken(Token, Reading(about: null, description: Token)), Is.True);
        Assert.That(new[] { null, "hi", "AII-VERIFY-yyyyy-22222", "AII-VERIFY-yyyyy-22222 AII-VERIFY-zzzzz-22222" }, Has.None.Matches<string?>(about => Judgement.SawToken(Token, Reading(about: about))));
    }

    [Test]
    public void A_pair_holds_where_both_halves_are_the_same()
    {
        var proved = new ProvedProfile(ReaderKind.CloudApi, "pair", "123456");
        Assert.Multiple(() =>
        {
            Assert.That(Judgement.OfPair(Phone, proved, "pair", Reading(about: null)), Is.EqualTo(CheckOutcome.Verified), "No token is asked for again.");
            Assert.That(Judgement.OfPair(Handle, proved, "pair", Reading()), Is.EqualTo(CheckOutcome.Verified));
            Assert.That(Judgement.OfPair(Handle, proved, "other", Reading()), Is.EqualTo(WhatsAppOutcomes.UsernameMismatch));
            Assert.That(Judgement.OfPair(Phone, proved, "other", Reading()), Is.EqualTo(WhatsAppOutcomes.NumberMismatch));
            Assert.That(Judgement.OfPair(Handle, proved, "pair", Reading(reader: ReaderKind.Directory)), Is.EqualTo(WhatsAppOutcomes.UsernameMismatch), "Pairs compare within one kind of reader only.");
            Assert.That(Judgement.OfPair(Handle, proved, "pair", Reading(approved: false)), Is.EqualTo(WhatsAppOutcomes.UsernameNotApproved));
            Assert.That(Judgement.OfPair(Phone, proved, "pair", Reading(standing: NumberStanding.NotLive)), Is.EqualTo(WhatsAppOutcomes.NumberNotLive));
            Assert.That(Judgement.OfPair(Phone, proved, "pair", Reading(standing: NumberStanding.Test)), Is.EqualTo(WhatsAppOutcomes.TestNumber));
        });
    }

    [Test]
    public void Each_outcome_has_a_code_of_its_own_and_the_kind_that_the_contract_says()
    {
        Assert.That(WhatsAppOutcomes.All.Select(outcome => outcome.Code), Is.Unique);
        Assert.That(WhatsAppOutcomes.All.ToDictionary(outcome => outcome.Code, outcome => outcome.Kind), Is.EquivalentTo(new Dictionary<string, OutcomeKind>
        {
            ["verified"] = OutcomeKind.Verified,
            ["token_not_found"] = OutcomeKind.NotFound,
            ["token_lookalike"] = OutcomeKind.NotFound,
            ["token_in_description"] = OutcomeKind.NotFound,
            ["several_tokens"] = OutcomeKind.NotFound,
            ["number_mismatch"] = OutcomeKind.Mismatch,
            ["username_mismatch"] = OutcomeKind.Mismatch,
            ["number_not_live"] = OutcomeKind.Ineligible,
            ["test_number"] = OutcomeKind.Ineligible,
            ["username_not_approved"] = OutcomeKind.Ineligible,
            ["no_grant"] = OutcomeKind.AccessLost,
            ["grant_lost"] = OutcomeKind.AccessLost,
            ["unreachable"] = OutcomeKind.Unreachable,
        }));
    }

    [TestCase(ReadFailure.Unreachable, "unreachable")]
    [TestCase(ReadFailure.GrantLost, "grant_lost")]
    [TestCase(ReadFailure.NotLive, "number_not_live")]
    public void Failures_have_their_outcome(ReadFailure failure, string outcome) => Assert.That(Judgement.OfFailure(failure).Code, Is.EqualTo(outcome));

    [TestCase("447700900123", "CONNECTED", "CLOUD_API", "VERIFIED", "LIVE", NumberStanding.Live)]
    [TestCase("447700900123", "CONNECTED", "CLOUD_API", "EXPIRED", "LIVE", NumberStanding.Live)]
    [TestCase("447700900123", "CONNECTED", "CLOUD_API", "EXPIRED", null, NumberStanding.Live)]
    [TestCase("447700900123", "CONNECTED", "CLOUD_API", "NOT_VERIFIED", "LIVE", NumberStanding.NotLive)]
    [TestCase("447700900123", "CONNECTED", "CLOUD_API", null, "LIVE", NumberStanding.NotLive)]
    [TestCase("447700900123", "PENDING", "CLOUD_API", "VERIFIED", "LIVE", NumberStanding.NotLive)]
    [TestCase("447700900123", "connected", "CLOUD_API", "VERIFIED", "LIVE", NumberStanding.NotLive)]
    [TestCase("447700900123", "SOMETHING_NEW", "CLOUD_API", "VERIFIED", "LIVE", NumberStanding.NotLive)]
    [TestCase("447700900123", "CONNECTED", "ON_PREMISE", "VERIFIED", "LIVE", NumberStanding.NotLive)]
    [TestCase("447700900123", null, null, null, null, NumberStanding.NotLive)]
    [TestCase("447700900123", "CONNECTED", "CLOUD_API", "VERIFIED", "SANDBOX", NumberStanding.Test)]
    [TestCase("15551234567", "CONNECTED", "CLOUD_API", "VERIFIED", "LIVE", NumberStanding.Test)]
    [TestCase(null, "CONNECTED", "CLOUD_API", "VERIFIED", "LIVE", NumberStanding.NotLive)]
    public void Only_a_running_verified_cloud_number_is_live(string? number, string? status, string? platform, string? verification, string? mode, NumberStanding standing) =>
        Assert.That(NumberNode.StandingOf(WaPhone.FromDisplay(number), status, platform, verification, mode), Is.EqualTo(standing));

    [Test]
    public void Readings_are_not_written_by_accident() => Assert.That(Reading().ToString(), Does.Not.Contain("447700900123").And.Not.Contain("acme").And.Not.Contain("AII"));
}
