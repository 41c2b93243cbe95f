using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.WhatsApp;
using AiIdentity.Infrastructure.WhatsApp;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using static AiIdentity.Infrastructure.Tests.WhatsApp.GraphStub;

namespace AiIdentity.Infrastructure.Tests.WhatsApp;

[Parallelizable]
public class NumberSearchTests
{
    private const string Other = "1066077701230000";
    private const string Waba2 = "102290129340398";
    private const string Numbers2 = $"/v25.0/{Waba2}/phone_numbers";

    private WireStub _graph = null!;

    [SetUp]
    public async Task Start() => _graph = await GraphStub.StartAsync();

    [TearDown]
    public async Task Stop() => await _graph.DisposeAsync();

    private void Record(string id, string display, string about, string edge = "{}")
    {
        _graph.On($"/v25.0/{id}", GoodNode.Replace(Id, id, StringComparison.Ordinal).Replace("+44 7700 900123", display, StringComparison.Ordinal));
        _graph.On($"/v25.0/{id}/username", edge);
        _graph.On($"/v25.0/{id}/whatsapp_business_profile", $$"""{"data":[{"about":"{{about}}"}]}""");
    }

    [Test]
    public async Task Without_a_grant_nothing_is_seen_and_nobody_is_down()
    {
        await using var readers = _graph.Readers();
        foreach (var address in new[] { Phone, Handle })
        {
            var seen = await readers.FindAsync(address);
            Assert.That((seen.Readings.Count, seen.ReaderDown), Is.EqualTo((0, false)));
        }

        Assert.That(_graph.Requests, Is.Empty);
    }

    [Test]
    public async Task A_number_is_found_and_read_whole()
    {
        await using var readers = _graph.OwnReaders();
        var seen = await readers.FindAsync(Phone);
        Assert.That(seen.ReaderDown, Is.False);
        Assert.That(seen.Readings.Single(), Has.Property("Locator").EqualTo(Id).And.Property("Description").EqualTo("We help"));
        Assert.That(_graph.Requests.First().Query, Is.EqualTo("?fields=id,display_phone_number&limit=100"));
    }

    [Test]
    public async Task Numbers_compare_folded_and_both_records_of_a_migration_are_read()
    {
        Record(Other, "+55 11 98765-4321", "new");
        Record(Id, "+55 11 8765-4321", "old");
        _graph.On(Numbers, Page([(Id, "+55 11 8765-4321"), ("1066077701230001", "+55 11 98765-4322")]));
        _graph.On(Numbers2, Page([(Other, "5511987654321"), (Id, "+55 11 8765-4321")]));
        await using var readers = _graph.OwnReaders(("WabaIds", $"{Waba},{Waba2}"));
        var seen = await readers.FindAsync("wa:+5511987654321");
        Assert.That(seen.Readings.Select(reading => reading.About), Is.EqualTo(new[] { "old", "new" }));
        Assert.That(seen.ReaderDown, Is.False);
    }

    [Test]
    public async Task Pages_are_read_to_the_last_by_cursor_and_no_next_address_is_followed()
    {
        await using var elsewhere = await WireStub.StartAsync();
        _graph.On(Numbers, Page([("1066077701230001", "+44 7700 900001")], after: "c/1=", next: elsewhere.Url + "/stolen"));
        _graph.On(Numbers + "?fields=id,display_phone_number&limit=100&after=c%2F1%3D", Page([("1066077701230002", "+44 7700 900002")], after: "c2", next: elsewhere.Url + "/stolen"));
        _graph.On(Numbers + "?fields=id,display_phone_number&limit=100&after=c2", Page([(Id, "+44 7700 900123")], after: "c3"));
        await using var readers = _graph.OwnReaders();
        Assert.That((await readers.FindAsync(Phone)).Readings, Has.Count.EqualTo(1));
        Assert.That(_graph.Count(Numbers), Is.EqualTo(3));
        Assert.That(elsewhere.Requests, Is.Empty);
    }

    [Test]
    public async Task Pages_without_end_are_an_outage()
    {
        _graph.On(Numbers, Page([(Id, "+44 7700 900123")], after: "again", next: "https://x"));
        await using var readers = _graph.OwnReaders();
        var seen = await readers.FindAsync(Phone);
        Assert.That((seen.Readings.Count, seen.ReaderDown), Is.EqualTo((0, true)));
        Assert.That(_graph.Count(Numbers), Is.EqualTo(100));
    }

