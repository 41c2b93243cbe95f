using AiIdentity.Application.Passports;
using AiIdentity.Application.Registry;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Application.Tests.Passports;

/// <summary>What one process signed is good everywhere from the moment that it is answered, with a key that the others have not heard of too.</summary>
internal sealed class OtherProcessKeyTests : RegistryFixture
{
    [Test]
    public async Task A_key_that_another_process_just_made_verifies_at_once()
    {
        await SignInAsync();
        var identity = await CreateAsync("wa:+447700900123");
        await ProveAsync(identity);
        await using var other = Build();
        var passport = await Send(new IssuePassport(IdentityOf(identity), null));
        // The other's keys are read by now, and no time passes from here on.
        Assert.That((await VerifyAsync(other, passport)).Valid, Is.True);
        Caller.ActsAsAdministrator = true;
        for (var turn = 0; turn < 3; turn++)
        {
            var before = passport.KeyId;
            // It was in use: a key that is made at this moment signs.
            await Send(new CompromiseSigningKey(Id.Parse<SigningKeyId>(before), "drill"));
            passport = await Send(new IssuePassport(IdentityOf(identity), null));
            Assert.That(passport.KeyId, Is.Not.EqualTo(before));
            Assert.That((await VerifyAsync(other, passport)).Valid, Is.True);
        }
    }

    private Task<Verdict> VerifyAsync(ServiceProvider process, IssuedPassport passport) => Send(new VerifyPassport(passport.Passport, null, null), process);
}
