using AiIdentity.Application.Events;
using AiIdentity.Application.Identities;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Shared;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Tests.Shared;

/// <summary>What happened stays written, whoever asks the database to change it.</summary>
internal sealed class EventsTests : RegistryFixture
{
    [TestCase("UPDATE Events SET Reason = 'nothing happened'")]
    [TestCase("UPDATE Events SET Actor = 'system' WHERE Type = 'identity_created'")]
    [TestCase("DELETE FROM Events")]
    public async Task The_database_refuses_to_change_an_event(string statement)
    {
        await SignInAsync();
        await CreateAsync();
        var before = await Read(db => db.Events.AsNoTracking().OrderBy(e => e.Id).ToListAsync());
        Assert.That(before, Is.Not.Empty);
        Assert.That(() => Read(db => db.Database.ExecuteSqlRawAsync(statement)), Throws.InstanceOf<SqliteException>().With.Message.Contains("append-only"));
        Assert.That(await Read(db => db.Events.CountAsync()), Is.EqualTo(before.Count));
    }

    [Test]
    public async Task An_owners_note_is_read_as_the_reason_and_goes_with_the_account()
    {
        var owner = await SignInAsync();
        var identity = await CreateAsync();
        await Send(new RevokeIdentity(IdentityOf(identity), "the project has ended"));
        var told = (await Send(new ListEvents(new PageRequest(null, null)))).Items.Single(e => e.Type is EventType.IdentityRevoked);
        Assert.That((told.Reason, told.Actor), Is.EqualTo(("the project has ended", owner.ToString())));

        await Read(async db =>
        {
            Assert.That(await db.Events.AnyAsync(e => e.Reason == "the project has ended"), Is.False);
            return await db.EventNotes.Where(n => n.OwnerId == owner).ExecuteDeleteAsync();
        });
        Assert.That((await Send(new ListEvents(new PageRequest(null, null)))).Items.Single(e => e.Type is EventType.IdentityRevoked).Reason, Is.Null);
    }
}
