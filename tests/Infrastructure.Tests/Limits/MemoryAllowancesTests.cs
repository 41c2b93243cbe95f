using AiIdentity.Application.Limits;
using AiIdentity.Infrastructure.Limits;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace AiIdentity.Infrastructure.Tests.Limits;

internal sealed class MemoryAllowancesTests
{
    private readonly FakeTimeProvider _time = new();

    private MemoryAllowances Allowances(bool enabled = true) =>
        new(Options.Create(new RateLimitOptions { Enabled = enabled, PublicPerMinute = 3 }), _time);

    private static async Task<double?> TakeAsync(MemoryAllowances allowances, UInt128 who) =>
        (await allowances.TakeAsync(Allowance.Public, who, default))?.TotalSeconds;

    [Test]
    public async Task A_window_opens_with_its_first_act_and_ends_a_minute_later()
    {
        using var allowances = Allowances();
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.That(await TakeAsync(allowances, 1), Is.Null);
        _time.Advance(TimeSpan.FromSeconds(50));
        Assert.That(await TakeAsync(allowances, 1), Is.Null);
        Assert.That(await TakeAsync(allowances, 1), Is.Null);
        Assert.That(await TakeAsync(allowances, 1), Is.EqualTo(10));
        Assert.That(await TakeAsync(allowances, 2), Is.Null);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.That(await TakeAsync(allowances, 1), Is.Null);
    }

    [Test]
    public async Task What_is_counted_afterwards_may_be_more_than_is_left_and_is_forgotten_with_the_window()
    {
        using var allowances = Allowances();
        await allowances.CountAsync(Allowance.Public, 1, 100);
        Assert.That(await TakeAsync(allowances, 1), Is.Null, "No window, nothing to count to.");
        await allowances.CountAsync(Allowance.Public, 1, 100);
        Assert.That(await TakeAsync(allowances, 1), Is.EqualTo(60));
        await allowances.CountAsync(Allowance.Public, 1, -99);
        Assert.That(await TakeAsync(allowances, 1), Is.Null);
        Assert.That(await TakeAsync(allowances, 1), Is.Not.Null);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(await TakeAsync(allowances, 1), Is.Null);
    }

    [Test]
    public async Task Many_at_once_get_no_more_than_there_is_while_windows_are_swept()
    {
        using var allowances = Allowances();
        for (var minute = 0; minute < 50; minute++)
        {
            var allowed = 0;
            await Parallel.ForAsync(0, 64, async (_, _) =>
            {
                if (await TakeAsync(allowances, 1) is null) Interlocked.Increment(ref allowed);
            });
            Assert.That(allowed, Is.EqualTo(3));
            _time.Advance(TimeSpan.FromMinutes(1));
        }
    }

    [Test]
    public async Task What_has_ended_is_forgotten()
    {
        using var allowances = Allowances();
        for (uint who = 0; who < 1000; who++) await TakeAsync(allowances, who);
        await allowances.TakeAsync(Allowance.FruitlessChecks, 1, default);
        Assert.That(allowances.Count, Is.EqualTo(1001));
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.That(allowances.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task Switched_off_it_remembers_nobody()
    {
        using var allowances = Allowances(enabled: false);
        for (var i = 0; i < 10; i++) Assert.That(await TakeAsync(allowances, 1), Is.Null);
        Assert.That(allowances.Count, Is.Zero);
    }
}
