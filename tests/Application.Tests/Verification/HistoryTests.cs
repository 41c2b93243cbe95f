using AiIdentity.Application.Identities;
using AiIdentity.Application.Passports;
using AiIdentity.Application.Registry;
using AiIdentity.Application.Surfaces;
using AiIdentity.Application.Verification;
using AiIdentity.Application.WhatsApp;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;
using AiIdentity.Domain.WhatsApp;
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
    private List<(string Id, string Token, string[] Surfaces)> _passports = [];
    private int _looks;
    private int _good;
    private int _bound;

    /// <summary>What can happen; an outage, a look that contradicts and the background's own work are part of every life.</summary>
    public enum Act
    {
        Claim,
        Prove,
        ProveOnce,
        TakeOver,
        Hide,
        Show,
        Release,
        LoseTheGrant,
        Contradict,
        Confirm,
        Outage,
        Lapse,
        Issue,
        RevokePassport,
        RevokeIdentity,
        Advance,
        Restart,
    }

    // How often each comes: what ends much is rarer than what builds it up.
    private static readonly Gen<Act> AnyAct = Gen.Frequency(
        (2, Gen.Const(Act.Claim)), (5, Gen.Const(Act.Prove)), (3, Gen.Const(Act.ProveOnce)), (3, Gen.Const(Act.TakeOver)), (2, Gen.Const(Act.Hide)), (2, Gen.Const(Act.Show)),
        (1, Gen.Const(Act.Release)), (2, Gen.Const(Act.LoseTheGrant)), (2, Gen.Const(Act.Contradict)), (2, Gen.Const(Act.Confirm)), (1, Gen.Const(Act.Outage)),
        (2, Gen.Const(Act.Lapse)), (6, Gen.Const(Act.Issue)), (1, Gen.Const(Act.RevokePassport)), (1, Gen.Const(Act.RevokeIdentity)), (2, Gen.Const(Act.Advance)), (1, Gen.Const(Act.Restart)));

    [TestCase(20)]
    [TestCase(1_000, Category = "Drill")]
    public async Task Random_histories_keep_every_promise(int histories)
    {
        _process = Services;
        (_looks, _good, _bound) = (0, 0, 0);
        var (done, refused) = (new Dictionary<Act, int>(), 0);
        // CsCheck's own loop takes a seed for the first history alone.
        var (made, random) = (Gen.Select(AnyAct, Gen.Int[0, 1], Gen.Int[0, 1], Gen.Int[1, 20_000]).Array[5, 35], PCG.Parse("0N0XIzNsQ0O2"));
        for (var n = 0; n < histories; n++)
        {
            var history = made.Generate(random, null, out _);
            await Begin();
            foreach (var (act, who, which, minutes) in history)
            {
                if (await ActAsync(act, who, which, minutes)) done[act] = done.GetValueOrDefault(act) + 1;
                else refused++;
                await HoldAsync();
            }

            await SayTheSameAnewAsync();
        }

        TestContext.Progress.WriteLine($"{histories} histories, {done.Values.Sum()} acts and {refused} refusals: every promise held after each; of {_looks} looks {_bound} met a binding, and {_good} a valid Passport that names an address.");
        Assert.That(done.Keys, Is.EquivalentTo(Enum.GetValues<Act>()), "Every act was done, and not only refused.");
        Assert.That(done.Values.Sum(), Is.GreaterThan(refused));
        Assert.That(_bound, Is.GreaterThan(_looks / 4), "There was something to hold.");
        Assert.That(_good, Is.GreaterThan(_looks / 20), "There was something to hold.");
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
            _operators.Add(await OperatorAsync(account, i));
        }
    }

    private async Task<List<(AccountId, IdentityId, SurfaceId[])>> Everyone() => await Read(async db =>
        (await db.Identities.Where(i => i.RevokedAt == null).Select(i => new { i.OwnerId, i.Id }).ToListAsync()).ConvertAll(i => (i.OwnerId, i.Id, Array.Empty<SurfaceId>())));

    /// <returns>Whether it was done; else it was refused.</returns>
    private async Task<bool> ActAsync(Act act, int index, int which, int minutes)
    {
        var who = _operators[index];
        Caller.SignIn(who.Account);
        var surface = who.Surfaces[which];
        var done = true;
        try
        {
            switch (act)
            {
                case Act.Claim:
                    // Refused while the last claim is not released.
                    who.Surfaces[which] = Id.Parse<SurfaceId>((await Send(new ClaimSurface(who.Identity, $"wa:+{Numbers[which]}", null), _process)).Id);
                    break;
                case Act.Prove: await Prove(who.Identity, surface, Numbers[which], oneTime: false); break;
                case Act.ProveOnce: await Prove(who.Identity, surface, Numbers[which], oneTime: true); break;
                case Act.TakeOver:
                    await Prove(who.Identity, surface, Numbers[which], oneTime: false);
                    var other = _operators[1 - index];
                    Caller.SignIn(other.Account);
                    await Prove(other.Identity, other.Surfaces[which], Numbers[which], oneTime: false);
                    break;
                case Act.Hide: await Send(new SetSurfaceVisibility(who.Identity, surface, false), _process); break;
                case Act.Show: await Send(new SetSurfaceVisibility(who.Identity, surface, true), _process); break;
                case Act.Release: await Send(new ReleaseSurface(who.Identity, surface), _process); break;
                case Act.LoseTheGrant: Again(new ReadResult.Failed(ReadFailure.GrantLost)); await Recheck(who.Identity, surface); break;
                case Act.Contradict: Again(new ReadResult.Failed(ReadFailure.NotLive)); await Recheck(who.Identity, surface); break;
                case Act.Confirm: Again(new ReadResult.Read(Reading(Numbers[which]))); await Recheck(who.Identity, surface); break;
                case Act.Outage: Again(new ReadResult.Failed(ReadFailure.Unreachable)); await Recheck(who.Identity, surface); break;
                case Act.Lapse: await Send(new RecordLapses(100), _process); break;
                case Act.Issue: await Issue(who.Identity); break;
                case Act.RevokePassport:
                    done = _passports.Count > 0;
                    if (done) await Send(new RevokePassport(Id.Parse<PassportId>(_passports[minutes % _passports.Count].Id), null), _process);
                    break;
                case Act.RevokeIdentity:
                    await Send(new RevokeIdentity(who.Identity, null), _process);
                    _operators[index] = await OperatorAsync(who.Account, index);
                    break;
                case Act.Advance: Clock.Advance(TimeSpan.FromDays(minutes / 400)); break;
                case Act.Restart: await RestartAsync(); break;
            }
        }
        catch (RefusedException)
        {
            // A refusal is an answer; it must have changed nothing that matters.
            done = false;
        }

        Clock.Advance(TimeSpan.FromMinutes(minutes));
        return done;
    }

    private async Task<(AccountId, IdentityId, SurfaceId[])> OperatorAsync(AccountId account, int index)
    {
        var identity = await Send(new CreateIdentity($"Operator {index}", "Ltd", false, null, [.. Numbers.Select(n => new SurfaceClaim($"wa:+{n}", null))]), _process);
        return (account, IdentityOf(identity), [SurfaceOf(identity, 0), SurfaceOf(identity, 1)]);
    }

    private async Task Prove(IdentityId identity, SurfaceId surface, string number, bool oneTime)
    {
        var challenge = await Send(new OpenChallenge(identity, surface), _process);
        var reading = Reading(number, about: challenge.Token);
        Shared(reading);
        WhatsApp.Setup(w => w.ReadAsync(It.IsAny<Application.WhatsApp.NumberGrant>(), It.IsAny<CancellationToken>())).ReturnsAsync(new ReadResult.Read(reading));
        WhatsApp.Setup(w => w.ReachesAsync(It.IsAny<string>(), It.IsAny<CancellationToken>())).ReturnsAsync(false);
        await Send(new CheckChallenge(Id.Parse<ChallengeId>(challenge.Id), oneTime ? NumberGrant : null), _process);
        Shared();
    }

    private Task<RecheckResult> Recheck(IdentityId identity, SurfaceId surface) => Send(new RecheckSurface(identity, surface, null), _process);

    private async Task Issue(IdentityId identity)
    {
        var issued = await Send(new IssuePassport(identity, null), _process);
        var shown = await WhoisAsync(identity, _process);
        _passports.Add((issued.Id, issued.Passport, [.. shown!.Record.Surfaces.Where(s => s.Freshness is not Freshness.Suspended).Select(s => s.Surface)]));
    }

    private async Task RestartAsync()
    {
        if (_process != Services) await _process.DisposeAsync();
        _process = Build();
    }

    private async Task HoldAsync()
    {
        var surfaces = await Read(db => db.Surfaces.AsNoTracking().ToListAsync());
        _looks++;
        if (surfaces.Exists(s => s.Binding is not null)) _bound++;
        Assert.That(surfaces.Where(s => s.Binding is not null).Select(s => s.AddressKey), Is.Unique, "At most one binding per folded address.");
        foreach (var address in surfaces.GroupBy(s => s.AddressKey.Value, s => s.LastEpoch))
        {
            Assert.That(address.Max(), Is.GreaterThanOrEqualTo(_epochs.GetValueOrDefault(address.Key)), "Epochs only grow.");
            Assert.That(address.Where(e => e > 0), Is.Unique, "An epoch is one binding's.");
            _epochs[address.Key] = address.Max();
        }

        foreach (var surface in surfaces)
            Assert.That(surface.ListedKey is not null, Is.EqualTo(surface.Public && surface.Binding is not null), "What is found follows from the facts.");
        foreach (var (_, token, named) in _passports)
        {
            var verdict = await Send(new VerifyPassport(token, null, null), _process);
            if (!verdict.Valid) continue;
            if (named.Length > 0) _good++;
            Assert.That(named.Except(verdict.Surfaces!.Select(s => s.Surface)), Is.Empty, "No valid Passport names a surface that is not public.");
            foreach (var address in named)
            {
                var whois = await WhoisAsync(address, _process);
                Assert.That(whois?.Record.Identity, Is.EqualTo(verdict.Identity));
            }
        }
    }

    // A process that knows nothing but the store says the same.
    private async Task SayTheSameAnewAsync()
    {
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
