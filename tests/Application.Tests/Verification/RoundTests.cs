using AiIdentity.Application.Identities;
using AiIdentity.Application.Surfaces;
using AiIdentity.Application.Verification;
using AiIdentity.Application.WhatsApp;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Tests.WhatsApp;
using AiIdentity.Domain.Verification;
using AiIdentity.Domain.WhatsApp;
using AiIdentity.Infrastructure.WhatsApp;
using AiIdentity.Infrastructure.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace AiIdentity.Application.Tests.Verification;

internal sealed class RoundTests : RegistryFixture
{
    [Test]
    public async Task A_due_binding_is_taken_by_one_process_and_due_again_if_that_one_dies()
    {
        await SignInAsync();
        await ProveAsync(await CreateAsync("wa:+447700900123"));
        Assert.That(await Send(new TakeDueBindings("whatsapp_phone", 10)), Is.Empty);
        Clock.Advance(TimeSpan.FromDays(30));
        await using var other = Build();
        var taken = await Task.WhenAll(Send(new TakeDueBindings("whatsapp_phone", 10)), Send(new TakeDueBindings("whatsapp_phone", 10), other));
        Assert.That(taken.Sum(t => t.Count), Is.EqualTo(1));
        Assert.That(await Send(new TakeDueBindings("whatsapp_phone", 10)), Is.Empty);
        Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.That(await Send(new TakeDueBindings("whatsapp_phone", 10), other), Has.Count.EqualTo(1), "Nothing is skipped for more than one lease.");
    }

    [Test]
    public async Task Due_bindings_are_taken_in_order_of_their_due_time()
    {
        await SignInAsync();
        var identity = await CreateAsync("wa:+447700900121", "wa:+447700900122", "wa:+447700900123");
        for (var i = 0; i < 3; i++)
        {
            await ProveAsync(identity, i, $"44770090012{i + 1}");
            Clock.Advance(TimeSpan.FromDays(4));
        }

        Clock.Advance(TimeSpan.FromDays(40));
        var due = await Read(db => db.Surfaces.OrderBy(s => s.Binding!.NextLookAt).Select(s => s.Id).ToListAsync());
        Assert.That(await Send(new TakeDueBindings("whatsapp_phone", 2)), Is.EqualTo(due.Take(2)));
        Assert.That(await Send(new TakeDueBindings("whatsapp_phone", 2)), Is.EqualTo(due.Skip(2)));
    }

    [Test]
    public async Task A_number_that_moved_to_another_record_is_found_again()
    {
        await SignInAsync();
        var identity = await CreateAsync("wa:+447700900123");
        await ProveAsync(identity);
        Clock.Advance(TimeSpan.FromDays(30));
        Shared(Reading(locator: "200002"));
        Again(new ReadResult.Failed(ReadFailure.GrantLost));
        await Send(new RecheckBinding(SurfaceOf(identity)));
        var binding = (await Read(db => db.Surfaces.SingleAsync())).Binding;
        Assert.That(binding!.State, Does.Contain("\"locator\":\"200002\""));
        Assert.That(binding.LastCheckedAt, Is.EqualTo(Now));
    }

    [Test]
    public async Task A_look_at_what_ended_meanwhile_judges_nothing()
    {
        await SignInAsync();
        var identity = await CreateAsync("wa:+447700900123");
        await ProveAsync(identity);
        await Send(new ReleaseSurface(IdentityOf(identity), SurfaceOf(identity)));
        await Send(new RecheckBinding(SurfaceOf(identity)));
        await using var scope = Services.CreateAsyncScope();
        var record = scope.ServiceProvider.GetRequiredService<CheckRecorder>();
        Assert.That(() => record.OfRecheckAsync(SurfaceOf(identity), 1, CheckOrigin.Background, Now, LookResult.Proved(Wa.Proof(), "", EvidenceReaders.OwnGrant), CancellationToken.None), Throws.InstanceOf<RefusedException>());
        Assert.That(await Read(db => db.Evidence.CountAsync()), Is.EqualTo(1));
    }

    [Test]
    public async Task The_challenges_of_a_suspended_identity_rest()
    {
        await SignInAsync();
        var identity = await CreateAsync("wa:+447700900123");
        await Send(new OpenChallenge(IdentityOf(identity), SurfaceOf(identity)));
        Clock.Advance(TimeSpan.FromMinutes(1));
        Caller.ActsAsAdministrator = true;
        await Send(new SuspendIdentity(IdentityOf(identity), "why"));
        Assert.That(await Send(new TakeDueLooks("whatsapp_phone", 10)), Is.Empty);
        await Send(new ReinstateIdentity(IdentityOf(identity), "why"));
        var taken = await Send(new TakeDueLooks("whatsapp_phone", 10));
        Assert.That(taken, Has.Count.EqualTo(1));
        Shared();
        await Send(new LookForToken(taken[0]));
        Assert.That(await Read(db => db.Challenges.Select(c => c.ChecksLeft).SingleAsync()), Is.EqualTo(60));
    }

