using AiIdentity.Application.Events;
using AiIdentity.Application.Identities;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Verification;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Application.Tests.Shared;

/// <summary>A handler hears the events that it is registered for, inside the transaction that made them happen.</summary>
internal sealed class EventHandlerTests : RegistryFixture
{
    private readonly Recorder _recorder = new();

    protected override void Configure(IServiceCollection services) =>
        services.AddKeyedScoped<IEventHandler>(EventType.SurfaceClaimed, (_, _) => _recorder);

    [SetUp]
    public void Clear() => (_recorder.Heard, _recorder.Fails) = ([], false);

    [Test]
    public async Task It_hears_its_own_events_and_no_other()
    {
        await SignInAsync();
        await CreateAsync("wa:+447700900123", "wa:@acmesupport");
        Assert.That(_recorder.Heard, Is.EqualTo(new[] { EventType.SurfaceClaimed, EventType.SurfaceClaimed }));
    }

    [Test]
    public async Task One_that_fails_leaves_nothing_of_what_happened()
    {
        await SignInAsync();
        _recorder.Fails = true;
        Assert.That(() => CreateAsync("wa:+447700900123"), Throws.InvalidOperationException);
        Assert.That(await Read(db => db.Identities.CountAsync()), Is.Zero);
    }

    [Test]
    public async Task What_a_handler_changes_is_handled_in_the_same_transaction()
    {
        await SignInAsync();
        var identity = await CreateAsync("wa:+447700900123", "wa:@acmesupport");
        await ProveAsync(identity);
        await Send(new Application.Passports.IssuePassport(IdentityOf(identity), null));
        await Send(new OpenChallenge(IdentityOf(identity), SurfaceOf(identity, 1)));

        await Send(new RevokeIdentity(IdentityOf(identity), null));
        var events = await Send(new ListEvents(new PageRequest(null, null)));
        Assert.That(events.Items.Select(e => e.Type), Is.SupersetOf(new[]
        {
            EventType.IdentityRevoked, EventType.PassportRevoked, EventType.SurfaceReleased, EventType.ChallengeCancelled,
        }));
        Assert.That(await Read(db => db.Passports.Select(p => p.Reason).SingleAsync()), Is.EqualTo(RevocationReason.IdentityRevoked));
    }

    private sealed class Recorder : IEventHandler
    {
        public List<EventType> Heard { get; set; } = [];
        public bool Fails { get; set; }

        public Task Handle(DomainEvent happened, CancellationToken ct)
        {
            Heard.Add(happened.Type);
            return Fails ? throw new InvalidOperationException("stop") : Task.CompletedTask;
        }
    }
}
