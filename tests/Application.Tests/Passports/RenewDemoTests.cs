using AiIdentity.Application.Passports;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Passports;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Tests.Passports;

internal sealed class RenewDemoTests : RegistryFixture
{
    [Test]
    public async Task Without_the_setting_there_is_none()
    {
        Assert.That(await Send(new RenewDemo()), Is.Zero);
        Assert.That(await WhoisAsync(IdentityId.Demo), Is.Null);
    }

    [Test]
    public async Task It_is_renewed_thirty_days_before_the_end_and_not_sooner()
    {
        await using var process = Build(options => options.Demo = true);
        Assert.That(await Send(new RenewDemo(), process), Is.EqualTo(1));
        Clock.Advance(TimeSpan.FromDays(59));
        Assert.That(await Send(new RenewDemo(), process), Is.Zero);
        Clock.Advance(TimeSpan.FromDays(1));
        Assert.That(await Send(new RenewDemo(), process), Is.EqualTo(1));
        Assert.That(await Send(new RenewDemo(), process), Is.Zero);
        var passports = await Read(db => db.Passports.AsNoTracking().OrderBy(p => p.Sequence).ToListAsync());
        Assert.That(passports.Select(p => p.StatusAt(Now)), Is.EqualTo(new[] { PassportStatus.Active, PassportStatus.Active }), "The one before lives out its term.");
        Assert.That(await Read(db => db.Events.Select(e => e.Actor).Distinct().ToListAsync()), Is.EqualTo(new[] { "system" }));
    }

    [Test]
    public async Task Of_processes_that_make_or_renew_it_at_once_one_does()
    {
        await using var one = Build(options => options.Demo = true);
        await using var other = Build(options => options.Demo = true);
        for (var term = 0; term < 3; term++)
        {
            var issued = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Send(new RenewDemo(), i % 2 == 0 ? one : other))));
            Assert.That(issued.Sum(), Is.EqualTo(1));
            Clock.Advance(TimeSpan.FromDays(90));
        }

        Assert.That(await Read(db => db.Passports.CountAsync()), Is.EqualTo(3));
    }
}
