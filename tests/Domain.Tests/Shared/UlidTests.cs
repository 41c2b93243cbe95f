using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;

namespace AiIdentity.Domain.Tests.Shared;

internal sealed class UlidTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Test]
    public void Ids_of_one_millisecond_only_grow_and_write_in_that_order()
    {
        var ids = Enumerable.Range(0, 10_000).Select(_ => Ulid.New(Now)).ToList();
        Assert.That(ids, Is.Ordered.And.Unique);
        Assert.That(ids.Select(i => i.ToString()), Is.Ordered.Using((IComparer<string>)StringComparer.Ordinal));
        Assert.That(ids.Select(i => i.ToString()[..10]).Distinct(StringComparer.Ordinal).Count(), Is.EqualTo(1), "The time stands in front.");
    }

    [Test]
    public void Ids_of_one_millisecond_grow_though_others_are_dealt_between()
    {
        // As when requests overlap that began at different moments.
        var ids = Enumerable.Range(0, 1_000).Select(i => (One: Ulid.New(Now), Other: Ulid.New(Now.AddMilliseconds(1 + (i % 1_000))))).ToList();
        Assert.That(ids.Select(pair => pair.One), Is.Ordered.And.Unique);
    }

    [Test]
    public void What_was_written_is_read_back()
    {
        var id = Ulid.New(Now);
        Assert.That(Ulid.TryParse(id.ToString(), out var read) && read == id, Is.True);
        Assert.That(Ulid.TryParse("7ZZZZZZZZZZZZZZZZZZZZZZZZZ", out var largest) && largest.Value == UInt128.MaxValue, Is.True);
        Assert.That(id < largest && largest > id && id <= largest && largest >= id && id.CompareTo(largest) < 0, Is.True);
    }

    [TestCase("")]
    [TestCase("8ZZZZZZZZZZZZZZZZZZZZZZZZZ")]
    [TestCase("01ARZ3NDEKTSV4RRFFQ69G5FA")]
    [TestCase("01ARZ3NDEKTSV4RRFFQ69G5FAVX")]
    [TestCase("01arz3ndektsv4rrffq69g5fav")]
    [TestCase("01ARZ3NDEKTSV4RRFFQ69G5FAI")]
    [TestCase("01ARZ3NDEKTSV4RRFFQ69G5FA\u0661")]
    public void Other_text_is_no_id(string text) => Assert.That(Ulid.TryParse(text, out _), Is.False);

    [Test]
    public void Ids_of_two_kinds_are_not_each_other()
    {
        var surface = SurfaceId.New(Now);
        Assert.That(Id.TryParse<SurfaceId>(surface.ToString(), out var read) && read == surface, Is.True);
        Assert.That(Id.TryParse<IdentityId>(surface.ToString(), out _), Is.False);
        Assert.That(Id.TryParse<AccountId>(null, out _), Is.False);
        Assert.That(() => Id.Parse<AccountId>("nonsense"), Throws.InstanceOf<FormatException>());
        Assert.That(SurfaceId.New(Now) > surface && surface < SurfaceId.New(Now), Is.True);
    }

    [Test]
    public void The_reserved_id_is_written_by_its_name_alone()
    {
        Assert.That(IdentityId.Demo.ToString(), Is.EqualTo("aii_demo"));
        Assert.That(Id.TryParse<IdentityId>("aii_demo", out var read) && read == IdentityId.Demo && read.IsDemo, Is.True);
        Assert.That(IdentityId.New(Now).IsDemo, Is.False);
        foreach (var other in new[] { "aii_7ZZZZZZZZZZZZZZZZZZZZZZZZZ", "aii_Demo", "aii_DEMO", "aii_demo ", "aii_demo\0", "aii_", "demo", "AII_demo" })
            Assert.That(Id.TryParse<IdentityId>(other, out _), Is.False, other);
        Assert.That(Id.TryParse<AccountId>("acc_demo", out _) || Id.TryParse<SurfaceId>("srf_demo", out _), Is.False, "No other kind has one.");
    }

    [Test]
    public void A_refusal_says_its_code_and_where()
    {
        var refused = new RefusedException(IdentityErrors.Unknown, "id", "a sentence.", TimeSpan.FromSeconds(3));
        Assert.That((refused.Message, refused.Field, refused.Detail, refused.RetryAfter), Is.EqualTo(("identity_unknown", "id", "a sentence.", TimeSpan.FromSeconds(3))));
    }
}
