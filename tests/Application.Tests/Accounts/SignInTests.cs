using AiIdentity.Application.Accounts;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Tests.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;
using AiIdentity.Infrastructure.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AiIdentity.Application.Tests.Accounts;

/// <summary>No refusal of a sign-in costs other statements than another: only so can a clock not tell them apart.</summary>
internal sealed class SignInTests : RegistryFixture
{
    private const string Right = "correct horse battery staple";
    private const string Wrong = "another password here";

    [Test]
    public async Task Every_refusal_asks_and_writes_the_same()
    {
        await AddAsync("known@mail.example", confirmed: true);
        await AddAsync("waiting@mail.example", confirmed: false);
        await AddAsync("locked@mail.example", confirmed: true);
        for (var i = 0; i < 10; i++) await WorkOfAsync("locked@mail.example", Wrong);
        // The first of nobody's makes the login that they are counted to.
        await WorkOfAsync("nobody@mail.example", Wrong);

        var expected = await WorkOfAsync("known@mail.example", Wrong);
        Assert.That(expected.Count(s => s.StartsWith("UPDATE", StringComparison.Ordinal)), Is.EqualTo(1));
        foreach (var (email, password) in new[] { ("nobody@mail.example", Wrong), ("waiting@mail.example", Wrong), ("locked@mail.example", Wrong), ("locked@mail.example", Right) })
        {
            var before = await CountedAsync();
            Assert.That(await WorkOfAsync(email, password), Is.EqualTo(expected), $"{email} {password}");
            Assert.That(await CountedAsync(), Is.Not.EqualTo(before), $"{email}: a row is written.");
        }
    }

    [Test]
    public async Task Ten_failures_in_a_row_lock_for_a_quarter_of_an_hour_and_one_success_forgets_them()
    {
        var account = await AddAsync("known@mail.example", confirmed: true);
        for (var i = 0; i < 9; i++) await WorkOfAsync("known@mail.example", Wrong);
        Assert.That(await SignsInAsync("known@mail.example"), Is.True);
        for (var i = 0; i < 10; i++) await WorkOfAsync("known@mail.example", Wrong);
        Assert.That(await SignsInAsync("known@mail.example"), Is.False);
        var until = await Read(db => db.Users.Where(l => l.Id == account.ToString()).Select(l => l.LockoutEnd).SingleAsync());
        Assert.That(until, Is.EqualTo(TimeProvider.System.Now().AddMinutes(15)).Within(TimeSpan.FromMinutes(1)));
        // Nobody's is counted for ever and locks nobody.
        for (var i = 0; i < 11; i++) await WorkOfAsync("nobody@mail.example", Wrong);
        Assert.That(await Read(db => db.Users.CountAsync()), Is.EqualTo(2));
    }

    [Test]
    public void A_password_is_hard_to_guess() =>
        Assert.That(Services.GetRequiredService<IOptions<PasswordHasherOptions>>().Value.IterationCount, Is.GreaterThanOrEqualTo(210_000));

    private async Task<AccountId> AddAsync(string email, bool confirmed)
    {
        await using var scope = Services.CreateAsyncScope();
        var (db, unit, credentials) = (scope.ServiceProvider.GetRequiredService<RegistryDb>(), scope.ServiceProvider.GetRequiredService<IUnitOfWork>(), scope.ServiceProvider.GetRequiredService<ICredentials>());
        var account = Account.Register(email, Now);
        if (confirmed) account.ConfirmEmail(Now);
        var seal = await credentials.SealAsync(Account.Normalize(email), Right, CancellationToken.None);
        return await unit.ExecuteAsync(async _ =>
        {
            db.Accounts.Add(account);
            await credentials.AddAsync(account.Id, seal);
            return account.Id;
        }, CancellationToken.None);
    }

    private async Task<bool> SignsInAsync(string email)
    {
        try
        {
            await Send(new SignIn(email, Right, null, SessionKind.Token));
            return true;
        }
        catch (RefusedException refused) when (refused.Error == AccountErrors.CredentialsInvalid)
        {
            return false;
        }
    }

    /// <summary>What is asked of the database, each by its verb and the tables that it names.</summary>
    private async Task<IReadOnlyList<string>> WorkOfAsync(string email, string password)
    {
        using var statements = new Statements();
        var refused = await Assert.ThrowsAsync<RefusedException>(() => Send(new SignIn(email, password, null, SessionKind.Token)));
        Assert.That(refused?.Error, Is.EqualTo(AccountErrors.CredentialsInvalid));
        return [.. statements.Texts.Select(t => $"{t.Split(' ')[0]} {string.Join(' ', t.Split('"').Where((_, i) => i % 2 == 1).Where(name => name is "Accounts" or "Logins"))}")];
    }

    private Task<string> CountedAsync() => Read(async db =>
        string.Join(' ', await db.Users.OrderBy(l => l.Id).Select(l => $"{l.AccessFailedCount} {l.LockoutEnd}").ToListAsync()));
}
