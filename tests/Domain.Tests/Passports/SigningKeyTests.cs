using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Shared;
using static AiIdentity.Domain.Tests.Passports.Keys;

namespace AiIdentity.Domain.Tests.Passports;

[TestFixture]
public sealed class SigningKeyTests
{
    /// <summary>A key in each state, as a line of keys brings it there, at <see cref="Keys.Now"/>.</summary>
    private static SigningKey In(SigningKeyStatus status)
    {
        var line = new KeyLine([]);
        switch (status)
        {
            case SigningKeyStatus.InUse:
                return line.Begin(Pair(), Now);
            case SigningKeyStatus.Announced:
                line.Begin(Pair(), Now - SigningKey.Notice);
                return line.Rotate(Pair(), Act, Now - TimeSpan.FromDays(1));
            case SigningKeyStatus.Retired:
                var old = line.Begin(Pair(), Now - TimeSpan.FromDays(30));
                old.RecordSigning(Now + TimeSpan.FromDays(60), Now - TimeSpan.FromDays(30));
                line.Rotate(Pair(), Act, Now - SigningKey.Notice);
                return old;
            case SigningKeyStatus.Compromised:
                var stolen = line.Begin(Pair(), Now - TimeSpan.FromDays(30));
                stolen.RecordSigning(Now + TimeSpan.FromDays(60), Now - TimeSpan.FromDays(30));
                line.Compromise(stolen.Id, Act, Now);
                return stolen;
        }

        throw new ArgumentOutOfRangeException(nameof(status));
    }

    [TestCase(SigningKeyStatus.Announced, true, false, false)]
    [TestCase(SigningKeyStatus.InUse, true, true, false)]
    [TestCase(SigningKeyStatus.Retired, true, false, false)]
    [TestCase(SigningKeyStatus.Compromised, false, false, true)]
    public void Each_state_says_what_a_key_may(SigningKeyStatus status, bool published, bool signs, bool spent)
    {
        var key = In(status);
        Assert.That(key.StatusAt(Now), Is.EqualTo(status));
        Assert.That(key.IsPublishedAt(Now), Is.EqualTo(published));
        Assert.That(key.IsSpentAt(Now), Is.EqualTo(spent));
        if (signs)
        {
            key.RecordSigning(Now + TimeSpan.FromDays(1), Now);
            Assert.That(key.LastExpiry, Is.EqualTo(Now + TimeSpan.FromDays(1)));
        }
        else
        {
            var before = key.LastExpiry;
            Assert.That(() => key.RecordSigning(Now + TimeSpan.FromDays(365), Now), Throws.InvalidOperationException);
            Assert.That(key.LastExpiry, Is.EqualTo(before));
        }

        if (spent)
        {
            key.ForgetPrivateKey(Now);
            Assert.That(key.PrivateKey, Is.Null);
            Assert.That(key.IsSpentAt(Now), Is.False);
        }
        else
        {
            Assert.That(() => key.ForgetPrivateKey(Now), Throws.InvalidOperationException);
            Assert.That(key.PrivateKey, Is.Not.Null);
        }
    }

    [Test]
    public void A_key_is_announced_until_its_first_use_and_in_use_until_its_successors()
    {
        var line = new KeyLine([]);
        var first = line.Begin(Pair(), Now);
        var next = line.Rotate(Pair(), Act, Now);
        var change = Now + SigningKey.Notice;
        var before = change - TimeSpan.FromTicks(1);
        Assert.That(first.StatusAt(before), Is.EqualTo(SigningKeyStatus.InUse));
        Assert.That(next.StatusAt(before), Is.EqualTo(SigningKeyStatus.Announced));
        Assert.That(first.StatusAt(change), Is.EqualTo(SigningKeyStatus.Retired));
        Assert.That(next.StatusAt(change), Is.EqualTo(SigningKeyStatus.InUse));
    }

    [Test]
    public void Retired_key_stays_published_until_the_last_expiry_that_it_signed()
    {
        var key = In(SigningKeyStatus.Retired);
        var last = key.LastExpiry!.Value;
        Assert.That(key.IsPublishedAt(last - TimeSpan.FromTicks(1)), Is.True);
        Assert.That(key.IsPublishedAt(last), Is.False);
    }

    [Test]
    public void Retired_key_that_signed_no_Passport_is_not_published()
    {
        var line = new KeyLine([]);
        var first = line.Begin(Pair(), Now);
        line.Rotate(Pair(), Act, Now);
        Assert.That(first.IsPublishedAt(Now + SigningKey.Notice), Is.False);
    }

    [Test]
    public void Only_a_later_expiry_moves_the_last_one()
    {
        var key = In(SigningKeyStatus.InUse);
        key.RecordSigning(Now + TimeSpan.FromDays(90), Now);
        key.RecordSigning(Now + TimeSpan.FromDays(1), Now);
        Assert.That(key.LastExpiry, Is.EqualTo(Now + TimeSpan.FromDays(90)));
    }

    [Test]
    public void Private_key_outlives_its_use_by_an_hour()
    {
        var line = new KeyLine([]);
        var first = line.Begin(Pair(), Now);
        line.Rotate(Pair(), Act, Now);
        var retired = Now + SigningKey.Notice;
        Assert.That(first.IsSpentAt(retired + TimeSpan.FromMinutes(59)), Is.False);
        Assert.That(first.IsSpentAt(retired + TimeSpan.FromMinutes(60)), Is.True);
    }

    [Test]
    public void A_key_pair_never_writes_itself_out() => Assert.That(Pair().ToString(), Does.Not.Contain("kept elsewhere"));
}

/// <summary>What the fixtures of this folder share.</summary>
internal static class Keys
{
    public static readonly DateTimeOffset Now = new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly KeyAct Act = new(AccountId.New(Now), "planned");

    public static KeyPair Pair() => new(SigningKeyId.New(Now), "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "kept elsewhere");

    public static EventType[] Events(this SigningKey key) => [.. key.TakeEvents().Select(e => e.Type)];
}
