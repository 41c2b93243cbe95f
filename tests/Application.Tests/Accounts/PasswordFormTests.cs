using System.Security.Cryptography;
using System.Text;
using AiIdentity.Application.Accounts;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AiIdentity.Application.Tests.Accounts;

/// <summary>A password is one password in whichever form a keyboard sends it; hashes made of the text as typed go on working.</summary>
internal sealed class PasswordFormTests : RegistryFixture
{
    private const string Email = "person@mail.example";
    private const string Composed = "Z\u00FCrich ist sch\u00F6n";
    private const string Decomposed = "Zu\u0308rich ist scho\u0308n";
    private const string Compatible = "\uFF3A\u00FCrich ist sch\u00F6n";
    private const string Other = "Zurich ist schon";

    private async Task<T> With<T>(Func<ICredentials, Task<T>> use)
    {
        await using var scope = Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<ICredentials>());
    }

    private Task<string> SealAsync(string password) => With(c => c.SealAsync(Account.Normalize(Email), password, CancellationToken.None));

    private Task<bool> OpensAsync(string seal, string password) => With(c => c.OpensAsync(seal, password, CancellationToken.None));

    private async Task<bool> SignsInAsync(string password)
    {
        try
        {
            await Send(new SignIn(Email, password, null, SessionKind.Token));
            return true;
        }
        catch (RefusedException refused) when (refused.Error == AccountErrors.CredentialsInvalid)
        {
            return false;
        }
    }

    private async Task ConfirmAsync()
    {
        await using var scope = Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IRegistryDb>();
        await scope.ServiceProvider.GetRequiredService<IUnitOfWork>().ExecuteAsync(async ct =>
        {
            (await db.Accounts.SingleAsync(ct)).ConfirmEmail(Now);
            return true;
        }, CancellationToken.None);
    }

    [TestCase(Composed)]
    [TestCase(Decomposed)]
    [TestCase(Compatible)]
    public async Task Whichever_form_was_registered_each_opens_the_account(string registered)
    {
        await Send(new Register(Email, registered));
        foreach (var confirmed in new[] { false, true })
        {
            foreach (var typed in new[] { Composed, Decomposed, Compatible }) Assert.That(await SignsInAsync(typed), Is.True, typed);
            Assert.That(await SignsInAsync(Other), Is.False);
            await ConfirmAsync();
        }
    }

    [Test]
    public async Task Registering_again_in_another_form_finds_the_same_account()
    {
        foreach (var typed in new[] { Composed, Decomposed, Compatible, Composed }) await Send(new Register(Email, typed));
        Assert.That(await Read(db => db.Accounts.CountAsync()), Is.EqualTo(1));
        await Send(new Register(Email, Other));
        Assert.That(await Read(db => db.Accounts.CountAsync()), Is.EqualTo(2));
    }

    [Test]
    public async Task A_hash_of_the_text_as_typed_opens_as_it_did()
    {
        await Send(new Register(Email, Other));
        await ConfirmAsync();
        var salt = RandomNumberGenerator.GetBytes(32);
        var iterations = Services.GetRequiredService<IOptions<PasswordHasherOptions>>().Value.IterationCount;
        var old = $"{Convert.ToBase64String(salt)}.{Convert.ToBase64String(Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(Decomposed), salt, iterations, HashAlgorithmName.SHA512, 32))}";
        await Read(db => db.Users.ExecuteUpdateAsync(set => set.SetProperty(l => l.PasswordHash, old)));

        Assert.That(await SignsInAsync(Decomposed), Is.True);
        Assert.That(await SignsInAsync(Composed), Is.False, "It was never made of that.");
        Assert.That(await SignsInAsync(Other), Is.False);
        Assert.That(await OpensAsync(old, Decomposed), Is.True);
        Assert.That(await OpensAsync(old, Other), Is.False);
    }

    [Test]
    public async Task How_much_is_hashed_depends_on_what_is_typed_alone()
    {
        var seal = await SealAsync(Composed);
        foreach (var (typed, hashes) in new[] { (Composed, 1), (Other, 1), (Decomposed, 2), (Compatible, 2), ("Ze\u0308rich wrong", 2) })
        {
            foreach (var kept in new[] { null, seal, await SealAsync(Other) })
                Assert.That(await With(c => c.SealsAsync(Account.Normalize(Email), kept, typed, CancellationToken.None)), Has.Count.EqualTo(hashes), typed);
        }
    }
}
