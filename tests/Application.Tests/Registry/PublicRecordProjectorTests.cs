using System.Text;
using AiIdentity.Application.Identities;
using AiIdentity.Application.Passports;
using AiIdentity.Application.Registry;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using AiIdentity.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Application.Tests.Registry;

/// <summary>The stored record is what the tables say, whoever changed them and however it was saved.</summary>
internal sealed class PublicRecordProjectorTests : RegistryFixture
{
    private static readonly (string Name, Func<PublicRecordProjectorTests, IdentityView, Task> Do)[] Changes =
    [
        ("details", (t, i) => t.Send(new ChangeIdentity(IdentityOf(i), "Another name", null, null, null))),
        ("hidden", (t, i) => t.Send(new SetSurfaceVisibility(IdentityOf(i), SurfaceOf(i), false))),
        ("shown", (t, i) => t.Send(new SetSurfaceVisibility(IdentityOf(i), SurfaceOf(i), true))),
        ("Passport", (t, i) => t.Send(new IssuePassport(IdentityOf(i), 5))),
        // Rows that aggregates own, and nothing of the aggregates themselves.
        ("attestation", (t, i) => t.InUnit(async (db, ct) => (await Find(db, i, ct)).Attest(Tier.BusinessVerified, "Somebody", "1", AccountId.New(t.Now), t.Now))),
        ("proved again", (t, i) => t.ProveAsync(i)),
        // Of the account that owns it.
        ("email", (t, i) => t.InUnit(async (db, ct) => (await db.Accounts.SingleAsync(ct)).Delete(t.Now))),
        // Saved by somebody else than the unit of work.
        ("early save", (t, i) => t.InUnit(async (db, ct) =>
        {
            (await Find(db, i, ct)).Suspend("a reason", t.Now);
            await db.SaveChangesAsync(ct);
            db.ChangeTracker.Clear();
        })),
    ];

    [Test]
    public async Task Every_change_is_in_the_record_once_it_is_committed()
    {
        await SignInAsync();
        var identity = await CreateAsync("wa:+447700900123");
        await MustBeAsTheTablesSayAsync("created");
        await ProveAsync(identity);
        await MustBeAsTheTablesSayAsync("proved");
        foreach (var (name, change) in Changes)
        {
            var before = await StoredAsync();
            Clock.Advance(TimeSpan.FromMinutes(1));
            await change(this, identity);
            await MustBeAsTheTablesSayAsync(name);
            Assert.That(await StoredAsync(), Is.Not.EqualTo(before), name);
        }

        async Task<string> StoredAsync() => Encoding.UTF8.GetString(await Read(db => db.PublicRecords.Where(r => r.IdentityId == IdentityOf(identity)).Select(r => r.Facts).SingleAsync()));

        async Task MustBeAsTheTablesSayAsync(string what)
        {
            await using var scope = Services.CreateAsyncScope();
            var told = await scope.ServiceProvider.GetRequiredService<StoredRecordBuilder>().BuildAsync(IdentityOf(identity), CancellationToken.None);
            Assert.That(await StoredAsync(), Is.EqualTo(Encoding.UTF8.GetString(told!.ToJson())), what);
        }
    }

    [Test]
    public async Task What_nobody_sees_leaves_the_record_and_its_time_as_they_were()
    {
        await SignInAsync();
        var identity = await CreateAsync("wa:+447700900123");
        await ProveAsync(identity);
        var before = await Read(db => db.PublicRecords.Select(r => r.Facts).SingleAsync());
        Clock.Advance(TimeSpan.FromMinutes(1));
        await InUnit(async (db, ct) => (await db.Surfaces.SingleAsync(ct)).Lease(Now.AddMinutes(2)));
        Assert.That(await Read(db => db.PublicRecords.Select(r => r.Facts).SingleAsync()), Is.EqualTo(before));
    }

    private static Task<Identity> Find(RegistryDb db, IdentityView identity, CancellationToken ct) => db.Identities.SingleAsync(i => i.Id == IdentityOf(identity), ct);

    private async Task InUnit(Func<RegistryDb, CancellationToken, Task> work)
    {
        await using var scope = Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RegistryDb>();
        await scope.ServiceProvider.GetRequiredService<IUnitOfWork>().ExecuteAsync(
            async ct =>
            {
                await work(db, ct);
                return true;
            },
            CancellationToken.None);
    }
}
