using AiIdentity.Application.Identities;
using AiIdentity.Application.Passports;
using AiIdentity.Application.Registry;
using AiIdentity.Application.Surfaces;
using AiIdentity.Application.Verification;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;
using CsCheck;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace AiIdentity.Application.Tests.Verification;

/// <summary>Random histories of two operators over two numbers, on a real database: whatever happens, the promises hold.</summary>
internal sealed class HistoryTests : RegistryFixture
{
    private static readonly string[] Numbers = ["447700900121", "447700900122"];

    private ServiceProvider _process = null!;
    private List<(AccountId Account, IdentityId Identity, SurfaceId[] Surfaces)> _operators = [];
    private Dictionary<string, int> _epochs = [];
    private List<(string Token, string[] Surfaces)> _passports = [];

    [Test]
    public void Random_histories_keep_every_promise()
    {
        _process = Services;
        var acts = 0;
        Gen.Select(Gen.Int[0, 13], Gen.Int[0, 1], Gen.Int[0, 1], Gen.Int[1, 20_000]).Array[5, 35].Sample(
            history =>
            {
                Begin().GetAwaiter().GetResult();
                foreach (var (act, who, which, minutes) in history)
                {
                    Interlocked.Increment(ref acts);
                    ActAsync(act, _operators[who], which, minutes).GetAwaiter().GetResult();
                    HoldAsync().GetAwaiter().GetResult();
                }

                return true;
            }, seed: "0N0XIzNsQ0O2", iter: 30, threads: 1);
        Assert.That(acts, Is.GreaterThan(150));
    }

    private async Task Begin()
    {
        (_operators, _passports, _epochs) = ([], [], []);
        // Earlier histories let go of the numbers: each begins with nobody's.
        foreach (var (_, identity, _) in await Everyone())
        {
            Caller.ActsAsAdministrator = true;
            Caller.SignIn(AccountId.New(Now));
            await Send(new RevokeIdentity(identity, null), _process);
            Caller.ActsAsAdministrator = false;
        }

        for (var i = 0; i < 2; i++)
        {
            var account = await SignInAsync($"{Ulid.New(Now)}@mail.example");
            var identity = await Send(new CreateIdentity($"Operator {i}", "Ltd", false, null, [.. Numbers.Select(n => new SurfaceClaim($"wa:+{n}", null))]), _process);
            _operators.Add((account, IdentityOf(identity), [SurfaceOf(identity, 0), SurfaceOf(identity, 1)]));
        }
    }

    private async Task<List<(AccountId, IdentityId, SurfaceId[])>> Everyone() => await Read(async db =>
        (await db.Identities.Where(i => i.RevokedAt == null).Select(i => new { i.OwnerId, i.Id }).ToListAsync()).ConvertAll(i => (i.OwnerId, i.Id, Array.Empty<SurfaceId>())));

    private async Task ActAsync(int act, (AccountId Account, IdentityId Identity, SurfaceId[] Surfaces) who, int which, int minutes)
    {
        Caller.SignIn(who.Account);
        var surface = who.Surfaces[which];
        try
        {
            switch (act)
            {
                case 0 or 1: await Prove(who.Identity, surface, Numbers[which], oneTime: false); break;
                case 2: await Prove(who.Identity, surface, Numbers[which], oneTime: true); break;
                case 3: await Send(new ShowSurface(who.Identity, surface, false), _process); break;
                case 4: await Send(new ShowSurface(who.Identity, surface, true), _process); break;
                case 5: Again(new ReadResult.Failed(ReadFailure.GrantLost)); await Recheck(who.Identity, surface); break;
                case 6: Again(new ReadResult.Failed(ReadFailure.NotLive)); await Recheck(who.Identity, surface); break;
                case 7: Again(new ReadResult.Read(Reading(Numbers[which]))); await Recheck(who.Identity, surface); break;
                case 8: Again(new ReadResult.Failed(ReadFailure.Unreachable)); await Recheck(who.Identity, surface); break;
                case 9 or 10: await Issue(who.Identity); break;
                case 11: await Send(new RecordLapses(100), _process); break;
                case 12: if (minutes > 18_000) await Send(new ReleaseSurface(who.Identity, surface), _process); break;
                default: await RestartAsync(); break;
            }
        }
        catch (RefusedException)
        {
            // A refusal is an answer; it must have changed nothing that matters.
        }

        Clock.Advance(TimeSpan.FromMinutes(minutes));
    }