    // What is noted of a look, and when, is the same before and after anything is read; only what may be told changes it.
    [TestCase("nothing"), TestCase("seen"), TestCase("down"), TestCase("half down"), TestCase("somebody else's token")]
    public async Task A_look_of_the_registrys_own_is_noted_when_it_is_taken(string met)
    {
        await SignInAsync();
        var identity = await CreateAsync("wa:+447700900123");
        var challenge = await Send(new OpenChallenge(IdentityOf(identity), SurfaceOf(identity)));
        var opened = Now;
        Clock.Advance(TimeSpan.FromSeconds(11));
        var taken = (await Send(new TakeDueLooks("whatsapp_phone", 10))).Single();
        var before = await NotesAsync();
        Assert.That(before, Is.EqualTo(new[] { (opened.AddSeconds(10), "token_not_found", (string?)null) }));

        Clock.Advance(TimeSpan.FromSeconds(4));
        switch (met)
        {
            case "seen": Shared(Reading(about: challenge.Token)); break;
            case "somebody else's token": Shared(Reading(about: "AII-VERIFY-22222-33333")); break;
            case "down": WhatsApp.Setup(w => w.FindAsync(It.IsAny<WhatsAppAddress>(), It.IsAny<CancellationToken>())).ReturnsAsync(Sightings.Down); break;
            // An account could not be listed: an unknown number's look says unreachable, and so does that of one that was found in another.
            case "half down":
                WhatsApp.Setup(w => w.FindAsync(It.IsAny<WhatsAppAddress>(), It.IsAny<CancellationToken>())).ReturnsAsync(new Sightings([Reading(about: "hello")], false) { Incomplete = true });
                break;
            default: Shared(); break;
        }

        await Send(new LookForToken(taken));
        var after = await NotesAsync();
        switch (met)
        {
            case "seen": Assert.That((after.Single().At, after.Single().Outcome), Is.EqualTo((Now, "verified"))); break;
            case "down" or "half down": Assert.That(after, Is.EqualTo(new[] { (opened.AddSeconds(10), "unreachable", (string?)null) })); break;
            default: Assert.That(after, Is.EqualTo(before)); break;
        }

        Task<List<(DateTimeOffset At, string Outcome, string? Digest)>> NotesAsync() =>
            Read(async db => (await db.Evidence.ToListAsync()).ConvertAll(e => (e.At, e.Outcome, e.Digest)));
    }

