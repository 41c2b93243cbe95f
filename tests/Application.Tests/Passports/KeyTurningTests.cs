using AiIdentity.Application.Passports;
using AiIdentity.Domain.Passports;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Tests.Passports;

internal sealed class KeyTurningTests : RegistryFixture
{
    [Test]
    public async Task Of_processes_that_turn_the_keys_at_once_one_does()
    {
        await using var other = Build();
        for (var turn = 1; turn <= 3; turn++)
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Send(new RotateDueKeys(), i % 2 == 0 ? Services : other))));
            var line = new KeyLine(await Read(db => db.SigningKeys.AsNoTracking().ToListAsync()));
            Assert.That(await Read(db => db.SigningKeys.CountAsync()), Is.EqualTo(turn));
            Assert.That((line.InUseAt(Now) is not null, line.AnnouncedAt(Now) is not null), Is.EqualTo((true, turn > 1)));
            Clock.Advance(SigningKey.Term - (turn == 1 ? SigningKey.Notice : TimeSpan.Zero));
        }
    }
}
