using System.Text.Json.Nodes;

namespace AiIdentity.Client.Tests;

/// <summary>Addresses are read as the registry reads them: by the table that every reader is tested with.</summary>
internal sealed class AddressTests
{
    private static readonly JsonNode Table = VectorTests.Read("addresses.json");

    [Test]
    public void Addresses_are_accepted_and_refused_as_in_the_registry() => Assert.Multiple(() =>
    {
        Assert.That(Table["accepted"]!.AsArray(), Has.Count.GreaterThan(10));
        foreach (var row in Table["accepted"]!.AsArray())
        {
            Assert.That(SurfaceAddress.TryParse((string)row!["text"]!, out var address), Is.True, row.ToJsonString());
            Assert.That(address!.Canonical, Is.EqualTo((string)row["canonical"]!));
            Assert.That(SurfaceAddress.TryParse((string)row["folded"]!, out var folded) && folded.Equals(address), Is.True, row.ToJsonString());
        }

        Assert.That(Table["refused"]!.AsArray(), Has.Count.GreaterThan(50));
        foreach (var text in Table["refused"]!.AsArray()) Assert.That(SurfaceAddress.TryParse((string)text!, out _), Is.False, text!.ToJsonString());
    });

    [Test]
    public void An_address_of_a_scheme_that_is_not_known_is_equal_to_itself_alone()
    {
        Assert.That(SurfaceAddress.TryParse("Demo:Room-1", out var room) && SurfaceAddress.TryParse("demo:Room-1", out var same) && room.Equals(same), Is.True);
        Assert.That(room!.Canonical, Is.EqualTo("demo:Room-1"));
        Assert.That(SurfaceAddress.TryParse("demo:room-1", out var other) && !room.Equals(other), Is.True);
        foreach (var text in new[] { "demo:", ":x", "1demo:x", "demo:a b", "demo:\u00e9", $"demo:{new string('a', 512)}", "no scheme" })
            Assert.That(SurfaceAddress.TryParse(text, out _), Is.False, text);
    }
}