    [Test]
    public async Task A_page_that_fails_is_an_outage_though_an_earlier_one_was_read()
    {
        _graph.On(Numbers, Page([(Id, "+44 7700 900123")], after: "c1", next: "https://x"), Answer.Error(2));
        await using var readers = _graph.OwnReaders();
        Assert.That((await readers.FindAsync(Phone)).ReaderDown, Is.True);
    }

    [Test]
    public async Task A_listing_that_fails_in_any_way_is_an_outage_and_is_logged([Values(2, 190, 10, 100, 803, 368)] int code)
    {
        _graph.On(Numbers, Answer.Error(code));
        await using var readers = _graph.OwnReaders();
        foreach (var address in new[] { Phone, Handle })
        {
            var seen = await readers.FindAsync(address);
            Assert.That((seen.Readings.Count, seen.ReaderDown), Is.EqualTo((0, true)));
        }

        Assert.That(readers.Log.Lines.Count(line => line is { Level: LogLevel.Warning, Event.Id: 3001 }), Is.EqualTo(2));
    }

    [Test]
    public async Task An_account_that_fails_does_not_hide_what_another_shows()
    {
        _graph.On(Numbers2, Answer.Error(190));
        await using var readers = _graph.OwnReaders(("WabaIds", $"{Waba2}, {Waba}"));
        var seen = await readers.FindAsync(Phone);
        Assert.That((seen.Readings.Count, seen.ReaderDown), Is.EqualTo((1, true)));
        seen = await readers.FindAsync(Handle);
        Assert.That((seen.Readings.Count, seen.ReaderDown), Is.EqualTo((1, false)));
    }

    [Test]
    public async Task A_fault_of_one_number_is_left_out()
    {
        Record(Other, "+44 7700 900123", "fine");
        _graph.On(Numbers, Page([(Id, "+44 7700 900123"), (Other, "+44 7700 900123")]));
        await using var readers = _graph.OwnReaders();
        foreach (var path in new[] { Node, Profile })
        {
            _graph.On(path, Answer.Error(2));
            var seen = await readers.FindAsync(Phone);
            Assert.That(seen.Readings.Select(reading => reading.About), Is.EqualTo(new[] { "fine" }));
            Assert.That(seen.ReaderDown, Is.False);
        }
    }

    [Test]
    public async Task Entries_that_are_no_numbers_are_passed_over()
    {
        _graph.On(Numbers, $$"""{"data":[null,{},{"id":"../x","display_phone_number":"+44 7700 900123"},{"id":"{{Other}}"},{"id":"{{Id}}","display_phone_number":"+44 7700 900123"}]}""");
        await using var readers = _graph.OwnReaders();
        Assert.That((await readers.FindAsync(Phone)).Readings.Select(reading => reading.Locator), Is.EqualTo(new[] { Id }));
    }

    [Test]
    public async Task A_handle_is_found_among_many_numbers_whatever_the_others_answer()
    {
        var others = Enumerable.Range(0, 30).Select(at => $"10660777012400{at:00}").ToList();
        foreach (var id in others) _graph.On($"/v25.0/{id}/username", Answer.Error(id[^1] % 2 == 0 ? 2 : 803));
        _graph.On(Numbers, Page([.. others.Select(id => (id, "+44 7700 900001")), (Id, "+44 7700 900123")]));
        await using var readers = _graph.OwnReaders();
        var seen = await readers.FindAsync("wa:@AcmeSupport");
        Assert.That(seen.Readings.Single(), Has.Property("Locator").EqualTo(Id).And.Property("UsernameApproved").True);
        Assert.That(seen.ReaderDown, Is.False);
    }

