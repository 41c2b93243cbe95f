using System.Net;
using AiIdentity.Application.Limits;
using AiIdentity.Infrastructure.Accounts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace AiIdentity.Api.Tests.Limits;

/// <summary>Passwords, however many are tried at once, leave the processor to everybody else.</summary>
internal sealed class HashingTests
{
    [Test]
    public async Task While_all_turns_are_taken_sign_ins_wait_or_are_refused_and_all_else_is_answered()
    {
        // Nobody's patience ends by itself.
        using var turns = new HashingTurns(Options.Create(new RateLimitOptions { HashingsAtOnce = 2, HashingsWaiting = 20 }), new FakeTimeProvider());
        await using var registry = RegistryHost.Start(null, services => services.AddSingleton(turns));
        var person = await registry.SignUpAsync();
        using var release = new ManualResetEventSlim();
        var taken = Enumerable.Range(0, turns.AtOnce).Select(_ => turns.RunAsync(() => { release.Wait(); return true; }, CancellationToken.None)).ToList();

        var asked = Enumerable.Range(0, 30).Select(i => i switch
        {
            < 26 => registry.Post("/api/v1/auth/login", new { email = i % 2 == 0 ? person.Email : "nobody@acme.example", password = Operator.Password }),
            26 => registry.Post("/api/v1/auth/register", new { email = "new@acme.example", password = Operator.Password }),
            27 => registry.Post("/api/v1/auth/reset-password", new { email = person.Email, code = "aaaaa-aaaaa-aaaaa", new_password = Operator.Password }),
            28 => registry.Post("/api/v1/auth/me/password", new { password = Operator.Password, new_password = Operator.Password }, person.Bearer),
            _ => registry.Post("/api/v1/auth/me/second-factor/recovery-codes", new { password = Operator.Password }, person.Bearer),
        }).ToList();
        // As many as find no place are refused while the others wait.
        var refused = new List<Answer>();
        await foreach (var done in Task.WhenEach(asked))
        {
            refused.Add(await done);
            if (refused.Count == 10) break;
        }

        foreach (var one in refused)
        {
            one.Must(503, "busy");
            Assert.That(int.Parse(one.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture), Is.InRange(1, 60));
        }

        (await registry.Get("/.well-known/jwks.json")).Must(200);
        (await registry.Get("/api/v1/whois/aii_demo")).Must(200);
        (await registry.Get("/api/v1/auth/me", person.Bearer)).Must(200);
        Assert.That(asked.Count(a => a.IsCompleted), Is.EqualTo(10));
        release.Set();
        await Task.WhenAll(taken);
        var answered = await Task.WhenAll(asked);
        Assert.That(answered.Count(a => a.Status is HttpStatusCode.ServiceUnavailable), Is.EqualTo(10));
        await registry.SignInAsync(person.Email);
        await registry.DisposeAsync();
        registry.Forget();
    }
}
