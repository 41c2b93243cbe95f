using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Shared;
using AiIdentity.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Application.Tests.Shared;

internal sealed class UnitOfWorkTests : RegistryFixture
{
    private async Task<T> InUnit<T>(Func<RegistryDb, CancellationToken, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RegistryDb>();
        return await scope.ServiceProvider.GetRequiredService<IUnitOfWork>().ExecuteAsync(ct => work(db, ct), CancellationToken.None);
    }

    [Test]
    public async Task A_lost_race_is_run_again_on_fresh_data()
    {
        var account = await SignInAsync();
        var tries = 0;
        await InUnit(async (db, ct) =>
        {
            var mine = await db.Accounts.SingleAsync(a => a.Id == account, ct);
            // Somebody else was faster, once.
            if (tries++ == 0) await db.Database.ExecuteSqlAsync($"UPDATE Accounts SET Version = Version + 1", ct);
            mine.ChangePlan(Plan.Studio, Now);
            return true;
        });
        Assert.That(tries, Is.EqualTo(2));
        Assert.That(await Read(db => db.Accounts.Select(a => a.Plan).SingleAsync()), Is.EqualTo(Plan.Studio));
    }

    [Test]
    public async Task A_race_lost_three_times_is_a_refusal_and_changes_nothing()
    {
        var account = await SignInAsync();
        Assert.That(() => InUnit(async (db, ct) =>
        {
            var mine = await db.Accounts.SingleAsync(a => a.Id == account, ct);
            await db.Database.ExecuteSqlAsync($"UPDATE Accounts SET Version = Version + 1", ct);
            mine.ChangePlan(Plan.Studio, Now);
            return true;
        }), Throws.InstanceOf<RefusedException>().With.Property("Error").EqualTo(RequestErrors.LostRace));
        Assert.That(await Read(db => db.Accounts.Select(a => a.Plan).SingleAsync()), Is.EqualTo(Plan.Free));
    }

    [Test]
    public async Task What_fails_in_the_middle_leaves_nothing_behind()
    {
        var account = await SignInAsync();
        var events = await Read(db => db.Events.CountAsync());
        Assert.That(() => InUnit<bool>(async (db, ct) =>
        {
            db.Identities.Add(Identity.Create(account, 1, new IdentityDetails("x", null, true, []), Now));
            await db.SaveChangesAsync(ct);
            throw new InvalidOperationException("stop");
        }), Throws.InvalidOperationException);
        Assert.That(await Read(db => db.Identities.CountAsync()) + await Read(db => db.Events.CountAsync()), Is.EqualTo(events));
    }

    [Test]
    public async Task A_change_of_an_owned_row_counts_as_a_change_of_its_aggregate()
    {
        await SignInAsync();
        var identity = await CreateAsync("wa:+447700900123");
        await ProveAsync(identity);
        var before = await Read(db => db.Surfaces.Select(s => s.Version).SingleAsync());
        await InUnit(async (db, ct) =>
        {
            (await db.Surfaces.SingleAsync(ct)).Lease(Now.AddMinutes(2));
            return true;
        });
        Assert.That(await Read(db => db.Surfaces.Select(s => s.Version).SingleAsync()), Is.EqualTo(before + 1));
    }

    [Test]
    public async Task Numbers_are_stored_unreadable()
    {
        await SignInAsync();
        await ProveAsync(await CreateAsync("wa:+447700900123"));
        foreach (var table in new[] { "Surfaces", "Challenges", "Evidence", "Events", "OutgoingMails" })
        {
            var rows = await Read(async db =>
            {
                await db.Database.OpenConnectionAsync();
                await using var command = db.Database.GetDbConnection().CreateCommand();
                command.CommandText = $"SELECT * FROM {table}";
                await using var reader = await command.ExecuteReaderAsync();
                var text = new List<string>();
                while (await reader.ReadAsync())
                    for (var i = 0; i < reader.FieldCount; i++) text.Add(Convert.ToString(reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture)!);
                return text;
            });
            if (table != "OutgoingMails") Assert.That(rows, Is.Not.Empty, table);
            Assert.That(rows, Has.None.Contains("7700900123"), table);
        }
    }
}