    private async Task Prove(IdentityId identity, SurfaceId surface, string number, bool oneTime)
    {
        var challenge = await Send(new OpenChallenge(identity, surface), _process);
        var reading = Reading(number, about: challenge.Token);
        Shared(reading);
        WhatsApp.Setup(w => w.ReadAsync(It.IsAny<OperatorGrant>(), It.IsAny<CancellationToken>())).ReturnsAsync(new ReadResult.Read(reading));
        WhatsApp.Setup(w => w.ReachesAsync(It.IsAny<string>(), It.IsAny<CancellationToken>())).ReturnsAsync(false);
        await Send(new CheckChallenge(Id.Parse<ChallengeId>(challenge.Id), oneTime ? "100001" : null, oneTime ? "token" : null), _process);
        Shared();
    }

    private Task<RecheckResult> Recheck(IdentityId identity, SurfaceId surface) => Send(new RecheckSurface(identity, surface, null, null), _process);

    private async Task Issue(IdentityId identity)
    {
        var issued = await Send(new IssuePassport(identity, null), _process);
        var shown = await Send(new WhoisByIdentity(identity), _process);
        _passports.Add((issued.Passport, [.. shown.Record.Surfaces.Where(s => s.Freshness is not Freshness.Suspended).Select(s => s.Surface)]));
    }

    private async Task RestartAsync()
    {
        if (_process != Services) await _process.DisposeAsync();
        _process = Build();
    }

    private async Task HoldAsync()
    {
        var surfaces = await Read(db => db.Surfaces.AsNoTracking().ToListAsync());
        Assert.That(surfaces.Where(s => s.Binding is not null).Select(s => s.AddressKey), Is.Unique, "At most one binding per folded address.");
        foreach (var address in surfaces.GroupBy(s => s.AddressKey.Value, s => s.LastEpoch))
        {
            Assert.That(address.Max(), Is.GreaterThanOrEqualTo(_epochs.GetValueOrDefault(address.Key)), "Epochs only grow.");
            Assert.That(address.Where(e => e > 0), Is.Unique, "An epoch is one binding's.");
            _epochs[address.Key] = address.Max();
        }

        foreach (var surface in surfaces)
            Assert.That(surface.ListedKey is not null, Is.EqualTo(surface.Public && surface.Binding is not null), "What is found follows from the facts.");
        foreach (var (token, named) in _passports)
        {
            var verdict = await Send(new VerifyPassport(token, null, null), _process);
            if (!verdict.Valid) continue;
            Assert.That(named.Except(verdict.Surfaces!.Select(s => s.Surface)), Is.Empty, "No valid Passport names a surface that is not public.");
            foreach (var address in named)
            {
                var whois = await Send(new WhoisBySurface(address), _process);
                Assert.That(whois.Record.Identity, Is.EqualTo(verdict.Identity));
            }
        }

        await using var fresh = Build();
        foreach (var (account, identity, _) in _operators)
        {
            Caller.SignIn(account);
            var (here, there) = (await Send(new GetIdentity(identity), _process), await Send(new GetIdentity(identity), fresh));
            Assert.That(there with { Surfaces = here.Surfaces, Capabilities = here.Capabilities }, Is.EqualTo(here), "The stored facts alone say it.");
            Assert.That(there.Surfaces, Is.EqualTo(here.Surfaces));
        }
    }

    [TearDown]
    public async Task StopProcess()
    {
        if (_process is not null && _process != Services) await _process.DisposeAsync();
    }
}
