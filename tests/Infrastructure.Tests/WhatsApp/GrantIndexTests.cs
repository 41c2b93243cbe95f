using AiIdentity.Infrastructure.WhatsApp;
using static AiIdentity.Infrastructure.Tests.WhatsApp.GraphStub;

namespace AiIdentity.Infrastructure.Tests.WhatsApp;

/// <summary>What looks cost the grant: the numbers are listed once for many, and asked for their handles every few minutes.</summary>
[Parallelizable]
public class GrantIndexTests
{
    private const int Count = 48;
    private static readonly string[] Ids = [.. Enumerable.Range(0, Count).Select(at => $"10660777012400{at:00}")];

    private WireStub _graph = null!;

    [SetUp]
    public async Task Start()
    {
        _graph = await GraphStub.StartAsync();
        foreach (var id in Ids) _graph.On($"/v25.0/{id}/username", "{}");
        List(Ids);
    }

    [TearDown]
    public async Task Stop() => await _graph.DisposeAsync();

    private void List(IEnumerable<string> ids) => _graph.On(Numbers, Page(ids.Select(id => (id, "+44 7700 900001"))));

    private int Edges => _graph.Requests.Count(request => request.Path.EndsWith("/username", StringComparison.Ordinal));

    [Test]
    public async Task Misses_are_remembered_as_hits_are()
    {
        await using var readers = _graph.OwnReaders();
        for (var i = 0; i < 30; i++) Assert.That((await readers.FindAgainAsync($"wa:@nobody{i}")).Readings, Is.Empty);
        Assert.That((Edges, _graph.Count(Numbers)), Is.EqualTo((Count, 1)));
        readers.Clock.Advance(GrantIndex.ListAge);
        await readers.FindAgainAsync(Handle);
        Assert.That((Edges, _graph.Count(Numbers)), Is.EqualTo((Count, 2)));
        readers.Clock.Advance(GrantIndex.HandleAge);
        await readers.FindAgainAsync(Handle);
        Assert.That(Edges, Is.EqualTo(2 * Count));
    }

    [Test]
    public async Task Many_at_once_ask_once()
    {
        await using var readers = _graph.OwnReaders();
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => readers.FindAgainAsync($"wa:@nobody{i}")));
        Assert.That((Edges, _graph.Count(Numbers)), Is.EqualTo((Count, 1)));
    }

    [Test]
    public async Task A_number_that_was_shared_meanwhile_is_asked_at_once()
    {
        await using var readers = _graph.OwnReaders();
        await readers.FindAgainAsync(Handle);
        List([.. Ids, Id]);
        readers.Clock.Advance(GrantIndex.ListAge);
        Assert.That((await readers.FindAgainAsync(Handle)).Readings.Single().Locator, Is.EqualTo(Id));
        Assert.That(Edges, Is.EqualTo(Count + 1 + 2), "The new one, and what its reading asks.");
    }

    [Test]
    public async Task Who_could_not_be_asked_is_asked_again_sooner_and_called_as_before()
    {
        List([.. Ids, Id]);
        await using var readers = _graph.OwnReaders();
        Assert.That((await readers.FindAgainAsync(Handle)).Readings, Has.Count.EqualTo(1));
        readers.Clock.Advance(GrantIndex.HandleAge);
        _graph.On(Edge, Answer.Error(2));
        Assert.That((await readers.FindAgainAsync(Handle)).Readings, Is.Empty);
        _graph.On(Edge, GoodEdge);
        Assert.That((await readers.FindAgainAsync(Handle)).Readings, Has.Count.EqualTo(1), "It is known who held it.");

        _graph.On($"/v25.0/{Ids[3]}/username", Answer.Error(2));
        readers.Clock.Advance(GrantIndex.HandleAge);
        await readers.FindAgainAsync("wa:@nobody");
        var before = _graph.Count($"/v25.0/{Ids[3]}/username");
        readers.Clock.Advance(GrantIndex.FailureAge);
        await readers.FindAgainAsync("wa:@nobody");
        Assert.That(_graph.Count($"/v25.0/{Ids[3]}/username"), Is.EqualTo(before + 1));
        Assert.That(_graph.Count($"/v25.0/{Ids[4]}/username"), Is.LessThan(before + 1));
    }
}
