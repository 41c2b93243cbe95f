using Microsoft.Extensions.Time.Testing;

namespace AiIdentity.Client.Tests.Offline;

/// <summary>A wall clock that is set, a machine that sleeps: what is known ages by the time that passed.</summary>
internal sealed class ClockTests
{
    private StubRegistry _registry = null!;
    private Clock _clock = null!;
    private PassportVerifier _verifier = null!;
    private string _token = "";

    [SetUp]
    public async Task Start()
    {
        _registry = await StubRegistry.StartAsync();
        _clock = new Clock(_registry.Clock);
        _verifier = new PassportVerifier(_registry.Http, StubRegistry.Issuer, _clock);
        _token = _registry.Passport();
        _registry.Clock.Advance(TimeSpan.FromDays(2));
    }

    [TearDown]
    public async Task Stop() => await _registry.DisposeAsync();

    private async Task<PassportReason?> ReasonAsync(VerificationPolicy? policy = null) => (await _verifier.VerifyAsync(_token, policy)).Reason;

    [TestCase(50)]
    [TestCase(2)]
    [TestCase(24 * 60)]
    public async Task A_clock_that_ran_fast_and_was_set_right_hides_no_revocation(int minutes)
    {
        _clock.Wrong = TimeSpan.FromMinutes(minutes);
        await ReasonAsync();
        _registry.Mark(7, 1);
        _clock.Wrong = TimeSpan.Zero;
        _registry.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.That(await ReasonAsync(), Is.EqualTo(PassportReason.Revoked));
    }

    [TestCase(6 * 60)]
    [TestCase(24 * 60)]
    public async Task A_clock_that_ran_fast_and_was_set_right_asks_anew_at_once(int minutes)
    {
        _clock.Wrong = TimeSpan.FromMinutes(minutes);
        Assert.That(await ReasonAsync(), Is.EqualTo(PassportReason.StatusUnknown), "By that clock the list is too old.");
        _clock.Wrong = TimeSpan.Zero;
        Assert.That(await ReasonAsync(), Is.Null);
    }

    [TestCase(-6 * 60)]
    [TestCase(-24 * 60)]
    public async Task A_clock_that_ran_slow_and_was_set_right_asks_anew_at_once(int minutes)
    {
        _clock.Wrong = TimeSpan.FromMinutes(minutes);
        Assert.That(await ReasonAsync(), Is.EqualTo(PassportReason.StatusUnknown), "By that clock the list is from the future.");
        _clock.Wrong = TimeSpan.Zero;
        Assert.That(await ReasonAsync(), Is.Null);
    }

    [Test]
    public async Task A_clock_set_back_lets_nothing_grow_younger()
    {
        Assert.That(await ReasonAsync(), Is.Null);
        await _registry.SwitchOffAsync();
        _registry.Clock.Advance(TimeSpan.FromMinutes(30));
        _clock.Wrong = TimeSpan.FromMinutes(-25);
        Assert.That((await _verifier.VerifyAsync(_token)).KnowledgeAge, Is.GreaterThanOrEqualTo(TimeSpan.FromMinutes(30)));
        _registry.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.That(await ReasonAsync(), Is.EqualTo(PassportReason.KeysUnknown));
    }

    [Test]
    public async Task A_machine_that_slept_asks_anew_and_trusts_nothing_from_before()
    {
        Assert.That(await ReasonAsync(), Is.Null);
        _registry.Mark(7, 1);
        _clock.Asleep += TimeSpan.FromHours(10);
        _registry.Clock.Advance(TimeSpan.FromHours(10));
        Assert.That(await ReasonAsync(), Is.EqualTo(PassportReason.Revoked));
        await _registry.SwitchOffAsync();
        _clock.Asleep += TimeSpan.FromHours(10);
        _registry.Clock.Advance(TimeSpan.FromHours(10));
        Assert.That(await ReasonAsync(), Is.EqualTo(PassportReason.KeysUnknown));
    }

    [Test]
    public async Task An_unknown_key_is_looked_for_after_a_clock_was_set_right()
    {
        _clock.Wrong = TimeSpan.FromHours(5);
        Assert.That((await _verifier.VerifyAsync(_registry.Passport(new StubKey(2)))).Reason, Is.EqualTo(PassportReason.UnknownKey));
        _clock.Wrong = TimeSpan.Zero;
        var next = new StubKey(3);
        _registry.Published.Add(next);
        Assert.That((await _verifier.VerifyAsync(_registry.Passport(next))).Reason, Is.Null);
    }

    /// <summary>A wall clock that can be wrong by any span, beside a monotonic one that stands still while the machine sleeps.</summary>
    private sealed class Clock(FakeTimeProvider right) : TimeProvider
    {
        public TimeSpan Wrong { get; set; }

        public TimeSpan Asleep { get; set; }

        public override DateTimeOffset GetUtcNow() => right.GetUtcNow() + Wrong;

        public override long GetTimestamp() => right.GetUtcNow().UtcTicks - Asleep.Ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    }
}
