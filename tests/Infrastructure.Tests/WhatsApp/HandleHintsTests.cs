using AiIdentity.Domain.Surfaces;
using AiIdentity.Infrastructure.WhatsApp;
using Microsoft.Extensions.Time.Testing;

namespace AiIdentity.Infrastructure.Tests.WhatsApp;

[Parallelizable]
public class HandleHintsTests
{
    private static WaUsername Handle(int n) => WaUsername.FromPlatform($"handle{n}")!;

    [Test]
    public void A_hint_is_the_newest_and_fades()
    {
        var clock = new FakeTimeProvider();
        var hints = new HandleHints(clock);
        Assert.That(hints.Of(Handle(1)), Is.Null);
        hints.Note(Handle(1), "11111");
        hints.Note(Handle(1), "22222");
        Assert.That(hints.Of(Handle(1)), Is.EqualTo("22222"));
        clock.Advance(HandleHints.Lifetime);
        Assert.That(hints.Of(Handle(1)), Is.Null);
    }

    [Test]
    public void Hints_do_not_pile_up()
    {
        var hints = new HandleHints(new FakeTimeProvider());
        for (var n = 0; n <= HandleHints.Most; n++) hints.Note(Handle(n), "11111");
        Assert.That(Enumerable.Range(0, HandleHints.Most + 1).Count(n => hints.Of(Handle(n)) is not null), Is.LessThanOrEqualTo(HandleHints.Most));
        Assert.That(hints.Of(Handle(HandleHints.Most)), Is.EqualTo("11111"));
    }
}