    [Test]
    public async Task Who_held_a_handle_is_asked_first_and_not_believed()
    {
        var others = Enumerable.Range(0, 30).Select(at => $"10660777012400{at:00}").ToList();
        foreach (var id in others) _graph.On($"/v25.0/{id}/username", "{}");
        _graph.On(Numbers, Page([.. others.Select(id => (id, "+44 7700 900001")), (Id, "+44 7700 900123")]));
        await using var readers = _graph.OwnReaders();
        await readers.FindAsync(Handle);
        _graph.Requests.Clear();

        Assert.That((await readers.FindAsync(Handle)).Readings, Has.Count.EqualTo(1));
        Assert.That(_graph.Requests.Select(request => request.Path), Is.EqualTo(new[] { Numbers, Edge, Node, Edge, Profile, Edge, Node }));

        _graph.On(Edge, "{}");
        _graph.On($"/v25.0/{others[3]}/username", GoodEdge);
        _graph.On($"/v25.0/{others[3]}", GoodNode.Replace(Id, others[3], StringComparison.Ordinal));
        _graph.On($"/v25.0/{others[3]}/whatsapp_business_profile", GoodProfile);
        Assert.That((await readers.FindAsync(Handle)).Readings.Single().Locator, Is.EqualTo(others[3]));

        _graph.On(Numbers, Page([(Id, "+44 7700 900123")]));
        _graph.Requests.Clear();
        Assert.That((await readers.FindAsync(Handle)).Readings, Is.Empty);
        Assert.That(_graph.Count($"/v25.0/{others[3]}/username"), Is.Zero);
    }

    [Test]
    public async Task A_handle_that_nobody_holds_is_asked_of_everybody_once()
    {
        var ids = Enumerable.Range(0, 20).Select(at => $"10660777012400{at:00}").ToList();
        foreach (var id in ids) _graph.On($"/v25.0/{id}/username", "{}");
        _graph.On(Numbers, Page(ids.Select(id => (id, "+44 7700 900001"))));
        await using var readers = _graph.OwnReaders();
        var seen = await readers.FindAsync(Handle);
        Assert.That((seen.Readings.Count, seen.ReaderDown), Is.EqualTo((0, false)));
        Assert.That(ids.Select(id => _graph.Count($"/v25.0/{id}/username")), Is.All.EqualTo(1));
    }

    [Test]
    public async Task No_more_than_eight_edges_are_asked_at_once()
    {
        var (now, most) = (0, 0);
        var edge = new Answer("")
        {
            Instead = async http =>
            {
                var at = Interlocked.Increment(ref now);
                InterlockedMax(ref most, at);
                await Task.Delay(40);
                Interlocked.Decrement(ref now);
                await http.Response.WriteAsync("{}");
            },
        };
        var ids = Enumerable.Range(0, 30).Select(at => $"10660777012400{at:00}").ToList();
        foreach (var id in ids) _graph.On($"/v25.0/{id}/username", edge);
        _graph.On(Numbers, Page(ids.Select(id => (id, "+44 7700 900001"))));
        await using var readers = _graph.OwnReaders();
        await readers.FindAsync(Handle);
        Assert.That(most, Is.InRange(2, 8));

        static void InterlockedMax(ref int most, int at)
        {
            for (var was = Volatile.Read(ref most); was < at; was = Volatile.Read(ref most))
                if (Interlocked.CompareExchange(ref most, at, was) == was) return;
        }
    }

    [Test, CancelAfter(20_000)]
    public async Task A_hanging_number_does_not_delay_what_another_one_showed(CancellationToken ct)
    {
        _graph.On($"/v25.0/{Other}/username", new Answer("") { Instead = http => Task.Delay(Timeout.Infinite, http.RequestAborted) });
        _graph.On(Numbers, Page([(Other, "+44 7700 900001"), (Id, "+44 7700 900123")]));
        await using var readers = _graph.OwnReaders(patience: TimeSpan.FromMinutes(1));
        Assert.That((await readers.FindAsync(Handle)).Readings, Has.Count.EqualTo(1));
    }

    [Test, CancelAfter(20_000)]
    public async Task A_search_that_takes_too_long_is_an_outage(CancellationToken ct)
    {
        var slow = new Answer("") { Instead = http => Task.Delay(Timeout.Infinite, http.RequestAborted) };
        _graph.On(Edge, slow);
        _graph.On(Profile, slow);
        await using var readers = _graph.OwnReaders(patience: TimeSpan.FromMinutes(1));
        readers.Get<IOptions<WhatsAppOptions>>().Value.SearchPatience = TimeSpan.FromMilliseconds(500);
        Assert.That((await readers.FindAsync(Handle)).ReaderDown, Is.True);
        Assert.That((await readers.FindAsync(Phone)).ReaderDown, Is.True);
    }

    [Test]
    public async Task A_bound_number_is_read_again_with_its_own_kind_of_reader()
    {
        await using var readers = _graph.OwnReaders();
        Assert.That((await readers.ReadAgainAsync(Handle, Id)).Reading(), Has.Property("Reader").EqualTo(ReaderKind.CloudApi).And.Property("UsernameApproved").True);
    }
}
