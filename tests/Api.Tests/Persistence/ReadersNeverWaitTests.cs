using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Shared;
using AiIdentity.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Api.Tests.Persistence;

/// <summary>
/// Nobody who reads waits for somebody who writes: SQLite by its write-ahead log, SQL Server by row versions, which a migration turns on
/// with ALTER DATABASE. On a real server the login of the tests must be allowed that.
/// </summary>
[Category("AlterDatabase")]
internal sealed class ReadersNeverWaitTests : RegistryFixture
{
    [Test]
    public async Task A_write_that_is_not_done_holds_up_no_reader_and_is_not_seen()
    {
        var person = await Registry.SignUpAsync();
        var identity = (await person.CreateAsync("Before")).Id();
        var id = Id.Parse<IdentityId>(identity);
        await using var scope = Registry.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RegistryDb>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        Assert.That(await db.Identities.Where(i => i.Id == id).ExecuteUpdateAsync(set => set.SetProperty(i => i.Name, "After")), Is.EqualTo(1));

        var read = person.ReadAsync(identity);
        Assert.That(await Task.WhenAny(read, Task.Delay(TimeSpan.FromSeconds(10))), Is.SameAs(read), "A reader waits.");
        Assert.That((await read).Text("name"), Is.EqualTo("Before"));
        await transaction.CommitAsync();
        Assert.That((await person.ReadAsync(identity)).Text("name"), Is.EqualTo("After"));
    }
}
