using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;

namespace AiIdentity.Domain.Tests.Passports;

internal sealed class PassportTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static Passport Issue() => Passport.Issue(
        PassportId.New(Now), IdentityId.New(Now), AccountId.New(Now), SigningKeyId.New(Now), 0, [new NamedSurface(SurfaceId.New(Now), 1)], "token", Now, 90, Now);

    [Test]
    public void It_ends_to_the_tick()
    {
        Assert.That(Issue().StatusAt(Now.AddDays(90).AddTicks(-1)), Is.EqualTo(PassportStatus.Active));
        Assert.That(Issue().StatusAt(Now.AddDays(90)), Is.EqualTo(PassportStatus.Expired));
    }

    [Test]
    public void Revoking_ends_it_once_and_forgets_the_token()
    {
        var passport = Issue();
        Assert.That(passport.Revoke(RevocationReason.Withdrawn, "hidden", Now, byRegistry: true), Is.True);
        Assert.That(passport.Revoke(RevocationReason.Operator, "operator", Now.AddDays(1)), Is.False);
        Assert.That((passport.StatusAt(Now), passport.Reason, passport.RevokedAt, passport.Token), Is.EqualTo((PassportStatus.Revoked, RevocationReason.Withdrawn, Now, (string?)null)));
        Assert.That(passport.TakeEvents().Select(e => (e.Type, e.Reason)), Is.EqualTo(new[] { (EventType.PassportIssued, null), (EventType.PassportRevoked, (string?)"hidden") }));
    }

    [Test]
    public void One_that_has_expired_is_not_revoked_any_more()
    {
        var passport = Issue();
        Assert.That(passport.Revoke(RevocationReason.Operator, "operator", Now.AddDays(91)), Is.False);
        passport.ForgetToken();
        Assert.That(passport.Token, Is.Null);
    }
}
