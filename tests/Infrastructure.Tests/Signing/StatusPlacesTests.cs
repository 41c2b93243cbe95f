using AiIdentity.Infrastructure.Signing;

namespace AiIdentity.Infrastructure.Tests.Signing;

internal sealed class StatusPlacesTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    [Test]
    public void Every_place_of_a_list_is_dealt_once()
    {
        var places = new StatusPlaces(() => Key);
        var seen = new bool[StatusPlaces.Places];
        for (var i = 0; i < StatusPlaces.Places; i++)
        {
            var (list, index) = places.PlaceOf(i);
            Assert.That(list, Is.Zero);
            Assert.That(seen[index], Is.False);
            seen[index] = true;
        }

        Assert.That(places.PlaceOf(StatusPlaces.Places).List, Is.EqualTo(1));
    }

    [Test]
    public void A_place_says_nothing_about_order()
    {
        var places = new StatusPlaces(() => Key);
        var first = Enumerable.Range(0, 2000).Select(i => places.PlaceOf(i).Index).ToList();
        var rising = first.Zip(first.Skip(1)).Count(pair => pair.First < pair.Second);
        Assert.That(rising, Is.InRange(900, 1100));
        Assert.That(first.Average(), Is.InRange(60_000, 71_000));
        var otherKey = new StatusPlaces(() => [.. Key.Reverse()]);
        Assert.That(Enumerable.Range(0, 2000).Count(i => otherKey.PlaceOf(i).Index == first[i]), Is.LessThan(5));
        Assert.That(Enumerable.Range(0, 2000).Count(i => places.PlaceOf(StatusPlaces.Places + i).Index == first[i]), Is.LessThan(5), "Each list in an order of its own.");
    }
}
