using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;

namespace AiIdentity.Domain.Tests.Verification;

internal sealed class JudgementTests
{
    private const string Token = "AII-VERIFY-ab2cd-efg3h";
    private static readonly SurfaceAddress Phone = SurfaceAddress.Parse("wa:+447700900123");
    private static readonly SurfaceAddress Handle = SurfaceAddress.Parse("wa:@acmesupport");

    private static ProfileReading Reading(
        string? number = "447700900123", NumberStanding standing = NumberStanding.Live, string? username = "acmesupport", bool approved = true,
        string? about = Token, string? description = null, ReaderKind reader = ReaderKind.CloudApi) =>
        new(reader, "123456", WaPhone.FromDisplay(number), standing, WaUsername.FromPlatform(username), approved, about, description);

    private static IEnumerable<TestCaseData> Proofs()
    {
        yield return new(Phone, Reading(), CheckOutcome.Verified);
        yield return new(Handle, Reading(), CheckOutcome.Verified);
        yield return new(Phone, Reading(number: "447700900124"), CheckOutcome.NumberMismatch);
        yield return new(Phone, Reading(number: null), CheckOutcome.NumberMismatch);
        yield return new(Handle, Reading(number: "447700900124"), CheckOutcome.Verified);
        yield return new(Handle, Reading(username: "other"), CheckOutcome.UsernameMismatch);
        yield return new(Handle, Reading(username: null), CheckOutcome.UsernameMismatch);
        yield return new(Handle, Reading(username: "not a handle"), CheckOutcome.UsernameMismatch);
        yield return new(Handle, Reading(approved: false), CheckOutcome.UsernameNotApproved);
        yield return new(Phone, Reading(approved: false, username: null), CheckOutcome.Verified);
        yield return new(Phone, Reading(standing: NumberStanding.NotLive), CheckOutcome.NumberNotLive);
        yield return new(Handle, Reading(standing: NumberStanding.NotLive), CheckOutcome.NumberNotLive);
        yield return new(Phone, Reading(standing: NumberStanding.Test), CheckOutcome.TestNumber);
        yield return new(Phone, Reading(about: null), CheckOutcome.TokenNotFound);
        yield return new(Phone, Reading(about: Token + " AII-VERIFY-zzzzz-22222"), CheckOutcome.SeveralTokens);
        yield return new(Phone, Reading(about: "AII-VERIFY-yyyyy-22222 AII-VERIFY-zzzzz-22222"), CheckOutcome.SeveralTokens);
        yield return new(Phone, Reading(about: Token.Replace('-', '\u2013')), CheckOutcome.TokenLookalike);
        yield return new(Phone, Reading(about: "hi", description: Token), CheckOutcome.TokenInDescription);
        // What the number is comes before what About says.
        yield return new(Phone, Reading(number: "447700900124", about: null), CheckOutcome.NumberMismatch);
        yield return new(Phone, Reading(standing: NumberStanding.Test, about: null), CheckOutcome.TestNumber);
    }

    [TestCaseSource(nameof(Proofs))]
    public void A_proof_is_judged_in_order(SurfaceAddress claim, ProfileReading reading, CheckOutcome outcome) =>
        Assert.That(Judgement.OfProof(claim, Token, reading), Is.EqualTo(outcome));

    [Test]
    public void A_reading_saw_the_token_wherever_it_stood()
    {
        Assert.That(new[] { Token, Token + " AII-VERIFY-zzzzz-22222", Token.Replace('-', '\u2013') }, Has.All.Matches<string>(about => Judgement.SawToken(Token, Reading(about: about))));
        Assert.That(Judgement.SawToken(Token, Reading(about: null, description: Token)), Is.True);
        Assert.That(new[] { null, "hi", "AII-VERIFY-yyyyy-22222", "AII-VERIFY-yyyyy-22222 AII-VERIFY-zzzzz-22222" }, Has.None.Matches<string?>(about => Judgement.SawToken(Token, Reading(about: about))));
    }

    private static Binding Bound(ReaderKind reader, string pair)
    {
        var now = DateTimeOffset.UnixEpoch;
        var surface = Surface.Claim(IdentityId.New(now), AccountId.New(now), SurfaceMethod.WhatsappPhone, new SealedAddress(new AddressKey("k"), "s"), true, now);
        surface.Bind(new Proof(reader, pair, "123456", false), 1, now);
        return surface.Binding!;
    }

    [Test]
    public void A_pair_holds_where_both_halves_are_the_same()
    {
        var binding = Bound(ReaderKind.CloudApi, "pair");
        Assert.Multiple(() =>
        {
            Assert.That(Judgement.OfPair(Phone, binding, "pair", Reading(about: null)), Is.EqualTo(CheckOutcome.Verified), "No token is asked for again.");
            Assert.That(Judgement.OfPair(Handle, binding, "pair", Reading()), Is.EqualTo(CheckOutcome.Verified));
            Assert.That(Judgement.OfPair(Handle, binding, "other", Reading()), Is.EqualTo(CheckOutcome.UsernameMismatch));
            Assert.That(Judgement.OfPair(Phone, binding, "other", Reading()), Is.EqualTo(CheckOutcome.NumberMismatch));
            Assert.That(Judgement.OfPair(Handle, binding, "pair", Reading(reader: ReaderKind.Directory)), Is.EqualTo(CheckOutcome.UsernameMismatch), "Pairs compare within one kind of reader only.");
            Assert.That(Judgement.OfPair(Handle, binding, "pair", Reading(approved: false)), Is.EqualTo(CheckOutcome.UsernameNotApproved));
            Assert.That(Judgement.OfPair(Phone, binding, "pair", Reading(standing: NumberStanding.NotLive)), Is.EqualTo(CheckOutcome.NumberNotLive));
            Assert.That(Judgement.OfPair(Phone, binding, "pair", Reading(standing: NumberStanding.Test)), Is.EqualTo(CheckOutcome.TestNumber));
        });
    }

    [Test]
    public void Outcomes_of_rechecks_mean_what_the_states_say([Values] CheckOutcome outcome)
    {
        LookVerdict? expected = outcome switch
        {
            CheckOutcome.Verified => LookVerdict.Confirmed,
            CheckOutcome.Unreachable => LookVerdict.Unreachable,
            CheckOutcome.GrantLost => LookVerdict.GrantLost,
            CheckOutcome.NumberMismatch or CheckOutcome.NumberNotLive or CheckOutcome.TestNumber or CheckOutcome.UsernameMismatch or CheckOutcome.UsernameNotApproved => LookVerdict.Contradicted,
            _ => null,
        };
        if (expected is null) Assert.That(() => Judgement.VerdictOf(outcome), Throws.InstanceOf<ArgumentOutOfRangeException>());
        else Assert.That(Judgement.VerdictOf(outcome), Is.EqualTo(expected));
    }

    [TestCase(ReadFailure.Unreachable, CheckOutcome.Unreachable)]
    [TestCase(ReadFailure.GrantLost, CheckOutcome.GrantLost)]
    [TestCase(ReadFailure.NotLive, CheckOutcome.NumberNotLive)]
    public void Failures_have_their_outcome(ReadFailure failure, CheckOutcome outcome) => Assert.That(Judgement.OfFailure(failure), Is.EqualTo(outcome));

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
