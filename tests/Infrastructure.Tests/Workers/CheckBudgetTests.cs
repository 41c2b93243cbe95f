using AiIdentity.Infrastructure.Workers;
using Microsoft.Extensions.Time.Testing;

namespace AiIdentity.Infrastructure.Tests.Workers;

internal sealed class CheckBudgetTests
{
    [Test]
    public void In_no_minute_more_than_its_share_is_given_however_long_nothing_was_asked_for()
    {
        var clock = new FakeTimeProvider();
        var budget = new CheckBudget(60, clock);
        clock.Advance(TimeSpan.FromDays(1));
        Assert.That((budget.Take(50), budget.Take(50), budget.Take(50)), Is.EqualTo((50, 10, 0)));
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.That(budget.Take(1), Is.Zero);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(budget.Take(100), Is.EqualTo(60));
    }

    [Test]
    public void A_clock_that_was_set_back_holds_nothing_up()
    {
        var clock = new FakeTimeProvider();
        var budget = new CheckBudget(60, clock);
        Assert.That(budget.Take(100), Is.EqualTo(60));
        clock.AdjustTime(clock.GetUtcNow().AddDays(-1));
        Assert.That((budget.Take(100), budget.Take(100)), Is.EqualTo((60, 0)));
        clock.AdjustTime(clock.GetUtcNow().AddDays(1).AddSeconds(30));
        Assert.That(budget.Take(100), Is.EqualTo(60));
    }

    [Test]
    public void What_was_not_needed_is_there_again()
    {
        var clock = new FakeTimeProvider();
        var budget = new CheckBudget(1, clock);
        Assert.That(budget.Take(50), Is.EqualTo(1));
        budget.Return(1);
        Assert.That(budget.Take(50), Is.EqualTo(1));
        Assert.That(budget.Take(50), Is.Zero);
        // However often it is asked: one a minute is one a minute.
        for (var second = 1; second < 60; second++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            Assert.That(budget.Take(50), Is.Zero);
        }

        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(budget.Take(50), Is.EqualTo(1));
    }

    [Test]
    public void What_is_given_back_later_counts_with_what_it_was_taken_with()
    {
        var clock = new FakeTimeProvider();
        var budget = new CheckBudget(60, clock);
        budget.Take(60);
        clock.Advance(TimeSpan.FromSeconds(1));
        budget.Return(50);
        // The taking is out of the minute, its return must be too.
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.That((budget.Take(100), budget.Take(100)), Is.EqualTo((60, 0)));
    }
}
