using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;

namespace AiIdentity.Domain.Tests.Accounts;

internal sealed class AccountTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void An_account_is_confirmed_once_and_deleted_without_a_trace_of_its_address()
    {
        var account = Account.Register("Person@Mail.example", Now);
        Assert.That((account.EmailConfirmed, account.NormalizedEmail), Is.EqualTo((false, "PERSON@MAIL.EXAMPLE")));
        account.ConfirmEmail(Now);
        account.ConfirmEmail(Now.AddDays(1));
        account.ChangePlan(Plan.Studio, Now);
        account.ChangePlan(Plan.Studio, Now);
        account.Delete(Now);
        account.Delete(Now);
        Assert.That((account.Email, account.NormalizedEmail, account.ConfirmedAt, account.DeletedAt), Is.EqualTo(((string?)null, (string?)null, (DateTimeOffset?)null, Now)));
        Assert.That(account.TakeEvents().Select(e => e.Type), Is.EqualTo(new[] { EventType.AccountConfirmed, EventType.PlanChanged, EventType.AccountDeleted }));
    }

    [TestCase(Plan.Free, 1)]
    [TestCase(Plan.Studio, 10)]
    [TestCase(Plan.Business, 100)]
    public void Plans_hold_so_many_identities(Plan plan, int identities) => Assert.That(plan.Identities(), Is.EqualTo(identities));

    [Test]
    public void A_key_lives_until_it_ends_and_remembers_days_only()
    {
        var key = ApiKey.Create(AccountId.New(Now), "k", ApiKeySecret.Generate(), [Scopes.IdentityRead], null, Now);
        Assert.That(key.IsLiveAt(Now.AddDays(365).AddTicks(-1)) && !key.IsLiveAt(Now.AddDays(365)), Is.True);
        key.Used(Now);
        key.Used(Now.AddDays(-1));
        Assert.That(key.LastUsedOn, Is.EqualTo(new DateOnly(2026, 1, 1)));
        key.End(Now);
        key.End(Now.AddDays(1));
        Assert.That((key.IsLiveAt(Now), key.EndedAt), Is.EqualTo((false, Now)));
    }

    [Test]
    public void A_secret_reads_back_and_shows_only_its_start()
    {
        var secret = ApiKeySecret.Generate();
        var read = ApiKeySecret.TryParse(secret.Value)!;
        Assert.That((read.Hash, read.VisiblePrefix), Is.EqualTo((secret.Hash, secret.Value[..13])));
        Assert.That(secret.ToString(), Does.Not.Contain(secret.Value[13..]));
    }

    [Test]
    public void A_secret_with_one_wrong_character_is_none()
    {
        const string characters = "0123456789ABCDEFGHJKMNPQRSTVWXYZabcdefghjkmnpqrstvwxyz_-";
        var wrong = 0;
        for (var round = 0; round < 5; round++)
        {
            var secret = ApiKeySecret.Generate().Value;
            for (var at = 0; at < secret.Length; at++)
            {
                foreach (var c in characters.Where(c => c != secret[at]))
                {
                    wrong++;
                    Assert.That(ApiKeySecret.TryParse(secret[..at] + c + secret[(at + 1)..]), Is.Null);
                }
            }
        }

        Assert.That(wrong, Is.GreaterThan(10_000));
        foreach (var none in new[] { "", "aii_live_", "AII_LIVE_0000000000000000000000000000000000" }) Assert.That(ApiKeySecret.TryParse(none), Is.Null);
    }

    [Test]
    public void A_refresh_token_is_good_once_and_a_stolen_one_ends_the_session()
    {
        var session = Session.Begin(AccountId.New(Now), SessionKind.Token, shown: null, Now);
        Assert.That(session.Refresh(0, Now) && session.Generation == 1, Is.True);
        Assert.That(session.Refresh(0, Now.AddSeconds(29)), Is.True, "An answer may get lost.");
        Assert.That(session.Refresh(0, Now.AddSeconds(31)), Is.False);
        Assert.That((session.EndedAt, session.Refresh(1, Now.AddSeconds(32))), Is.EqualTo((Now.AddSeconds(31), false)));
        session.Used(Now.AddDays(2));
        Assert.That(session.LastUsedOn, Is.EqualTo(new DateOnly(2026, 1, 3)));
    }

    [Test]
    public void A_second_factor_counts_from_when_it_is_old_enough_and_no_longer_once_it_is_off()
    {
        var account = AccountId.New(Now);
        Assert.That(Session.Begin(account, SessionKind.Token, shown: null, Now).SecondFactorCountsAt(Now), Is.False);
        Assert.That(Session.Begin(account, SessionKind.Token, new ShownFactor(CountsFrom: null), Now).SecondFactorCountsAt(Now), Is.True);
        var fresh = Session.Begin(account, SessionKind.Cookie, new ShownFactor(Now + AddedCredential.Probation), Now);
        Assert.That((fresh.SecondFactor, fresh.SecondFactorCountsAt(Now.AddHours(24).AddTicks(-1)), fresh.SecondFactorCountsAt(Now.AddHours(24))), Is.EqualTo((true, false, true)));
        fresh.ForgetSecondFactor();
        Assert.That((fresh.SecondFactor, fresh.SecondFactorCountsAt(Now.AddDays(2))), Is.EqualTo((false, false)));
    }

    [Test]
    public void A_mailed_code_is_read_as_people_retype_it()
    {
        var code = EmailCode.Generate();
        foreach (var typed in new[] { code.Value, code.Value.ToUpperInvariant(), code.Value.Replace("-", "", StringComparison.Ordinal), $" {code.Value.Replace('-', ' ')} " })
            Assert.That(EmailCode.TryParse(typed)?.Hash, Is.EqualTo(code.Hash));
        foreach (var none in new[] { "", "abc", code.Value + "x", new string('a', 40), code.Value[..^1] + "0" }) Assert.That(EmailCode.TryParse(none), Is.Null);
        Assert.That(code.ToString(), Does.Not.Contain(code.Value));
    }
}