    [Test]
    public async Task A_check_that_saw_nothing_is_noted_with_the_time_before_its_reads()
    {
        await SignInAsync();
        var identity = await CreateAsync("wa:+447700900123");
        var challenge = await Send(new OpenChallenge(IdentityOf(identity), SurfaceOf(identity)));
        var asked = Now;
        WhatsApp.Setup(w => w.FindEvenlyAsync(It.IsAny<WhatsAppAddress>(), It.IsAny<Func<ProfileReading, bool>>(), It.IsAny<ISearchBudget>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(() =>
            {
                Clock.Advance(TimeSpan.FromMilliseconds(750));
                return Sightings.Nothing;
            });
        await Send(new CheckChallenge(Id.Parse<ChallengeId>(challenge.Id), null));
        Assert.That(await Read(db => db.Evidence.Select(e => e.At).SingleAsync()), Is.EqualTo(asked));
    }

    // Who lost a number may not learn, by the clock neither, whether the new holder shares it with the registry.
    [Test]
    public async Task An_operators_search_for_a_moved_number_is_an_even_one()
    {
        await SignInAsync();
        var identity = await CreateAsync("wa:+447700900123");
        await ProveAsync(identity);
        Shared(Reading(locator: "200002"));
        Again(new ReadResult.Failed(ReadFailure.GrantLost));
        WhatsApp.Invocations.Clear();
        Assert.That((await Send(new RecheckSurface(IdentityOf(identity), SurfaceOf(identity), null))).Outcome, Is.EqualTo(CheckOutcome.Verified.Code));
        WhatsApp.Verify(w => w.FindAsync(It.IsAny<WhatsAppAddress>(), It.IsAny<CancellationToken>()), Times.Never);
        Shared();
        Again(new ReadResult.Failed(ReadFailure.GrantLost));
        Assert.That((await Send(new RecheckSurface(IdentityOf(identity), SurfaceOf(identity), null))).Outcome, Is.EqualTo(CheckOutcome.GrantLost.Code));
        WhatsApp.Verify(w => w.FindAsync(It.IsAny<WhatsAppAddress>(), It.IsAny<CancellationToken>()), Times.Never);
    }

    [Test]
    public async Task Lapses_are_written_down_with_their_revocations_and_a_mail()
    {
        await SignInAsync();
        var identity = await CreateAsync("wa:+447700900123");
        await ProveAsync(identity);
        await Send(new Application.Passports.IssuePassport(IdentityOf(identity), null));
        Again(new ReadResult.Failed(ReadFailure.GrantLost));
        Shared();
        await Send(new RecheckBinding(SurfaceOf(identity)));
        Clock.Advance(TimeSpan.FromDays(7));
        Assert.That(await Send(new RecordLapses(10)), Is.EqualTo(1));
        Assert.That(await Send(new RecordLapses(10)), Is.Zero);
        var passport = await Read(db => db.Passports.SingleAsync());
        Assert.Multiple(() =>
        {
            Assert.That(passport.RevokedAt, Is.EqualTo(Now));
            Assert.That(passport.Token, Is.Null);
        });
        Assert.That(await Read(db => db.OutgoingMails.Select(m => m.Subject).ToListAsync()), Has.Member("A binding has lapsed"));
    }

    [Test]
    public async Task Five_challenges_for_one_address_may_be_open_over_an_accounts_identities()
    {
        var account = await SignInAsync();
        Caller.ActsAsAdministrator = true;
        await Send(new Application.Accounts.ChangePlan(account, "studio"));
        Caller.ActsAsAdministrator = false;
        for (var i = 0; i < 5; i++)
        {
            var identity = await CreateAsync("wa:+447700900123");
            await Send(new OpenChallenge(IdentityOf(identity), SurfaceOf(identity)));
            await Send(new OpenChallenge(IdentityOf(identity), SurfaceOf(identity)));
        }

        var sixth = await CreateAsync("wa:+447700900123");
        Assert.That(() => Send(new OpenChallenge(IdentityOf(sixth), SurfaceOf(sixth))),
            Throws.InstanceOf<RefusedException>().With.Property("Error").EqualTo(ChallengeErrors.TooManyOpen));
        Clock.Advance(TimeSpan.FromHours(24));
        await Send(new OpenChallenge(IdentityOf(sixth), SurfaceOf(sixth)));
    }

    [TestCase(74, 12)]
    [TestCase(75, 5)]
    [TestCase(94, 5)]
    [TestCase(95, 0)]
    public async Task The_platforms_word_on_our_allowance_slows_and_stops_the_background(int percent, int looks)
    {
        await SignInAsync();
        var identity = await CreateAsync([.. Enumerable.Range(0, 12).Select(i => $"wa:+4477009001{i:D2}")]);
        for (var i = 0; i < 12; i++) await ProveAsync(identity, i, $"4477009001{i:D2}");
        var proofs = await Read(db => db.Evidence.CountAsync());
        Clock.Advance(TimeSpan.FromDays(31));
        using var response = new HttpResponseMessage();
        response.Headers.Add("X-App-Usage", $"{{\"call_count\":{percent},\"total_cputime\":1,\"total_time\":1}}");
        Services.GetRequiredService<GraphUsage>().Note(response.Headers);
        Again(new ReadResult.Failed(ReadFailure.Unreachable));

        await Services.GetRequiredService<RegistryRound>().RunAsync(CancellationToken.None);
        Assert.That(await Read(db => db.Evidence.CountAsync()) - proofs, Is.EqualTo(looks));
    }

    [Test]
    public async Task A_look_that_gives_up_on_its_own_ends_neither_the_round_nor_the_host()
    {
        await SignInAsync();
        var identity = await CreateAsync("wa:+447700900121", "wa:+447700900122");
        for (var i = 0; i < 2; i++) await ProveAsync(identity, i, $"44770090012{i + 1}");
        var proofs = await Read(db => db.Evidence.CountAsync());
        Clock.Advance(TimeSpan.FromDays(31));
        WhatsApp.SetupSequence(w => w.ReadAgainAsync(It.IsAny<ProvedProfile>(), It.IsAny<WhatsAppAddress>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new TaskCanceledException("A timeout of its own."))
            .ReturnsAsync(new ReadResult.Failed(ReadFailure.Unreachable));

        await Services.GetRequiredService<RegistryRound>().RunAsync(CancellationToken.None);
        Assert.That(await Read(db => db.Evidence.CountAsync()) - proofs, Is.EqualTo(1), "The other one was looked at.");
    }

    [Test]
    public async Task A_round_that_is_told_to_end_ends()
    {
        await SignInAsync();
        await ProveAsync(await CreateAsync("wa:+447700900123"));
        Clock.Advance(TimeSpan.FromDays(31));
        using var end = new CancellationTokenSource();
        WhatsApp.Setup(w => w.ReadAgainAsync(It.IsAny<ProvedProfile>(), It.IsAny<WhatsAppAddress>(), It.IsAny<CancellationToken>()))
            .Returns(async () =>
            {
                await end.CancelAsync();
                end.Token.ThrowIfCancellationRequested();
                return new ReadResult.Failed(ReadFailure.Unreachable);
            });

        Assert.That(() => Services.GetRequiredService<RegistryRound>().RunAsync(end.Token), Throws.InstanceOf<OperationCanceledException>());
    }
}
